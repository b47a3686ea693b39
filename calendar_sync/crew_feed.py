"""A crew member's own calendar: their charters, when to be aboard, and nothing of anybody else."""

import hashlib
from datetime import datetime

from bookings import ics, tokens
from bookings.models import Stage
from calendar_sync.feeds import KEEP_CANCELLED, LOOK_BACK
from crew.models import Answer, Assignment, Person
from crew.own_feed import FEED

MOST_CHARTERS = 500
STATUS = {Stage.CONFIRMED: "confirmed", Stage.COMPLETED: "confirmed", Stage.CANCELLED: "cancelled"}


def person_of(token: str, *, at: datetime) -> Person | None:
    """Return whose calendar `token` opens today; None for a forged or replaced one, and for who has left."""
    numbers = tokens.read(FEED, token)
    if numbers is None or len(numbers) != 2:
        return None
    pk, version = numbers
    person = Person.objects.filter(pk=pk, feed_version=version, active=True).first()
    return None if person is None or person.has_left(at.date()) else person


def render(person: Person, *, at: datetime) -> bytes:
    """Write their charters as iCalendar: those they are asked for or sail on, cancelled ones for 60 days."""
    places = person.assignments.exclude(answer=Answer.DECLINED).filter(booking__stage__in=STATUS)
    recent = places.filter(booking__ends_at__gte=at - LOOK_BACK).exclude(
        booking__stage=Stage.CANCELLED, booking__updated_at__lt=at - KEEP_CANCELLED
    )
    events = [_event(place) for place in recent.with_terms().order_by("booking__starts_at")[:MOST_CHARTERS]]
    return ics.write(events, name=f"{person.name} on the water")


def fingerprint(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()[:32]


def _event(place: Assignment) -> ics.Event:
    booking = place.booking
    return ics.Event(
        uid=ics.uid(f"{booking.code}-crew-{place.person_id}"),
        sequence=booking.version,
        title=f"{booking.vessel}, {place.role.name.lower()}",
        start=place.calls_at.astimezone(booking.zone),
        end=booking.ends_at.astimezone(booking.zone),
        status=STATUS[Stage(booking.stage)],
        last_modified=booking.updated_at,
        location=f"{booking.vessel.dock}, {booking.vessel.home_port}",
        description=f"Be aboard {place.calls_at.astimezone(booking.zone):%H:%M}. "
        f"Sails {booking.starts_at.astimezone(booking.zone):%H:%M}.",
    )
