"""Builders of photos: the bytes that guests send, and the rows and objects that become of them."""

from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pillow_heif
from PIL import Image

from bookings.models import Booking, Stage
from bookings.outbox import worker
from bookings.outbox.owing import owe
from guests.models import Photo, Site
from guests.objects import incoming
from guests.photos import decisions
from tests import make
from tests.guests import build

pillow_heif.register_heif_opener()

_numbers = count(1)


def drawing(width: int = 64, height: int = 48, seed: int = 0) -> Image.Image:
    """A picture like no other of another `seed`: light above, dark below, and one corner of its own."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((seed * 37 % 256, seed * 91 % 256, seed * 53 % 256), (0, 0, width // 2, height // 2))
    return image


def written(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    body = BytesIO()
    image.save(body, kind, **how)
    return body.getvalue()


def promised(booking: Booking, *, at: datetime = make.NOW, **fields: Any) -> Photo:
    """A photo that somebody has a form for, and what is owed for it."""
    number = next(_numbers)
    defaults = {
        "name": f"IMG_{number}.jpg",
        "content_type": "image/jpeg",
        "key": f"in/{booking.code}/{number:032x}",
        "promised_at": at,
        "expires_at": at + timedelta(minutes=15),
    }
    photo = Photo.objects.create(booking=booking, **defaults | fields)
    owe("guest_photo", booking.code, at=at)
    return photo


def arrive(photo: Photo, body: bytes) -> None:
    """Put bytes where the photo's form sends them."""
    assert photo.booking.brand
    objects = incoming(Site.of(photo.booking.brand))
    objects.put(photo.key, body, content_type="image/jpeg", cache_control="no-store", over=None)


def sent(booking: Booking, *, seed: int | None = None, at: datetime = make.NOW, **fields: Any) -> Photo:
    """A photo that arrived and was found clean, so that it waits for staff."""
    photo = promised(booking, at=at, **fields)
    arrive(photo, written(drawing(seed=photo.pk if seed is None else seed)))
    settle(at)
    photo.refresh_from_db()
    return photo


def settle(at: datetime = make.NOW) -> worker.Tally:
    return worker.drain("guest_photo", clock=lambda: at)


def shown(booking: Booking, *, at: datetime = make.NOW, **fields: Any) -> Photo:
    """A photo that staff approved."""
    photo = sent(booking, at=at, **fields)
    decisions.approve(Photo.objects.filter(pk=photo.pk), by=make.STAFF, at=at)
    photo.refresh_from_db()
    return photo


def sailed(**fields: Any) -> Booking:
    """A charter that is over, so that its page has a gallery."""
    ended = {"starts_at": make.NOW - timedelta(hours=6), "stage": Stage.COMPLETED}
    return build.charter(**ended | fields)
