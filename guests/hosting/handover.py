"""Moves a site to where it is hosted now: the row, its pages, its photos, and nothing of ours left behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings import actions
from bookings.outbox.targets import PermanentError
from guests.hosting.errors import HostingError
from guests.models import Hosting, Site
from guests.objects import Objects, incoming, published
from guests.republishing import owe_anew

BATCH = 200
LARGEST_BYTES = 26 * 1024 * 1024
"""A little more than a guest may send."""


@dataclass(frozen=True)
class Place:
    bucket: str
    incoming_bucket: str
    region: str
    distribution: str
    adopted: bool


def hand_over(site: Site, place: Place, *, at: datetime) -> bool:
    """Write `place` into the site's row, and owe its pages there; return whether it is another place than before.

    Raises HostingError where photos lie that cannot be carried over: then nothing is written.
    """
    before, pages, photos = place_of(site), published(site), incoming(site)
    if before == place:
        return False
    site.hosting = Hosting.BUCKET
    for name, value in vars(place).items():
        setattr(site, name, value)
    if before is None or before.incoming_bucket != place.incoming_bucket:
        _carry(photos, incoming(site))
    site.save(update_fields=["hosting", *vars(place)] if site.pk else None)
    if before is None or before.bucket != place.bucket:
        for key in _publish_afresh(site, at=at):
            pages.remove(key)
    return True


def place_of(site: Site) -> Place | None:
    """Return where it is hosted, None for files of this machine."""
    if site.hosting != Hosting.BUCKET:
        return None
    return Place(site.bucket, site.incoming_bucket, site.region, site.distribution, site.adopted)


def go_live(site: Site, *, by: str, at: datetime) -> None:
    """Have links lead to the brand's own domain from now on."""
    with transaction.atomic():
        site.live = True
        site.save(update_fields=["live"])
        actions.announce(site.brand.bookings.all(), by=by, at=at)


def _publish_afresh(site: Site, *, at: datetime) -> list[str]:
    """Owe every page that stood at the old place: its facts are the same, its place is not. Return the old keys.

    Broken off in between, the reconcile pass finds the same pages missing.
    """
    keys = list(site.pages.exclude(tag="").values_list("key", flat=True))
    codes = sorted(set(site.pages.exclude(booking_code="").values_list("booking_code", flat=True)))
    site.pages.update(tag="", sha256="", claimed_at=at)
    for start in range(0, len(codes), BATCH):
        owe_anew(codes[start : start + BATCH], at=at)
    return keys


def _carry(source: Objects, target: Objects) -> None:
    """Carry photos over, each whole before the old one goes."""
    try:
        for key, body in _bodies(source):
            target.put(key, body, content_type="image/jpeg", cache_control="private, no-store", over=None)
            source.remove(key)
    except PermanentError as error:
        raise HostingError(
            f"Photos cannot be carried over to the new place. {error} Where they are gone for good, set the site's "
            "hosting to files of this machine, and run this again."
        ) from error


def _bodies(source: Objects) -> Iterable[tuple[str, bytes]]:
    for key in source.listed(""):
        if (body := source.read(key, at_most=LARGEST_BYTES)) is not None:
            yield key, body
