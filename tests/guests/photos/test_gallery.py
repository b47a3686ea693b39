"""Which photos a charter's page shows."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.models import Booking
from guests.models import Photo, Site
from guests.photos import decisions, gallery
from tests import make
from tests.guests import build
from tests.guests.photos.build import sailed, sent, shown

pytestmark = pytest.mark.django_db


def test_a_gallery_shows_what_staff_approved_in_order_of_arrival() -> None:
    booking = build.charter()
    late = shown(booking, at=make.NOW + timedelta(hours=2))
    early = shown(booking)
    sent(booking)
    decisions.ask_removal(shown(booking), reason="", at=make.NOW)
    names = [photo["picture"] for photo in gallery.of_bookings([booking.code], make.NOW)[booking.code]]
    assert names == [early.picture[:16], late.picture[:16]]


def test_a_photo_is_named_with_its_thumbnail_and_its_size() -> None:
    photo = shown(build.charter())
    named = {"picture": photo.picture[:16], "thumbnail": photo.thumbnail[:16], "width": 64, "height": 48}
    assert gallery.of_bookings([photo.booking.code], make.NOW) == {photo.booking.code: [named]}


def test_a_charter_without_photos_has_no_gallery() -> None:
    assert gallery.of_bookings([build.charter().code], make.NOW) == {}


def test_a_gallery_ends_when_its_site_says() -> None:
    site = build.site(gallery_months=2)
    booking = sailed(brand=site.brand)
    shown(booking)
    end = gallery.ends_at(booking, site)
    assert gallery.of_bookings([booking.code], end - timedelta(seconds=1))
    assert gallery.of_bookings([booking.code], end) == {}


def test_a_gallery_holds_no_more_than_its_quota() -> None:
    site = build.site(photo_quota=2)
    booking = sailed(brand=site.brand)
    for _ in range(3):
        shown(booking)
    assert len(gallery.of_bookings([booking.code], make.NOW)[booking.code]) == 2


def test_who_was_erased_has_no_gallery() -> None:
    photo = shown(build.charter())
    assert photo.booking.client
    photo.booking.client.erased_at = make.NOW
    photo.booking.client.save()
    assert gallery.of_bookings([photo.booking.code], make.NOW) == {}


@pytest.mark.parametrize(
    ("ended", "months", "end"),
    [("2026-12-05", 12, "2027-12-05"), ("2026-08-31", 6, "2027-02-28"), ("2028-02-29", 12, "2029-02-28")],
)
def test_months_go_to_the_same_day_or_the_last(ended: str, months: int, end: str) -> None:
    booking = Booking(ends_at=datetime.fromisoformat(f"{ended}T20:00Z"))
    assert gallery.ends_at(booking, Site(gallery_months=months)) == datetime.fromisoformat(f"{end}T20:00Z")


@pytest.mark.parametrize("number", [1, 30])
def test_galleries_are_found_in_one_query(number: int, django_assert_num_queries: Any) -> None:
    photo = shown(build.charter())
    codes = [photo.booking.code]
    for index in range(1, number):
        booking = build.charter(starts_at=make.NOON + timedelta(days=index))
        codes.append(booking.code)
        key = {"pk": None, "booking": booking, "key": f"in/{booking.code}/x"}
        Photo.objects.create(**{f.name: getattr(photo, f.name) for f in Photo._meta.concrete_fields} | key)
    with django_assert_num_queries(1):
        assert len(gallery.of_bookings(codes, make.NOW)) == number
