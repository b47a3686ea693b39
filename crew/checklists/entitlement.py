"""Who might tick what at a moment gone by, asked of the history: the place itself may be gone by now.

A write token stands for one person's place on one charter. It opens nothing but the door for ticks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from bookings import tokens
from bookings.models import Booking
from crew.models import LINK_OUTLIVES_CHARTER, Answer, Assignment

TICKS = "crew-ticks"


def write_token(place: Assignment) -> str:
    return tokens.make(TICKS, place.person_id, place.pk)


@dataclass(frozen=True)
class PlaceThen:
    """One person's place on a charter through time; `versions` are its history, oldest first."""

    booking: Booking
    person_id: int
    versions: tuple[Any, ...]

    @classmethod
    def of_token(cls, token: str) -> Self | None:
        """Return the place a write token was given for, even if it was taken away since."""
        numbers = tokens.read(TICKS, token)
        return cls.of(*numbers) if numbers and len(numbers) == 2 else None

    @classmethod
    def of(cls, person_pk: int, assignment_pk: int) -> Self | None:
        history = Assignment.history.filter(id=assignment_pk, person_id=person_pk)
        versions = tuple(history.order_by("history_date", "history_id"))
        if not versions:
            return None
        booking = Booking.objects.select_related("vessel").get(pk=versions[0].booking_id)
        return cls(booking, person_pk, versions)

    def role_at(self, moment: datetime) -> int | None:
        """Return the pk of the role they sailed in; None where they had no place then, or had declined it."""
        if moment >= self.booking.ends_at + LINK_OUTLIVES_CHARTER:
            return None
        then = next((version for version in reversed(self.versions) if version.history_date <= moment), None)
        if then is None or then.history_type == "-" or then.answer == Answer.DECLINED:
            return None
        role_id: int = then.role_id
        return role_id
