from datetime import timedelta

import pytest
from django.conf import settings

from bookings import actions, upkeep
from bookings.models import Booking, Brand, CancelCause, Stage
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding
from bookings.outbox.worker import Tally
from guests.models import Page
from guests.rendering import render
from tests import make
from tests.guests import build
from tests.make import NOW, STAFF

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)


def reconcile() -> Finding:
    """What a pass finds. Nothing but pages was delivered, so nothing else can be behind or drifted."""
    codes = list(Booking.objects.values_list("code", flat=True))
    return sum((finding for _, finding in upkeep.reconcile(codes, at=LATER)), Finding())


def test_a_saved_charter_stands_on_its_brands_domain() -> None:
    booking = build.charter(slug="smith-sail")
    assert build.publish() == Tally(delivered=1)
    domain = build.domain(booking)
    assert build.files() == [f"{domain}/g/{booking.code}.html", f"{domain}/g/smith-sail.html"]
    assert {build.file(booking, name).read_bytes() for name in (booking.code, "smith-sail")} == {
        render(build.shown(booking))
    }


def test_a_site_may_keep_its_pages_under_guests() -> None:
    site = build.site(key_prefix="guests/")
    booking = build.charter(brand=site.brand)
    build.publish()
    assert build.files() == [f"{site.brand.domain}/guests/{booking.code}.html"]


def test_the_reference_is_the_friendly_address() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    ref = Delivery.objects.of("guest_page", booking.code).get().ref
    assert ref == f"{settings.PUBLIC_URL}/sites/{build.domain(booking)}/g/smith-sail"


def test_unchanged_bytes_are_not_stored_again() -> None:
    booking = build.charter()
    build.publish()
    Delivery.objects.filter(target="guest_page").update(facts={"design": "of last week"}, due_at=LATER)
    assert build.publish(at=LATER) == Tally(delivered=1)
    assert Page.objects.get(booking_code=booking.code).stored_at == NOW


def test_a_change_that_guests_do_not_see_publishes_nothing() -> None:
    booking = build.charter()
    build.publish()
    actions.edit(booking, {"crew_notes": "Mind the bilge pump"}, by=STAFF, at=LATER)
    assert build.publish(at=LATER) == Tally(unchanged=1)


def test_a_renamed_slug_leaves_nothing_at_its_old_name() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    actions.edit(booking, {"slug": "smith-birthday-sail"}, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert [name.partition("/")[2] for name in build.files()] == [
        f"g/{booking.code}.html",
        "g/smith-birthday-sail.html",
    ]


def test_a_slug_that_another_booking_took_is_theirs() -> None:
    first = build.charter(slug="smith-sail")
    build.publish()
    actions.edit(first, {"slug": ""}, by=STAFF, at=LATER)
    second = build.charter(brand=first.brand, slug="smith-sail", at=LATER)
    Delivery.objects.of("guest_page", second.code).update(due_at=LATER - timedelta(minutes=1))
    build.publish(at=LATER)
    assert build.file(first, "smith-sail").read_bytes() == render(build.shown(second))


def test_a_move_to_another_brand_moves_the_page() -> None:
    booking = build.charter()
    build.publish()
    queen = make.brand()
    actions.move(booking, brand=queen, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert build.files() == [f"{queen.domain}/g/{booking.code}.html"]


def test_a_lapsed_hold_takes_its_page_down() -> None:
    booking = build.charter(stage=Stage.HOLD)
    build.publish()
    expired = booking.hold_expires_at or NOW
    actions.tick(at=expired)
    build.publish(at=expired)
    assert (build.files(), Page.objects.count()) == ([], 0)


def test_a_cancelled_charter_keeps_its_page_and_says_so() -> None:
    booking = build.charter()
    build.publish()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert b"Your charter is cancelled" in build.file(booking).read_bytes()


def test_a_charter_cancelled_before_it_was_published_never_stands() -> None:
    booking = build.charter()
    actions.cancel(booking, cause=CancelCause.MISTAKE, by=STAFF, at=NOW)
    assert build.publish() == Tally(unchanged=1)
    assert build.files() == []


def test_pages_that_stand_as_stored_have_not_drifted() -> None:
    build.charter(slug="smith-sail")
    build.publish()
    assert reconcile() == Finding()


def test_a_page_that_someone_deleted_is_put_back() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    build.file(booking, "smith-sail").unlink()
    assert reconcile() == Finding(drifted=1)
    build.publish(at=LATER)
    assert build.file(booking, "smith-sail").read_bytes() == render(build.shown(booking))


def test_a_page_that_someone_edited_is_put_right() -> None:
    booking = build.charter()
    build.publish()
    page = build.file(booking)
    page.write_text("Free beer")
    assert reconcile() == Finding(drifted=1)
    build.publish(at=LATER)
    assert page.read_bytes() == render(build.shown(booking))


def test_a_brand_that_changed_its_telephone_is_found_behind() -> None:
    build.charter()
    build.publish()
    Brand.objects.update(phone="+16195550199")
    assert reconcile() == Finding(behind=1)


def test_what_is_not_ours_beside_our_pages_is_left_alone() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    handmade = build.file(booking, "about-us")
    handmade.write_text("By hand")
    actions.edit(booking, {"slug": ""}, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert handmade.read_text() == "By hand"
