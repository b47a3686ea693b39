from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions
from bookings.models import CancelCause, Stage
from guests import facts
from tests import make
from tests.guests import build
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db


def test_a_confirmed_charter_shows_its_times_on_the_docks_clock() -> None:
    shown = build.shown(build.charter())
    times = {name: shown[name] for name in ("boards_at", "starts_at", "ends_at", "was_starts_at", "time_zone")}
    assert times == {
        "boards_at": "2026-12-05T11:45:00-08:00",
        "starts_at": "2026-12-05T12:00:00-08:00",
        "ends_at": "2026-12-05T15:00:00-08:00",
        "was_starts_at": None,
        "time_zone": "America/Los_Angeles",
    }


def test_a_page_shows_these_facts_and_no_others() -> None:
    """A new fact is a decision: nothing of crew or money comes here by accident."""
    assert set(build.shown(build.charter())) == {
        *("state", "code", "title", "slug", "language", "guest", "party_size", "guest_notes", "what_to_bring"),
        *("starts_at", "boards_at", "ends_at", "was_starts_at", "held_until", "time_zone"),
        *("vessel", "dock", "directions", "map_url", "brand", "theme", "keys", "design"),
    }


def test_of_the_lead_guest_a_page_shows_the_first_name_alone() -> None:
    shown = build.shown(build.charter(client=make.client(name="Nora Quist", email="nora@example.com")))
    assert shown["guest"] == "Nora"
    assert [word for word in ("Quist", "nora@example.com", "5550123") if word in str(shown)] == []


def test_a_hold_says_until_when() -> None:
    shown = build.shown(build.charter(stage=Stage.HOLD))
    assert (shown["state"], shown["held_until"]) == ("held", "2026-11-27T09:00:00-08:00")


def test_a_rescheduled_charter_is_moved_and_keeps_the_start_guests_knew() -> None:
    booking = build.charter()
    actions.reschedule(booking, starts_at=NOON + timedelta(days=1), by=STAFF, at=NOW)
    shown = build.shown(booking)
    assert (shown["state"], shown["was_starts_at"]) == ("moved", "2026-12-05T12:00:00-08:00")


def test_a_completed_charter_says_thanks() -> None:
    booking = build.charter()
    actions.complete(booking, by=STAFF, at=NOON + timedelta(hours=5))
    assert build.shown(booking)["state"] == "thanks"


def test_an_inquiry_has_no_page() -> None:
    assert facts.of_bookings([build.charter(stage=Stage.INQUIRY).code]) == {}


def test_a_closure_has_no_page() -> None:
    assert facts.of_bookings([make.booking(kind="closure", client=make.client()).code]) == {}


def test_a_booking_without_a_client_has_no_page() -> None:
    assert facts.of_bookings([make.booking().code]) == {}


def test_a_charter_cancelled_before_its_page_stood_gets_none() -> None:
    booking = build.charter()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert facts.of_bookings([booking.code]) == {}


def test_a_charter_cancelled_after_its_page_stood_says_so() -> None:
    booking = build.charter()
    build.publish()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert build.shown(booking)["state"] == "cancelled"


def test_the_page_speaks_the_guests_language_where_the_brand_does() -> None:
    guest = make.client(language="es")
    spanish, english = (
        build.charter(brand=make.brand(languages=languages), client=guest) for languages in ("en,es", "en")
    )
    assert (build.shown(spanish)["language"], build.shown(english)["language"]) == ("es", "en")


@pytest.mark.parametrize("charters", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_facts_of_many_take_two_queries(charters: int) -> None:
    codes = [build.charter().code for _ in range(charters)]
    with CaptureQueriesContext(connection) as queries:
        assert len(facts.of_bookings(codes)) == charters
    assert len(queries) == 2
