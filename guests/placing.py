"""Puts single objects on a brand's domain, each behind the row that proves it ours."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from bookings.outbox.targets import PermanentError, TransientError
from guests.edge import stale
from guests.models import ObjectKind, Page, Site
from guests.objects import ChangedError, Objects, published

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "jpg": "image/jpeg",
}
FOR_GOOD = (ObjectKind.PHOTO, ObjectKind.SCRIPT)
"""Named by their content: never other bytes under the same name."""
TRIES = 3


def place(
    site: Site, key: str, body: bytes, *, kind: ObjectKind, code: str, at: datetime, trusted: bool = True
) -> bool:
    """Make `key` hold `body` for booking `code`; return whether it was written.

    Not `trusted`: what we remember of it may not stand. Raises PermanentError where somebody else's object stands
    there, TransientError where a later writer came between.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    page, _ = Page.objects.get_or_create(
        site=site, key=key, defaults={"booking_code": code, "kind": kind, "stored_at": at, "claimed_at": at}
    )
    if trusted and page.tag and (page.sha256, page.booking_code, page.kind) == (sha256, code, kind):
        return False
    left_at = (page.left_at or at) if kind == ObjectKind.REDIRECT else None
    claim = {"claimed_at": at, "booking_code": code, "kind": kind, "left_at": left_at}
    if not Page.objects.filter(pk=page.pk, claimed_at__lte=at).update(**claim):
        raise TransientError(f"{key} was written by somebody later.")
    tag = _put(published(site), page, body, kind=kind, at=at, cache_control=cache_control(site, kind))
    Page.objects.filter(pk=page.pk, claimed_at=at).update(tag=tag, sha256=sha256, stored_at=at)
    stale.note(site, [key], at=at)
    return True


def cache_control(site: Site, kind: str) -> str:
    """Say how long who may keep an object: browsers ask each time, the edge as the site says (CONTRACTS 3, row 20)."""
    if kind in FOR_GOOD:
        return "public, max-age=31536000, immutable"
    return f"public, max-age=0, must-revalidate, s-maxage={site.cache_seconds}"


def take_away(pages: Iterable[Page], *, at: datetime) -> None:
    """Remove objects that their rows prove ours; the row last, so that a failure in between is made good."""
    for page in pages:
        if page.tag:
            published(page.site).remove(page.key)
            stale.note(page.site, [page.key], at=at)
        page.delete()


def _put(objects: Objects, page: Page, body: bytes, *, kind: ObjectKind, at: datetime, cache_control: str) -> str:
    """Put over what we know to stand there, else over what we find there and may replace."""
    content_type, over = CONTENT_TYPES[page.key.rpartition(".")[2]], page.tag
    for _ in range(TRIES):
        try:
            return objects.put(page.key, body, content_type=content_type, cache_control=cache_control, over=over)
        except ChangedError:
            # First look, then see whether a later writer claimed it: what they put after our look fails our next try.
            standing = objects.see(page.key)
            if Page.objects.filter(pk=page.pk).exclude(claimed_at=at).exists():
                raise TransientError(f"{page.key} was written by somebody later.") from None
            if standing and not standing.ours and not page.tag:
                raise PermanentError(
                    f"A page made by hand stands at {page.object_name}. Take it away, or give this charter "
                    "another address; then retry."
                ) from None
            over = standing.tag if standing else ""
    raise TransientError(f"{page.key} changes too often to be written.")
