"""Where clean pictures lie until staff want them shown, and after: out of everybody's sight, beside what arrives."""

import hashlib
from collections.abc import Collection

from django.db.models import Q

from bookings.models import Booking, Brand
from guests.models import Photo, Site
from guests.models.photos import STORED
from guests.objects import incoming

NAME_LENGTH = 16
"""Of a picture's SHA-256, in hexadecimal: the picture's name on shelf and page."""
MOST_BYTES = 20_000_000


def name_of(digest: str) -> str:
    return digest[:NAME_LENGTH]


def places(booking: Booking) -> list[Site]:
    """Return the site that the booking is on, then those that it was on before: photos stay where they arrived."""
    was_on = booking.history.exclude(brand=None).values("brand")
    brands = Brand.objects.filter(Q(pk=booking.brand_id) | Q(pk__in=was_on)).select_related("site")
    return [Site.of(brand) for brand in sorted(brands, key=lambda brand: brand.pk != booking.brand_id)]


def put(booking: Booking, body: bytes) -> str:
    """Keep one JPEG and return its SHA-256. The same bytes again are the same object."""
    assert booking.brand  # charters have one
    digest = hashlib.sha256(body).hexdigest()
    key = _key(booking.code, name_of(digest))
    incoming(Site.of(booking.brand)).put(
        key, body, content_type="image/jpeg", cache_control="private, no-store", over=None
    )
    return digest


def read(code: str, name: str) -> bytes | None:
    """Return the JPEG of a charter that goes by `name`, None where there is none."""
    booking = Booking.objects.select_related("brand__site").get(code=code)
    found = (incoming(site).read(_key(code, name), at_most=MOST_BYTES) for site in places(booking))
    return next((body for body in found if body is not None), None)


def remove(booking: Booking, names: Collection[str]) -> None:
    for site in places(booking):
        for name in names:
            incoming(site).remove(_key(booking.code, name))


def own_names(photo: Photo) -> set[str]:
    """Return the names of its picture and thumbnail, but for what another stored photo of the charter looks like."""
    others = Photo.objects.of(photo.booking.code).filter(state__in=STORED).exclude(pk=photo.pk)
    shared = {name_of(digest) for pair in others.values_list("picture", "thumbnail") for digest in pair}
    return {name_of(digest) for digest in (photo.picture, photo.thumbnail) if digest} - shared


def _key(code: str, name: str) -> str:
    return f"clean/{code}/{name}.jpg"
