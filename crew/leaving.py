"""When someone leaves: their places reopen, later every address they were given ends."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from bookings.history import CLOCK
from bookings.models import Kind, Stage, Vessel
from crew import actions, staffing
from crew.access import HOURS_AFTER_LEAVING
from crew.models import Assignment, Person
from crew.muster import muster
from crew.needs import needed


@transaction.atomic
def leave(person: Person, *, on: date, by: str, at: datetime) -> None:
    """Have `on` be a person's last day: their places on later charters are open again, and others are called.

    They are told that they are off those, as anyone is. Links, session and feed end by themselves with the day.
    """
    fresh = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if fresh.leaves_on != on:
        fresh.leaves_on = on
        fresh.changed_by = by
        fresh.save()
    coming = fresh.assignments.not_declined().filter(booking__starts_at__gt=at).exclude(booking__stage=Stage.CANCELLED)
    for place in coming.with_terms().order_by("booking"):
        if fresh.has_left(place.booking.starts_at.astimezone(place.booking.zone).date()):
            _give_back(place, by=by, at=at)


def see_off(*, at: datetime) -> int:
    """End every link and feed of those who left, once they had their time to sign hours. Return how many they are.

    Until then these open nothing but the hours; should someone come back, the old ones stay dead.
    """
    seen_off = Person.history.filter(id=OuterRef("pk"), leaves_on=OuterRef("leaves_on"), actor=CLOCK)
    left = Person.objects.filter(leaves_on__lt=today(at) - HOURS_AFTER_LEAVING, erased_at=None)
    gone = list(left.exclude(Exists(seen_off)))
    for person in gone:
        with transaction.atomic():
            person.assignments.update(link_version=F("link_version") + 1)
            person.feed_version += 1
            person.changed_by = CLOCK
            person.save()
    return len(gone)


def today(at: datetime) -> date:
    """Return the day that it is in the last of our ports: elsewhere it may be a day later."""
    zones = {vessel.zone for vessel in Vessel.objects.all()}
    return min((at.astimezone(zone).date() for zone in zones), default=at.date() - timedelta(days=1))


def _give_back(place: Assignment, *, by: str, at: datetime) -> None:
    """Take the place away but keep it needed, also where nothing but its having been given says so."""
    booking = place.booking
    if booking.kind == Kind.CHARTER and place.role_id not in needed([booking])[booking.pk]:
        count = next(post.needed for post in muster(booking) if post.role == place.role)
        staffing.set_need(booking, place.role, count=count, by=by, at=at)
    actions.unassign(place, by=by, at=at)
