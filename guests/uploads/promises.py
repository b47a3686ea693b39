"""Promises a place to photos that a guest is about to send, as many as the charter has room for."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bookings.models import Booking
from bookings.outbox.owing import owe
from guests.models import Photo, PhotoState, Site
from guests.uploads import window
from guests.uploads.refusals import UploadError
from guests.uploads.wanted import Wanted

STANDS_FOR = timedelta(minutes=15)


@transaction.atomic
def promise(booking: Booking, files: Sequence[Wanted], *, at: datetime) -> list[Photo]:
    """Await `files`, all of them or none, and return their photos in the same order. Raises UploadError."""
    booking = _locked(booking)
    window.check(booking, at)
    _check_room(booking, len(files), at)
    photos = Photo.objects.bulk_create(
        Photo(
            booking=booking,
            name=file.name,
            content_type=file.content_type,
            key=f"in/{booking.code}/{secrets.token_urlsafe(18)}",
            promised_at=at,
            expires_at=at + STANDS_FOR,
        )
        for file in files
    )
    owe("guest_photo", booking.code, at=at)
    return photos


def _locked(booking: Booking) -> Booking:
    """Return the charter as it is now; whoever else promises for it waits until we are done."""
    rows = Booking.objects.select_for_update(of=("self",)).select_related("vessel", "brand__site", "client")
    return rows.get(pk=booking.pk)


def _check_room(booking: Booking, number: int, at: datetime) -> None:
    """A promise that ran out without its photo holds no room."""
    assert booking.brand  # the window is open
    held = booking.photos.counted().exclude(state=PhotoState.AWAITED, expires_at__lte=at)
    room = max(0, Site.of(booking.brand).photo_quota - held.count())
    if number > room:
        raise UploadError("nearly_full" if room else "full", status=409, field="files" if room else "", room=room)
