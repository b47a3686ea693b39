"""Takes a photo out of the world: from the brand's domain, the edge, the shelf, and where it arrived."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bookings.outbox import http
from bookings.outbox.models import Delivery
from bookings.outbox.targets import LaterError
from guests.edge import stale
from guests.models import Page, Photo, PhotoState, Site
from guests.objects import published
from guests.photos import arrival, shelf
from guests.placing import take_away

NOWHERE = (403, 404, 410)
"""What a brand's domain answers where nothing stands: 403, where a bucket does not say what it has."""
LOOKS_AGAIN = timedelta(seconds=30)
PAGE_TAKES = timedelta(seconds=5)
ENDS = {
    PhotoState.AWAITED: PhotoState.LAPSED,
    PhotoState.REFUSED: PhotoState.REFUSED,
    PhotoState.LAPSED: PhotoState.LAPSED,
}
"""What never was a picture of ours stays what it was; the rest is removed."""


def remove(photo: Photo, *, at: datetime) -> None:
    """Leave nothing of a photo but the fingerprint by which it is refused if it comes again.

    Raises LaterError until no public address answers with it, TransientError where one could not be asked.
    """
    own, sites = shelf.own_names(photo), shelf.places(photo.booking)
    names = [f"{photo.booking.code}-{name}.jpg" for name in own]
    for site in sites:
        _withdraw(site, names, at=at)
    shelf.remove(photo.booking, own)
    arrival.clear(photo)
    if Delivery.objects.of("guest_page", photo.booking.code).owed().exists():  # one may be on its way with it
        raise LaterError(at + PAGE_TAKES)
    if any(_answers(site, names, at=at) for site in sites):
        raise LaterError(at + LOOKS_AGAIN)
    _forget(photo, at=at)


def _withdraw(site: Site, names: Collection[str], *, at: datetime) -> None:
    keys = [site.key_prefix + name for name in names]
    take_away(Page.objects.filter(site__brand=site.brand, key__in=keys).select_related("site__brand"), at=at)
    for key in keys:
        if published(site).see(key):  # stored, and its row lost: named by its content, it is nobody else's
            stale.note(site, [key], at=at)
            published(site).remove(key)


def _answers(site: Site, names: Collection[str], *, at: datetime) -> bool:
    """Tell whether the edge may still show any of these; what it shows without reason is noted as stale again."""
    keys = [site.key_prefix + name for name in names]
    if stale.still_stale(site, keys):
        return True
    shown = [key for key, name in zip(keys, names, strict=True) if site.live and is_shown(site.address(name))]
    stale.note(site, shown, at=at)
    return bool(shown)


def is_shown(address: str) -> bool:
    """Ask as a stranger would. Raises TransientError where no answer comes."""
    answer = http.request("HEAD", address)
    if answer.status >= 500 or answer.status in http.TRANSIENT:
        http.raise_for(answer)
    return answer.status not in NOWHERE


def _forget(photo: Photo, *, at: datetime) -> None:
    nothing = {"name": "", "reason": "", "picture": "", "thumbnail": "", "width": 0, "height": 0}
    state = ENDS.get(PhotoState(photo.state), PhotoState.REMOVED)
    Photo.objects.filter(pk=photo.pk).update(state=state, removed_at=photo.removed_at or at, **nothing)
