"""When people cannot sail, as they say themselves. The only writer of what the portal takes in; staff use the admin."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count

from bookings.errors import BookingError
from bookings.models import Stage, Vessel
from crew import consent
from crew.models import Answer, Assignment, Away, Person

LONGEST = timedelta(days=366)
MOST = 60
"""Times away that one person has noted for the days to come."""


def home_vessel(person: Person) -> Vessel:
    """Return the vessel that someone who was ever asked to sail is on most: they live by its port's time."""
    asked = Vessel.objects.filter(bookings__assignments__person=person)
    return asked.annotate(times=Count("bookings__assignments")).order_by("-times", "name")[0]


@transaction.atomic
def add(person: Person, *, from_at: datetime, until_at: datetime, by: str, at: datetime) -> Away:
    """Note a time in which they cannot sail; the same again is the one that stands. Raises BookingError."""
    if until_at <= from_at:
        raise BookingError("This ends before it begins. Look at both days again.", field="until_date")
    if until_at <= at:
        raise BookingError("This is over already. Enter a day to come.", field="until_date")
    if until_at - from_at > LONGEST:
        raise BookingError("Enter a year at most. If you are leaving us, tell the office.", field="until_date")
    coming = Person.objects.select_for_update(no_key=True).get(pk=person.pk).away.filter(until_at__gt=at)
    same = coming.filter(from_at=from_at, until_at=until_at).first()
    if same:
        return same
    if coming.count() >= MOST:
        raise BookingError(f"You have {MOST} times away noted. Remove one first.", field="from_date")
    away = Away(person=person, from_at=from_at, until_at=until_at)
    away.changed_by = by
    away.save()
    return away


def remove(away: Away, *, by: str) -> None:
    away.changed_by = by
    away.delete()


def clashes(person: Person, aways: list[Away], *, at: datetime) -> dict[int, list[Assignment]]:
    """Return away pk → the charters that they said yes to and that fall into it, in two queries for all."""
    places = person.assignments.filter(answer=Answer.ACCEPTED, booking__stage=Stage.CONFIRMED)
    coming = list(places.filter(booking__starts_at__gt=at).with_terms().order_by("booking__starts_at"))
    consents = consent.digests(coming)
    accepted = [place for place in coming if place.standing(consents[place.pk]) == Answer.ACCEPTED]
    return {away.pk: [place for place in accepted if _touches(away, place)] for away in aways}


def _touches(away: Away, place: Assignment) -> bool:
    return away.from_at < place.booking.ends_at and place.booking.starts_at < away.until_at
