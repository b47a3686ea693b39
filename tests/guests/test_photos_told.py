"""The lead guest hears of the first photos on their page, and after the charter of nothing else."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from bookings.models import Booking, Vessel
from bookings.outbox import upkeep
from guests.models import Photo
from guests.photos import decisions
from tests.guests import build
from tests.guests.photos import build as photos
from tests.make import NOON, NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AFTER = NOON + timedelta(hours=4)
PHOTOS = ["Your photos: Sunset sail, Sat 5 Dec"]


@pytest.fixture
def nora() -> Booking:
    """Nora's charter, of which she has been told."""
    booking = build.charter()
    build.notify(NOW + timedelta(minutes=3))
    return booking


def approve(booking: Booking, at: datetime) -> None:
    """Show one more photo of a charter, and have all that is owed for it found."""
    photo = photos.sent(booking, seed=at.minute, at=at)
    decisions.approve(Photo.objects.filter(pk=photo.pk), by=STAFF, at=at)
    upkeep.reconcile([booking.code], at=at)


def told_later(at: datetime) -> list[str]:
    mail.outbox.clear()
    return build.notify(at)


def test_the_first_photos_are_told_once_they_stand_on_the_page(nora: Booking) -> None:
    approve(nora, AFTER)
    assert told_later(AFTER) == []
    build.publish(AFTER)
    assert told_later(AFTER + timedelta(minutes=1)) == PHOTOS
    assert "See the photos" in build.html()


def test_photos_are_told_of_once(nora: Booking) -> None:
    for minutes, told in ((0, PHOTOS), (10, [])):
        at = AFTER + timedelta(minutes=minutes)
        approve(nora, at)
        build.publish(at)
        assert told_later(at) == told


def test_photos_approved_under_way_are_told_when_the_charter_is_over(nora: Booking) -> None:
    under_way = NOON + timedelta(hours=1)
    approve(nora, under_way)
    build.publish(under_way)
    assert told_later(under_way) == ["See you Sat 5 Dec: Sunset sail, be there 11:45 am"]
    build.publish(nora.ends_at)
    assert told_later(nora.ends_at) == PHOTOS


def test_whoever_was_never_told_of_the_charter_is_not_told_of_its_photos() -> None:
    booking = build.charter(at=AFTER)
    approve(booking, AFTER)
    build.publish(AFTER)
    assert told_later(AFTER) == []


def test_what_else_changes_after_the_charter_tells_nobody(nora: Booking) -> None:
    Vessel.objects.update(dock="Pier 9")
    upkeep.reconcile([nora.code], at=AFTER)
    assert told_later(AFTER) == []
