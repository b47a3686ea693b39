"""Many people save at once: one vessel is in one place, and nobody waits for ever."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bookings import actions
from bookings.errors import SlotTakenError
from bookings.models import Booking, Stage
from tests import make
from tests.make import NOON, NOW, STAFF
from tests.threads import at_once

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
PEOPLE = 16


def occupying_overlaps() -> int:
    rows = list(Booking.objects.occupying().order_by("vessel", "occupies_from"))
    return sum(a.vessel_id == b.vessel_id and a.occupies_until > b.occupies_from for a, b in pairwise(rows))


def test_sixteen_book_one_slot_and_one_gets_it() -> None:
    vessel, brand = make.vessel(), make.brand()
    outcomes = at_once([lambda: make.booking(vessel=vessel, brand=brand)] * PEOPLE)
    assert [type(outcome) for outcome in outcomes].count(Booking) == 1
    assert [type(outcome) for outcome in outcomes].count(SlotTakenError) == PEOPLE - 1


def test_sixteen_confirm_overlapping_inquiries_and_one_succeeds() -> None:
    vessel, brand = make.vessel(), make.brand()
    inquiries = [make.booking(vessel=vessel, brand=brand, stage=Stage.INQUIRY) for _ in range(PEOPLE)]
    at_once([lambda each=each: actions.confirm(each, by=STAFF, at=NOW) for each in inquiries])  # type: ignore[misc]
    assert Booking.objects.confirmed().count() == 1


def test_staggered_bookings_and_moves_between_vessels_never_overlap_or_deadlock() -> None:
    vessels, brand = [make.vessel() for _ in range(3)], make.brand()
    bookings = [
        make.booking(vessel=vessels[number % 3], brand=brand, starts_at=NOON + timedelta(hours=5 * (number // 3)))
        for number in range(12)
    ]

    def shuffle(number: int) -> object:
        booking = Booking.objects.get(pk=bookings[number % 12].pk)
        later = NOON + timedelta(hours=2 * (number * 7 % 11))
        if number % 2:
            return actions.move(booking, vessel=vessels[number * 5 % 3], by=STAFF, at=NOW)
        return actions.reschedule(booking, starts_at=later, by=STAFF, at=NOW)

    at_once([lambda number=number: shuffle(number) for number in range(96)])  # type: ignore[misc]
    assert occupying_overlaps() == 0
    assert Booking.objects.occupying().count() == 12


def test_stale_holds_give_way_to_exactly_one_of_many() -> None:
    stale = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    brand = make.brand()
    outcomes = at_once([lambda: make.booking(vessel=stale.vessel, brand=brand, at=later)] * PEOPLE)
    assert [type(outcome) for outcome in outcomes].count(Booking) == 1
    stale.refresh_from_db()
    assert (stale.stage, stale.version) == (Stage.INQUIRY, 2)
