"""Whom a charter may call for an open place, in fair order."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TypeAlias

from bookings.messages.models import Unreachable
from bookings.models import Booking, Stage
from crew.models import Assignment, Away, Person, Role

FAIR_WITHIN = timedelta(days=15)
"""Who sails least in the 30 days around a charter is called first."""
Span: TypeAlias = tuple[datetime, datetime]


class Pool:
    """Everyone who may be called for these roles, and what keeps them; read in the same few queries for all charters.

    Left out, charter by charter: who is on it already, whatever they answered, and whom staff have taken off it.
    """

    def __init__(self, bookings: Collection[Booking], roles: Collection[Role]) -> None:
        people = Person.objects.filter(active=True, erased_at=None, roles__in=roles).distinct()
        self._people = list(people.order_by("name", "pk").prefetch_related("roles", "licences"))
        self._unreachable = _unreachable(self._people)
        self._sails = _sailings(self._people, bookings)
        away = Away.objects.filter(person__in=self._people, until_at__gt=min(_starts(bookings)))
        self._away = _by_person(away.values_list("person", "from_at", "until_at"))
        self._passed_over = _passed_over(bookings)

    def candidates(self, booking: Booking, role: Role) -> list[Person]:
        """Return who may be called: whoever sails least in these weeks first, then by name."""
        able = [person for person in self._people if self._may_be_called(person, booking, role)]
        return sorted(able, key=lambda person: self._charters_around(person, booking))

    def _may_be_called(self, person: Person, booking: Booking, role: Role) -> bool:
        day = booking.starts_at.astimezone(booking.zone).date()
        busy = [*self._sails[person.pk], *self._away[person.pk]]
        return (
            role in person.roles.all()
            and (booking.pk, person.pk) not in self._passed_over
            and not person.has_left(day)
            and not any(_overlap(span, (booking.starts_at, booking.ends_at)) for span in busy)
            and _licensed(person, role, day)
            and not addresses(person) <= self._unreachable
        )

    def _charters_around(self, person: Person, booking: Booking) -> int:
        around = booking.starts_at - FAIR_WITHIN, booking.ends_at + FAIR_WITHIN
        return sum(_overlap(span, around) for span in self._sails[person.pk])


def addresses(person: Person) -> set[str]:
    """Return every address that a message may take to this person, written as Unreachable keeps it."""
    mobile = person.mobile.as_e164 if person.mobile else ""
    return {person.email.lower(), mobile} - {""}


def _starts(bookings: Collection[Booking]) -> list[datetime]:
    return [booking.starts_at for booking in bookings]


def _unreachable(people: Collection[Person]) -> set[str]:
    known = Unreachable.objects.of([address for person in people for address in addresses(person)])
    return set(known.values_list("address", flat=True))


def _sailings(people: Collection[Person], bookings: Collection[Booking]) -> dict[int, list[Span]]:
    """Return person pk → the times of all charters near these; declined places and cancelled ones leave them free."""
    around = Assignment.objects.not_declined().filter(
        person__in=people,
        booking__ends_at__gt=min(_starts(bookings)) - FAIR_WITHIN,
        booking__starts_at__lt=max(booking.ends_at for booking in bookings) + FAIR_WITHIN,
    )
    sailing = around.exclude(booking__stage=Stage.CANCELLED)
    return _by_person(sailing.values_list("person", "booking__starts_at", "booking__ends_at"))


def _by_person(rows: Iterable[tuple[int, datetime, datetime]]) -> dict[int, list[Span]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    for person, start, end in rows:
        spans[person].append((start, end))
    return spans


def _passed_over(bookings: Collection[Booking]) -> set[tuple[int, int]]:
    """Return (booking pk, person pk) of those who are on board already, and those whom staff took off."""
    aboard = Assignment.objects.filter(booking__in=bookings).values_list("booking", "person")
    removed = Assignment.history.filter(booking__in=bookings, history_type="-", actor__startswith="user:")
    return {*aboard, *removed.values_list("booking", "person")}


def _overlap(one: Span, other: Span) -> bool:
    """Half-open, like a booking's time."""
    return one[0] < other[1] and one[1] > other[0]


def _licensed(person: Person, role: Role, day: date) -> bool:
    held = person.licences.all()
    return role.requires_id is None or any(one.licence_id == role.requires_id and one.good_on(day) for one in held)
