"""How far the photos of one browser have come, and the forms of those that are still to be sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.urls import reverse

from guests.models import Photo, PhotoState, Site
from guests.objects import Presigned, incoming
from guests.uploads import presign


class Stands(StrEnum):
    OPEN = "open"
    ARRIVED = "arrived"
    REFUSED = "refused"
    LATE = "late"


@dataclass(frozen=True)
class Row:
    number: int
    stands: Stands
    form: Presigned | None


def rows(site: Site, photos: Sequence[Photo], *, at: datetime) -> list[Row]:
    """Return a row for each photo, with a form where it is open. Raises TransientError where nobody can say."""
    back_to = f"{site.origin}{reverse('photo-upload')}"
    states = [(photo, _stands(site, photo, at)) for photo in photos]
    return [
        Row(number, stands, presign.form(site, photo, at=at, back_to=back_to) if stands == Stands.OPEN else None)
        for number, (photo, stands) in enumerate(states, start=1)
    ]


def _stands(site: Site, photo: Photo, at: datetime) -> Stands:
    if photo.state == PhotoState.REFUSED:
        return Stands.REFUSED
    if photo.state == PhotoState.AWAITED and not incoming(site).see(photo.key):
        return Stands.OPEN if at < photo.expires_at else Stands.LATE
    return Stands.LATE if photo.state == PhotoState.LAPSED else Stands.ARRIVED
