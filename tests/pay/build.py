"""Builders of pay: charters that have sailed, hours signed for them, runs that paid them."""

from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client

from bookings import actions as bookings
from bookings import codes
from bookings.models import Booking
from crew import access
from crew.models import Assignment, Person
from crew.pay import runs, signing
from crew.pay.models import AgreedRate, Hours, PayLine, PayRun
from tests import make
from tests.crew import build as crew

AFTER = make.NOON + timedelta(hours=4)
"""An hour after the first charter's end."""
BOOKKEEPER = "user:bea"


def sailed(
    who: Person | None = None, *, slug: str = "captain", starts_at: datetime = make.NOON, **fields: Any
) -> Assignment:
    """A place on a charter that the person said yes to and that has sailed: called 11:00, back 15:00."""
    before = starts_at - timedelta(days=1)
    booking = make.booking(starts_at=starts_at, at=before, **fields)
    place = crew.accepted(crew.assignment(booking, who, slug=slug, at=before), at=before)
    bookings.complete(booking, by=make.STAFF, at=starts_at + timedelta(hours=4))
    return crew.fresh(place)


def season(who: Person, charters: int, *, starts_at: datetime = make.NOON) -> list[Assignment]:
    """So many charters that one person has sailed, a day apart, the latest first; rows are written without ado."""
    first = sailed(who, starts_at=starts_at)
    rows = [_earlier(first, days) for days in range(1, charters)]
    Booking.objects.bulk_create(row.booking for row in rows)
    places = [first, *Assignment.objects.bulk_create(rows)]
    agreed = AgreedRate.objects.filter(assignment=first).values("cents_per_hour", "currency", "salt").first()
    if agreed:
        AgreedRate.objects.bulk_create(AgreedRate(assignment=place, **agreed) for place in places[1:])
    return places


def _earlier(place: Assignment, days: int) -> Assignment:
    twin, booking = copy(place), copy(place.booking)
    twin.pk = booking.pk = None
    booking.code = codes.new_code()
    for moment in ("starts_at", "ends_at", "occupies_from", "occupies_until"):
        setattr(booking, moment, getattr(booking, moment) - timedelta(days=days))
    twin.booking = booking
    return twin


def signed(place: Assignment | None = None, minutes: int = 240, *, at: datetime = AFTER, note: str = "") -> Hours:
    place = place or sailed()
    return signing.sign(place, minutes, note=note, by=f"crew:{place.person_id}", at=at)


def corrected(hours: Hours, minutes: int, *, at: datetime = AFTER) -> Hours:
    return signing.correct(hours.assignment, minutes, reason="The log says so.", by=BOOKKEEPER, at=at)


def run(*, until: date = date(2026, 12, 31), at: datetime = AFTER) -> PayRun:
    return runs.make_run(from_date=date(2026, 12, 1), until_date=until, by=BOOKKEEPER, at=at)


def paid(of: PayRun) -> list[tuple[int, int, str]]:
    """The lines of a run: minutes, cents, currency."""
    return list(PayLine.objects.filter(run=of).values_list("minutes", "amount_cents", "currency"))


def sign_in(client: Client, place: Assignment) -> None:
    client.post("/c/" + access.link_for(place).rpartition("/")[2])
