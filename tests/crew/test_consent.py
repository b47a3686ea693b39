from datetime import timedelta

import pytest

from bookings import actions as bookings
from bookings.models import Booking
from crew import actions, consent
from crew.pay.models import AgreedRate
from tests import make
from tests.crew import build

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


def test_a_change_and_its_undoing_keep_consent() -> None:
    place = build.accepted(build.assignment())
    booking = Booking.objects.get(pk=place.booking_id)

    moved = bookings.reschedule(booking, starts_at=make.NOON + timedelta(days=1), by=make.STAFF, at=LATER)
    assert build.standing(place) == "asked"

    bookings.reschedule(moved, starts_at=make.NOON, by=make.STAFF, at=LATER)
    assert build.standing(place) == "accepted"


def test_another_vessel_asks_again() -> None:
    place = build.accepted(build.assignment())
    bookings.move(place.booking, vessel=make.vessel(), by=make.STAFF, at=LATER)
    assert build.standing(place) == "asked"


def test_another_dock_asks_again() -> None:
    place = build.accepted(build.assignment())
    vessel = place.booking.vessel
    vessel.dock = "Pier 2, slip 9"
    vessel.save()
    assert build.standing(place) == "asked"


def test_another_role_asks_again() -> None:
    place = build.accepted(build.assignment())
    actions.change_role(place, build.role("crew"), by=make.STAFF, at=LATER)
    assert build.standing(place) == "asked"


def test_another_call_time_asks_again() -> None:
    place = build.accepted(build.assignment())
    actions.change_call(place, lead_minutes=90, by=make.STAFF, at=LATER)
    assert build.standing(place) == "asked"


def test_other_pay_asks_again_and_the_same_pay_again_does_not() -> None:
    build.rate(4500)
    place = build.accepted(build.assignment())
    AgreedRate.objects.update(cents_per_hour=5000)
    assert build.standing(place) == "asked"
    AgreedRate.objects.update(cents_per_hour=4500)
    assert build.standing(place) == "accepted"


def test_two_people_at_the_same_pay_have_different_terms() -> None:
    build.rate(4500)
    booking = make.booking()
    for _ in range(2):
        build.assignment(booking)
    parts = {part for listed in consent.consent_parts for part in listed(list(booking.assignments.all())).values()}
    assert len(parts) == 2


@pytest.mark.parametrize(
    "changes",
    [{"title": "Sunset sial"}, {"crew_notes": "Bring foulies."}, {"guest_notes": "Cake."}, {"party_size": 7}],
)
def test_notes_headcount_and_typos_leave_consent_alone(changes: dict[str, object]) -> None:
    place = build.accepted(build.assignment())
    bookings.edit(place.booking, changes, by=make.STAFF, at=LATER)
    assert build.standing(place) == "accepted"


def test_a_new_place_for_the_same_person_is_a_new_question() -> None:
    place = build.accepted(build.assignment())
    before = consent.digest(place)
    actions.unassign(place, by=make.STAFF, at=LATER)
    again = build.assignment(place.booking, place.person)
    assert consent.digest(again) != before


def test_a_charter_that_has_sailed_keeps_its_answers() -> None:
    place = build.accepted(build.assignment())
    over = make.NOON + timedelta(hours=5)
    bookings.complete(place.booking, by="clock", at=over)
    vessel = place.booking.vessel
    vessel.dock = "Pier 2, slip 9"
    vessel.save()
    assert build.standing(place) == "accepted"
