from datetime import datetime, timedelta

import pytest

from bookings import actions, upkeep
from bookings.models import Booking, Brand, CancelCause, Stage
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding
from guests.models import ObjectKind, Page
from guests.redirects import LEADS_FOR, render_redirect
from guests.rendering import render_for_anyone
from tests import make
from tests.guests import build
from tests.make import NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = NOW + timedelta(minutes=5)
LATER_STILL = LATER + timedelta(minutes=5)


def renamed(booking: Booking, slug: str, at: datetime = LATER) -> None:
    actions.edit(booking, {"slug": slug}, by=STAFF, at=at)
    build.publish(at=at)


def leads_to(booking: Booking, name: str) -> str:
    """Where the page of `name` sends its reader, "" where it stands by itself."""
    page = build.file(booking, name).read_text()
    _, found, rest = page.partition('content="0; url=')
    return rest.partition('"')[0] if found else ""


def address(brand: Brand, name: str) -> str:
    return str(brand.site.address(name))


def gone_over(slug: str = "") -> tuple[Booking, Brand, Brand]:
    """A published booking that went over to another brand, the brand it was with, and the new one."""
    booking = build.charter(slug=slug)
    build.publish()
    was, new = booking.brand, build.queen().brand
    assert was
    actions.move(booking, brand=new, by=STAFF, at=LATER)
    build.publish(at=LATER)
    return booking, was, new


def test_a_renamed_slug_leads_from_its_old_name_to_the_new_one() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    renamed(booking, "smith-birthday-sail")
    assert booking.brand
    assert leads_to(booking, "smith-sail") == address(booking.brand, "smith-birthday-sail")


def test_a_slug_never_leads_to_the_code() -> None:
    booking, was, new = gone_over("smith-sail")
    old = (build.file(booking).parents[2] / was.domain / "g/smith-sail.html").read_text()
    assert (address(new, "smith-sail") in old, booking.code in old) == (True, False)


def test_a_slug_that_was_dropped_leads_nowhere() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    renamed(booking, "")
    assert build.file(booking, "smith-sail").exists() is False


def test_a_booking_that_goes_over_to_another_brand_leads_there_from_its_old_address() -> None:
    booking, was, new = gone_over()
    assert build.files() == sorted(
        [f"{was.domain}/g/{booking.code}.html"] + [f"{new.domain}/g/{booking.code}.{kind}" for kind in ("html", "ics")]
    )
    old = (build.file(booking).parents[2] / was.domain / f"g/{booking.code}.html").read_bytes()
    assert old == render_redirect(address(new, booking.code), "en")


def test_what_leads_there_is_ours_as_delivered() -> None:
    booking, *_ = gone_over("smith-sail")
    assert [finding for _, finding in upkeep.reconcile([booking.code], at=LATER)] == [Finding()]


def test_a_name_that_was_left_twice_leads_to_the_present_one() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    renamed(booking, "smith-birthday-sail")
    renamed(booking, "nora-sail", at=LATER_STILL)
    assert booking.brand
    assert {leads_to(booking, name) for name in ("smith-sail", "smith-birthday-sail")} == {
        address(booking.brand, "nora-sail")
    }
    assert Page.objects.get(key="g/smith-sail.html").left_at == LATER


def test_a_slug_that_is_renamed_back_is_a_page_again() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    renamed(booking, "smith-birthday-sail")
    renamed(booking, "smith-sail", at=LATER_STILL)
    page = Page.objects.get(key="g/smith-sail.html")
    assert (page.kind, page.left_at) == (ObjectKind.PAGE, None)
    assert build.file(booking, "smith-sail").read_bytes() == render_for_anyone(build.shown(booking))


def test_a_redirect_goes_after_a_year_by_the_clock() -> None:
    booking = build.charter(slug="smith-sail", starts_at=make.NOON + timedelta(days=700))
    build.publish()
    renamed(booking, "smith-birthday-sail")
    ends = LATER + LEADS_FOR
    assert Delivery.objects.of("guest_page", booking.code).get().due_at == ends
    build.publish(at=ends - timedelta(seconds=1))
    before = build.file(booking, "smith-sail").exists()
    build.publish(at=ends)
    assert (before, build.file(booking, "smith-sail").exists()) == (True, False)


def test_a_name_that_another_booking_takes_is_theirs_at_once() -> None:
    first = build.charter(slug="smith-sail")
    build.publish()
    renamed(first, "smith-birthday-sail")
    second = build.charter(brand=first.brand, slug="smith-sail", at=LATER)
    build.publish(at=LATER)
    assert build.file(second, "smith-sail").read_bytes() == render_for_anyone(build.shown(second))
    upkeep_finding = [finding for _, finding in upkeep.reconcile([first.code], at=LATER)]
    build.publish(at=LATER)
    assert (upkeep_finding, leads_to(second, "smith-sail")) == ([Finding(behind=1)], "")


def test_a_withdrawn_booking_leaves_no_redirect() -> None:
    booking = build.charter(slug="smith-sail", stage=Stage.HOLD)
    build.publish()
    renamed(booking, "smith-birthday-sail")
    expired = booking.hold_expires_at or NOW
    actions.tick(at=expired)
    build.publish(at=expired)
    assert (build.files(), Page.objects.count()) == ([], 0)


def test_a_cancelled_booking_keeps_its_redirects() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    renamed(booking, "smith-birthday-sail")
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=LATER_STILL)
    build.publish(at=LATER_STILL)
    assert build.file(booking, "smith-sail").exists()


def test_a_redirect_is_not_listed_by_search_engines_and_runs_nothing() -> None:
    page = render_redirect("https://sailjada.example.com/g/smith-sail", "es").decode()
    assert (
        '<html lang="es">' in page,
        '<meta name="robots" content="noindex, nofollow">' in page,
        "default-src 'none'; base-uri 'none'; form-action 'none'" in page,
    ) == (True, True, True)
