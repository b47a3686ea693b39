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

SECOND = timedelta(seconds=1)

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
        *("state", "booking", "code", "title", "slug", "language", "guest", "party_size", "guest_notes"),
        *("starts_at", "boards_at", "ends_at", "was_starts_at", "held_until", "time_zone"),
        *("vessel", "dock", "directions", "map_url", "brand", "texts", "theme"),
        *("root", "keys", "upload", "gallery", "design"),
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
    assert facts.of_bookings([build.charter(stage=Stage.INQUIRY).code], NOW) == {}


def test_a_closure_has_no_page() -> None:
    assert facts.of_bookings([make.booking(kind="closure", client=make.client()).code], NOW) == {}


def test_a_booking_without_a_client_has_no_page() -> None:
    assert facts.of_bookings([make.booking().code], NOW) == {}


def test_a_charter_cancelled_before_its_page_stood_gets_none() -> None:
    booking = build.charter()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert facts.of_bookings([booking.code], NOW) == {}


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


def test_an_erased_client_has_no_page() -> None:
    booking = build.charter(client=make.client(erased_at=NOW))
    assert facts.of_bookings([booking.code], NOW) == {}


def test_a_page_speaks_in_the_brands_own_words_of_its_language() -> None:
    site = build.site(brand=make.brand(languages="en,es"), welcome="Ahoy!")
    site.texts.create(language="es", welcome="¡Bienvenidos!")
    guests = (make.client(language=language) for language in ("en", "es"))
    said = [build.shown(build.charter(brand=site.brand, client=guest))["texts"]["welcome"] for guest in guests]
    assert said == ["Ahoy!", "¡Bienvenidos!"]


def test_a_logo_is_among_the_facts_by_its_fingerprint_alone() -> None:
    site = build.site(logo="data:image/png;base64,AAAA")
    theme = build.shown(build.charter(brand=site.brand))["theme"]
    assert (theme["logo"], len(theme["logo"])) == (site.theme["logo"], 12)


def test_the_uploader_comes_at_boarding_and_goes_two_weeks_later() -> None:
    booking = build.charter()
    closes = booking.boards_at + timedelta(days=14)
    moments = [booking.boards_at - SECOND, booking.boards_at, closes - SECOND, closes]
    wishes = [facts.of_bookings([booking.code], moment)[booking.code] for moment in moments]
    assert [wish.facts and wish.facts["upload"]["open"] for wish in wishes] == [False, True, True, False]
    assert [wish.changes_at for wish in wishes] == [booking.boards_at, closes, closes, None]


@pytest.mark.parametrize("stage", [Stage.HOLD, Stage.CANCELLED])
def test_nobody_sends_photos_of_a_charter_that_does_not_sail(stage: Stage) -> None:
    booking = build.charter(stage=Stage.HOLD)
    build.publish()
    if stage == Stage.CANCELLED:
        actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    wish = facts.of_bookings([booking.code], booking.boards_at)[booking.code]
    assert (wish.facts and wish.facts["upload"], wish.changes_at) == ({"open": False, "sends_to": ""}, None)


def test_a_gallery_shows_approved_photos_and_ends_with_the_sites_months() -> None:
    site = build.site(gallery_months=1)
    booking = build.charter(brand=site.brand)
    build.approved_photo(booking)
    actions.complete(booking, by=STAFF, at=booking.ends_at)
    closes, ends = booking.boards_at + timedelta(days=14), booking.ends_at.replace(year=2027, month=1)
    wishes = [facts.of_bookings([booking.code], moment)[booking.code] for moment in (booking.ends_at, closes, ends)]
    assert [len(wish.facts["gallery"]) for wish in wishes if wish.facts] == [1, 1, 0]
    assert [wish.changes_at for wish in wishes] == [closes, ends, None]


@pytest.mark.parametrize("charters", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_facts_of_many_take_four_queries(charters: int) -> None:
    sites = [build.site() for _ in range(charters)]
    codes = [build.charter(brand=site.brand).code for site in sites]
    with CaptureQueriesContext(connection) as queries:
        assert len(facts.of_bookings(codes, NOW)) == charters
    assert len(queries) == 4
