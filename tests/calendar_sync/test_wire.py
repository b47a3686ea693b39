from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions
from bookings.models import Booking, CancelCause, Stage
from calendar_sync.wire import wishes
from crew import actions as crew_actions
from crew import consent
from crew.models import Assignment
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db


def accept(place: Assignment) -> None:
    crew_actions.accept(place, shown=consent.digest(place), by=make.STAFF, at=make.NOW)


def facts(booking: Booking) -> dict[str, object]:
    wished = wishes([booking.code])[booking.code][""].facts
    assert wished is not None
    return wished


def test_confirmed_charter_in_the_calendars_words() -> None:
    vessel = make.vessel(name="JADA", dock="Pier 1, slip 4")
    booking = make.booking(code="XHQGMDH", vessel=vessel)

    assert facts(booking) == {
        "id": "XHQGMDH",
        "title": "Sunset sail",
        "start": "2026-12-05T12:00:00-08:00",
        "end": "2026-12-05T15:00:00-08:00",
        "location": "Pier 1, slip 4, San Diego",
        "vessel": "JADA",
        "occupies": False,
        "status": "confirmed",
        "progress": {"stage": "confirmed", "crew": {"needed": 0, "accepted": 0}, "checklist": {"done": 0, "of": 0}},
    }


@pytest.mark.parametrize(
    ("stage", "status"), [(Stage.INQUIRY, "tentative"), (Stage.HOLD, "tentative"), (Stage.CONFIRMED, "confirmed")]
)
def test_stage_gives_the_status(stage: Stage, status: str) -> None:
    written = facts(make.booking(stage=stage))

    assert (written["status"], written["occupies"]) == (status, False)


def test_completed_charter_stays_confirmed() -> None:
    booking = make.booking()
    actions.complete(booking, by=make.STAFF, at=booking.ends_at + timedelta(hours=1))

    assert facts(booking)["status"] == "confirmed"


def test_cancelled_charter_is_cancelled() -> None:
    booking = make.booking()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)

    assert facts(booking)["status"] == "cancelled"


def test_closure_is_confirmed_and_occupies() -> None:
    written = facts(make.booking(kind="closure", title="Haul-out"))

    assert (written["status"], written["occupies"]) == ("confirmed", True)


def test_cancelled_closure_occupies_nothing() -> None:
    booking = make.booking(kind="closure")
    actions.cancel(booking, cause=CancelCause.MISTAKE, by=make.STAFF, at=make.NOW)

    assert (facts(booking)["status"], facts(booking)["occupies"]) == ("cancelled", False)


def test_progress_counts_who_accepted_todays_terms() -> None:
    booking = make.booking()
    captain, mate, hostess = (build.place(booking) for _ in range(3))
    accept(captain)
    accept(mate)
    crew_actions.decline(hostess, reason="", by=make.STAFF, at=make.NOW)
    crew_actions.change_call(mate, lead_minutes=90, by=make.STAFF, at=make.NOW)

    assert facts(booking)["progress"] == {
        "stage": "confirmed",
        "crew": {"needed": 3, "accepted": 1},
        "checklist": {"done": 0, "of": 0},
    }


@pytest.mark.slow
def test_wishes_take_the_same_queries_for_any_number() -> None:
    vessel, person = make.vessel(), build.person()
    bookings = [make.booking(vessel=vessel, starts_at=make.NOON + timedelta(days=day)) for day in range(30)]
    for booking in bookings:
        build.place(booking, person)
    codes = [booking.code for booking in bookings]

    with CaptureQueriesContext(connection) as one:
        wishes(codes[:1])
    with CaptureQueriesContext(connection) as thirty:
        assert set(wishes(codes)) == set(codes)
    assert len(thirty) == len(one)
