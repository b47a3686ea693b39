"""Takes in what a guest sent: a clean picture for staff to look at, or a refusal in words."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from bookings.outbox.targets import LaterError
from guests.models import Photo, PhotoState
from guests.objects import incoming
from guests.photos import pictures, shelf
from guests.photos.pictures import Clean, UnusableError
from guests.uploads.wanted import LARGEST_BYTES

GRACE = timedelta(hours=1)
"""How long after its form ran out a photo is still looked for: it may have been on its way."""
SOONEST, LATEST = timedelta(seconds=3), timedelta(minutes=1)

TOO_LARGE = f"This file is larger than {LARGEST_BYTES // 1024**2} MB. Please send a smaller copy."
HERE_ALREADY = "We have this picture already."
REMOVED_BEFORE = "This picture was removed before, and is not taken again."


def closes_at(photo: Photo) -> datetime:
    """Return from when on nothing that arrives is looked at any more."""
    return photo.expires_at + GRACE


def take_in(photo: Photo, *, at: datetime) -> None:
    """Look at what arrived, once; then leave nothing of it where it arrived, every time.

    What became of it is written before the guest's own file goes, so that a stroke in between loses nothing.
    Raises LaterError while nothing has arrived.
    """
    if photo.state == PhotoState.AWAITED:
        _judge(photo, at=at)
    clear(photo)


def clear(photo: Photo) -> None:
    """Remove the guest's own file, with what may have been sent over it."""
    for site in shelf.places(photo.booking):
        incoming(site).remove(photo.key)


def _judge(photo: Photo, *, at: datetime) -> None:
    body = _sent(photo)
    if body is None:
        if at < closes_at(photo):
            raise LaterError(min(_look_again(photo, at), closes_at(photo)))
        return _become(photo, PhotoState.LAPSED)
    try:
        _keep(photo, _cleaned(photo, body), at=at)
    except UnusableError as refusal:
        _become(photo, PhotoState.REFUSED, reason=str(refusal), arrived_at=at)


def _sent(photo: Photo) -> bytes | None:
    """Return what arrived, and a byte more than may arrive where it is too large; None for nothing."""
    found = (incoming(site).read(photo.key, at_most=LARGEST_BYTES + 1) for site in shelf.places(photo.booking))
    return next((body for body in found if body is not None), None)


def _look_again(photo: Photo, at: datetime) -> datetime:
    """Look often at first, when it is about to come, then less and less."""
    return at + min(LATEST, max(SOONEST, (at - photo.promised_at) / 4))


def _cleaned(photo: Photo, body: bytes) -> Clean:
    if len(body) > LARGEST_BYTES:
        raise UnusableError(TOO_LARGE)
    clean = pictures.clean(body)
    _refuse_twin(photo, clean)
    return clean


def _keep(photo: Photo, clean: Clean, *, at: datetime) -> None:
    picture, thumbnail = (shelf.put(photo.booking, body) for body in (clean.picture, clean.thumbnail))
    found = {"content": clean.content, "picture": picture, "thumbnail": thumbnail}
    try:
        with transaction.atomic():
            _become(photo, PhotoState.WAITING, arrived_at=at, width=clean.width, height=clean.height, **found)
    except IntegrityError:  # the same picture came twice in the same second
        raise UnusableError(HERE_ALREADY) from None


def _refuse_twin(photo: Photo, clean: Clean) -> None:
    twin = Photo.objects.of(photo.booking.code).filter(content=clean.content).exclude(pk=photo.pk).first()
    if twin:
        gone = twin.state in (PhotoState.REMOVING, PhotoState.REMOVED)
        raise UnusableError(REMOVED_BEFORE if gone else HERE_ALREADY)


def _become(photo: Photo, state: PhotoState, **found: Any) -> None:
    """Write what was found, unless another worker or a person came first."""
    Photo.objects.filter(pk=photo.pk, state=PhotoState.AWAITED).update(state=state, **found)
