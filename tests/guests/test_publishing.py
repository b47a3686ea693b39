from datetime import timedelta

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from bookings import actions, upkeep
from bookings.models import Booking, Brand, CancelCause, Stage
from bookings.outbox.models import Delivery
from bookings.outbox.targets import Job, TransientError, targets
from bookings.outbox.upkeep import Finding
from bookings.outbox.worker import Tally
from guests import contents
from guests.models import ObjectKind, Page, Photo, PhotoState
from guests.photos import shelf
from guests.rendering import render, render_for_anyone
from guests.uploads import script
from tests.guests import build
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)
ABOARD = NOON + timedelta(minutes=1)


def reconcile() -> Finding:
    """What a pass finds. Nothing but pages was delivered, so nothing else can be behind or drifted."""
    codes = list(Booking.objects.values_list("code", flat=True))
    return sum((finding for _, finding in upkeep.reconcile(codes, at=LATER)), Finding())


def names() -> list[str]:
    """Every object that stands, without its domain."""
    return [name.partition("/")[2] for name in build.files()]


def approved(booking: Booking, picture: bytes = b"picture", thumbnail: bytes = b"thumbnail") -> Photo:
    """A photo in the gallery of its charter, on its shelf."""
    photo = build.approved_photo(booking, name=shelf.put(booking, picture))
    photo.thumbnail = shelf.put(booking, thumbnail)
    photo.save()
    return photo


def stored_at(booking: Booking, ending: str) -> object:
    return Page.objects.get(booking_code=booking.code, key__endswith=ending).stored_at


def test_a_saved_charter_stands_on_its_brands_domain() -> None:
    booking = build.charter(slug="smith-sail")
    assert build.publish() == Tally(delivered=1)
    assert names() == [f"g/{booking.code}.html", f"g/{booking.code}.ics", "g/smith-sail.html"]


def test_the_friendly_page_is_for_anyone_and_the_codes_page_is_not() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    shown = build.shown(booking)
    stored = [build.file(booking, name).read_bytes() for name in (booking.code, "smith-sail")]
    assert stored == [render(shown), render_for_anyone(shown)]


def test_the_friendly_page_holds_no_code() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    assert booking.code.lower() not in build.file(booking, "smith-sail").read_text().lower()


def test_a_site_may_keep_its_pages_under_guests() -> None:
    site = build.site(key_prefix="guests/")
    booking = build.charter(brand=site.brand)
    build.publish()
    assert names() == [f"guests/{booking.code}.html", f"guests/{booking.code}.ics"]


def test_the_reference_is_the_address_that_we_send() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    ref = Delivery.objects.of("guest_page", booking.code).get().ref
    assert ref == f"{settings.PUBLIC_URL}/sites/{build.domain(booking)}/g/{booking.code}"


def test_unchanged_bytes_are_not_stored_again() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    row = Delivery.objects.get(target="guest_page")
    Delivery.objects.filter(pk=row.pk).update(facts=(row.facts or {}) | {"design": "of last week"}, due_at=LATER)
    assert build.publish(at=LATER) == Tally(delivered=1)
    assert {page.stored_at for page in Page.objects.filter(booking_code=booking.code)} == {NOW}


def test_a_change_that_guests_do_not_see_publishes_nothing() -> None:
    booking = build.charter()
    build.publish()
    actions.edit(booking, {"crew_notes": "Mind the bilge pump"}, by=STAFF, at=LATER)
    assert build.publish(at=LATER) == Tally(unchanged=1)


def test_the_calendar_entry_is_not_written_for_its_number_alone() -> None:
    booking = build.charter()
    build.publish()
    actions.edit(booking, {"party_size": 4}, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert (stored_at(booking, ".html"), stored_at(booking, ".ics")) == (LATER, NOW)


def test_the_calendar_entry_follows_what_it_shows() -> None:
    booking = build.charter()
    build.publish()
    actions.edit(booking, {"title": "Birthday sail"}, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert stored_at(booking, ".ics") == LATER


def test_approved_photos_stand_beside_the_page() -> None:
    booking = build.charter()
    photo = approved(booking)
    build.publish(at=ABOARD)
    hashes = sorted(shelf.name_of(digest) for digest in (photo.picture, photo.thumbnail))
    assert [name for name in names() if name.endswith(".jpg")] == [f"g/{booking.code}-{each}.jpg" for each in hashes]


def test_a_photo_that_somebody_asked_to_remove_goes() -> None:
    booking = build.charter()
    approved(booking)
    build.publish(at=ABOARD)
    Photo.objects.update(state=PhotoState.HIDDEN)
    actions.announce(Booking.objects.all(), by=STAFF, at=ABOARD)
    build.publish(at=ABOARD)
    assert [name for name in names() if name.endswith(".jpg")] == []


def test_a_photo_that_is_on_no_shelf_is_left_out_of_the_page() -> None:
    booking = build.charter()
    lost, kept = approved(booking), approved(booking, b"another", b"another small")
    shelf.remove(booking, [shelf.name_of(lost.picture)])
    build.publish(at=ABOARD)
    page = build.file(booking).read_text()
    assert [shelf.name_of(photo.thumbnail) in page for photo in (lost, kept)] == [False, True]


def test_the_uploader_stands_once_for_all_while_photos_may_be_sent() -> None:
    site = build.site()
    build.charter(brand=site.brand)
    build.charter(brand=site.brand)
    build.publish()
    before = [name for name in names() if name.endswith(".js")]
    build.publish(at=ABOARD)
    assert (before, [name for name in names() if name.endswith(".js")]) == ([], [f"g/{script.name()}"])


def test_a_slug_that_another_booking_took_is_theirs() -> None:
    first = build.charter(slug="smith-sail")
    build.publish()
    actions.edit(first, {"slug": ""}, by=STAFF, at=LATER)
    second = build.charter(brand=first.brand, slug="smith-sail", at=LATER)
    Delivery.objects.of("guest_page", second.code).update(due_at=LATER - timedelta(minutes=1))
    build.publish(at=LATER)
    assert build.file(first, "smith-sail").read_bytes() == render_for_anyone(build.shown(second))


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


def test_a_changed_cache_time_is_put_with_every_page() -> None:
    site = build.site()
    booking = build.charter(brand=site.brand)
    build.publish()
    site.cache_seconds = 60
    site.save()
    assert reconcile() == Finding(behind=1)
    build.publish(at=LATER)
    assert stored_at(booking, ".html") == LATER


def test_a_worker_that_slept_while_another_finished_writes_nothing() -> None:
    booking = build.charter()
    build.publish()
    row = Delivery.objects.of("guest_page", booking.code).get()
    late = Job(booking.code, "", row.delivered, None, row.facts, row.ref, LATER)
    with pytest.raises(TransientError):
        targets()["guest_page"].deliver(late)
    assert names() == [f"g/{booking.code}.html", f"g/{booking.code}.ics"]


@pytest.mark.parametrize("charters", [1, 30])
def test_what_should_stand_takes_seven_queries(
    charters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    site = build.site()
    codes = [build.charter(brand=site.brand, slug=f"sail-{number:03}").code for number in range(charters)]
    build.publish()
    with django_assert_num_queries(7):
        targets()["guest_page"].desired(codes, NOW)


def test_no_page_shows_how_it_is_stored() -> None:
    booking = build.charter()
    build.publish()
    facts = Delivery.objects.of("guest_page", booking.code).get().facts
    assert contents.apart(facts or {})[0] == build.shown(booking)


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
    assert build.file(booking, "smith-sail").read_bytes() == render_for_anyone(build.shown(booking))


def test_a_page_that_someone_edited_is_put_right_and_no_other_touched() -> None:
    booking = build.charter(slug="smith-sail")
    build.publish()
    page = build.file(booking)
    page.write_text("Free beer")
    assert reconcile() == Finding(drifted=1)
    build.publish(at=LATER)
    assert page.read_bytes() == render(build.shown(booking))
    assert stored_at(booking, "smith-sail.html") == NOW


def test_a_script_that_someone_deleted_is_put_back() -> None:
    booking = build.charter()
    build.publish(at=ABOARD)
    file = build.file(booking).with_name(script.name())
    file.unlink()
    assert [code for _, finding in upkeep.reconcile([booking.code], at=ABOARD) for code in [finding.drifted]] == [1]
    build.publish(at=ABOARD)
    assert file.read_bytes() == script.body()


def test_what_a_late_worker_wrote_is_found() -> None:
    booking = build.charter()
    build.publish()
    Page.objects.filter(kind=ObjectKind.PAGE).update(claimed_at=NOW + timedelta(seconds=1))
    assert reconcile() == Finding(drifted=1)
    build.publish(at=LATER)
    assert (reconcile(), names()) == (Finding(), [f"g/{booking.code}.html", f"g/{booking.code}.ics"])


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
