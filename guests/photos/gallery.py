"""Which photos a charter's page shows."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from bookings.models import Booking
from guests.models import Photo, Site
from guests.photos.shelf import name_of


class Shown(TypedDict):
    """A picture and its thumbnail by their names; the picture's size in pixels."""

    picture: str
    thumbnail: str
    width: int
    height: int


def of_bookings(codes: Collection[str], now: datetime) -> dict[str, list[Shown]]:
    """Return code → photos in order of arrival, for charters whose gallery has any and has not ended."""
    usual = Site()
    months, quota = F("booking__brand__site__gallery_months"), F("booking__brand__site__photo_quota")
    rows = (
        Photo.objects.shown()
        .filter(booking__code__in=codes, booking__client__erased_at=None)
        .annotate(months=Coalesce(months, Value(usual.gallery_months)), quota=Coalesce(quota, Value(usual.photo_quota)))
        .values_list("booking__code", "booking__ends_at", "months", "quota", "picture", "thumbnail", "width", "height")
    )
    shown: dict[str, list[Shown]] = defaultdict(list)
    for code, ended_at, for_months, most, picture, thumbnail, width, height in rows:
        if now < _months_after(ended_at, for_months) and len(shown[code]) < most:
            shown[code].append(
                {"picture": name_of(picture), "thumbnail": name_of(thumbnail), "width": width, "height": height}
            )
    return dict(shown)


def ends_at(booking: Booking, site: Site) -> datetime:
    """Return when the gallery of a charter ends on `site`."""
    return _months_after(booking.ends_at, site.gallery_months)


def _months_after(moment: datetime, months: int) -> datetime:
    """Go to the same day so many months later, or to that month's last."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
