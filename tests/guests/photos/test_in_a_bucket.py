"""The life of a photo in two buckets, on an AWS that keeps versions."""

from datetime import timedelta
from typing import Any

import pytest

from bookings.outbox.models import Delivery
from guests.models import Photo, PhotoState, Site
from guests.photos import arrival, decisions
from tests import amazon as aws
from tests import make
from tests.guests import build
from tests.guests.photos.build import arrive, drawing, promised, sailed, settle, shown, written

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]


def versions(bucket: str, prefix: str = "") -> list[str]:
    """Every version and every marker of one that was deleted."""
    found = aws.client("s3").list_object_versions(Bucket=bucket, Prefix=prefix)
    return [one["Key"] for kind in ("Versions", "DeleteMarkers") for one in found.get(kind, ())]


def pictures(site: Site) -> list[str]:
    return [key for key in versions(site.bucket) if key.endswith(".jpg")]


def only(photo: Photo) -> Any:
    return Photo.objects.filter(pk=photo.pk)


def test_a_photo_is_taken_in_shown_hidden_kept_and_removed() -> None:
    site = aws.site()
    booking = sailed(brand=site.brand)
    photo = promised(booking)
    arrive(photo, b"a first try that broke off")
    arrive(photo, written(drawing(640, 480), comment=b"taken at home"))
    settle()
    assert (only(photo).get().state, versions(site.incoming_bucket, "in/")) == (PhotoState.WAITING, [])

    decisions.approve(only(photo), by=make.STAFF, at=make.NOW)
    build.publish()
    photo.refresh_from_db()
    names = [f"g/{booking.code}-{digest[:16]}.jpg" for digest in (photo.picture, photo.thumbnail)]
    assert sorted(pictures(site)) == sorted(names)
    answer = aws.client("s3").get_object(Bucket=site.bucket, Key=names[0])
    assert (answer["ContentType"], b"home" in answer["Body"].read()) == ("image/jpeg", False)

    decisions.ask_removal(photo, reason="", at=make.NOW)
    build.publish()
    assert pictures(site) == []
    decisions.keep(only(photo), by=make.STAFF, at=make.NOW)
    build.publish()
    assert len(pictures(site)) == 2

    decisions.take_down(only(photo), by=make.STAFF, at=make.NOW)
    build.publish()
    settle()
    assert only(photo).get().state == PhotoState.REMOVED
    assert (pictures(site), versions(site.incoming_bucket)) == ([], [])


def test_what_is_no_picture_leaves_no_version() -> None:
    site = aws.site()
    photo = promised(sailed(brand=site.brand))
    for _ in range(2):
        arrive(photo, b"<script>alert(1)</script>")
    settle()
    assert (only(photo).get().state, versions(site.incoming_bucket)) == (PhotoState.REFUSED, [])


def test_a_photo_on_a_domain_that_cannot_be_asked_is_not_done() -> None:
    site = aws.site(brand=make.brand(domain="harbor.invalid"), live=True)
    photo = shown(sailed(brand=site.brand))
    build.publish()
    decisions.take_down(only(photo), by=make.STAFF, at=make.NOW)
    build.publish()
    settle()
    error = Delivery.objects.get(target="guest_photo", recipient=str(photo.pk)).error
    assert (only(photo).get().state, error) == (PhotoState.REMOVING, "harbor.invalid cannot be reached.")
    assert (pictures(site), versions(site.incoming_bucket)) == ([], [])


def test_a_photo_that_comes_late_is_still_seen() -> None:
    photo = promised(sailed(brand=aws.site().brand))
    settle()
    arrive(photo, written(drawing()))
    settle(make.NOW + arrival.SOONEST + timedelta(seconds=1))
    assert only(photo).get().state == PhotoState.WAITING
