"""The hours of one person, as their page shows them: what waits for their signature, what they signed. No amounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from bookings.models import Stage
from crew.access import LINK_OUTLIVES_CANCELLED
from crew.models import Answer, Assignment, AssignmentQuerySet, Person
from crew.pay.amounts import spoken_hours
from crew.pay.models import Hours, HoursQuerySet
from crew.pay.signing import scheduled_minutes, stood_accepted

MOST_WAITING = 30
CALLED_OFF_SHOWS_FROM = timedelta(days=1)
"""Before it would have sailed: earlier than that nobody has come in vain."""


@dataclass(frozen=True)
class Sheet:
    """One charter with the hours that its form proposes."""

    place: Assignment
    minutes: int
    hours: Hours | None = None

    @property
    def whole(self) -> int:
        return self.minutes // 60

    @property
    def quarter(self) -> int:
        return self.minutes % 60

    @property
    def said(self) -> str:
        return spoken_hours(self.minutes)

    @property
    def scheduled(self) -> str:
        return spoken_hours(scheduled_minutes(self.place))

    @property
    def cancelled(self) -> bool:
        return self.place.booking.stage == Stage.CANCELLED


def unsigned(person: Person, *, at: datetime) -> list[Sheet]:
    """Return what waits for a signature, at most 30, the latest first and what was called off last."""
    places = list(_unsigned(person, at=at).order_by("-booking__starts_at")[:MOST_WAITING])
    called_off = [place for place in places if place.booking.stage == Stage.CANCELLED]
    accepted = stood_accepted(called_off)
    sailed = [Sheet(place, scheduled_minutes(place)) for place in places if place not in called_off]
    return sailed + [Sheet(place, 0) for place in called_off if place.pk in accepted]


def signed(person: Person) -> HoursQuerySet:
    hours = Hours.objects.filter(assignment__person=person).with_charter().with_run_state()
    return hours.order_by("-assignment__booking__starts_at")


def _unsigned(person: Person, *, at: datetime) -> AssignmentQuerySet:
    """Return the person's places that crew.pay.signing lets them sign for, and a few called off that it may not."""
    sailed = Q(booking__stage__in=(Stage.CONFIRMED, Stage.COMPLETED), booking__ends_at__lte=at)
    never_said_yes = Q(called=True, answer=Answer.ASKED)
    called_off = Q(
        booking__stage=Stage.CANCELLED,
        booking__starts_at__lt=at + CALLED_OFF_SHOWS_FROM,
        booking__ends_at__gt=at - LINK_OUTLIVES_CANCELLED,
    )
    places = person.assignments.not_declined().filter(sailed & ~never_said_yes | called_off).with_terms()
    return places.filter(~Exists(Hours.objects.filter(assignment=OuterRef("pk"))))
