"""Puts single objects on a brand's domain, and takes them away, each behind the row that proves it ours.

A worker may wake up late, with bytes that were right when it fell asleep. So each write goes in three steps, none of
which is enough alone: claim the row, put on condition that what stands there is what we think, note in the row what
was put if the claim still holds.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bookings.outbox.targets import PermanentError, TransientError
from guests import claims
from guests.claims import FOR_GOOD
from guests.edge import stale
from guests.models import ObjectKind, Page, Site
from guests.objects import ChangedError, Objects, published

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "jpg": "image/jpeg",
}
REMOVAL = (ObjectKind.PAGE, ObjectKind.REDIRECT, ObjectKind.CALENDAR, ObjectKind.PHOTO, ObjectKind.SCRIPT)
"""Pages go before what they name."""
TRIES = 3


def place(
    site: Site, key: str, body: bytes, *, kind: ObjectKind, code: str, at: datetime, trusted: bool = True
) -> bool:
    """Make `key` hold `body` for booking `code`; return whether it was written.

    `at`: when the facts of it were read. Not `trusted`: look whether what we remember of it stands. Raises
    PermanentError where somebody else's object stands there, TransientError where a later writer came between.
    """
    sha256 = hashlib.sha256(body).hexdigest()
    page = claims.take(site, key, kind=kind, code=code, at=at)
    if page.sha256 == sha256 and _stands(page, trusted=trusted):
        return False
    tag, replaced = _put(published(site), page, body, cache_control=cache_control(site, kind))
    with transaction.atomic():
        noted = claims.held(page).update(tag=tag, sha256=sha256, stored_at=at)
        if noted and replaced:
            stale.note(site, [key], at=at)
    if not noted:
        _take_back(page, tag)
        raise claims.late(page)
    return True


def stands(site: Site, key: str, *, trusted: bool) -> bool:
    """Say whether `key`, named by its content, stands there already: its bytes need not be fetched."""
    page = Page.objects.filter(site=site, key=key).first()
    return page is not None and _stands(page, trusted=trusted)


def take_away(pages: Iterable[Page], *, at: datetime) -> None:
    """Remove objects that their rows prove ours, and every version of them; the row last, so that a failure in
    between is made good. What a later writer claimed, or another booking took over, is theirs."""
    for page in sorted(pages, key=lambda page: REMOVAL.index(ObjectKind(page.kind))):
        mine = Page.objects.filter(pk=page.pk, booking_code=page.booking_code, claimed_at__lte=at)
        if not mine.update(claimed_at=at):
            continue
        page.claimed_at = at
        _remove(published(page.site), page)
        with transaction.atomic():
            if claims.held(page).delete()[0] and page.tag:
                stale.note(page.site, [page.key], at=at)


def forget(pages: Iterable[Page]) -> None:
    """Take nothing of what stands there for granted: each is put anew, whatever its bytes."""
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(sha256="")


def cache_control(site: Site, kind: str) -> str:
    """Say how long who may keep an object: browsers ask each time, the edge as the site says (CONTRACTS 3, row 20)."""
    if kind in FOR_GOOD:
        return "public, max-age=31536000, immutable"
    return f"public, max-age=0, must-revalidate, s-maxage={site.cache_seconds}"


def _stands(page: Page, *, trusted: bool) -> bool:
    if not page.tag or not page.sha256:
        return False
    if trusted:
        return True
    standing = published(page.site).see(page.key)
    return standing is not None and standing.tag == page.tag


def _put(objects: Objects, page: Page, body: bytes, *, cache_control: str) -> tuple[str, bool]:
    """Put over what we know to stand there, else over what we find there and may replace.

    Return the new tag, and whether anything stood there before.
    """
    content_type, over = CONTENT_TYPES[page.key.rpartition(".")[2]], page.tag
    for _ in range(TRIES):
        try:
            tag = objects.put(page.key, body, content_type=content_type, cache_control=cache_control, over=over)
        except ChangedError:
            # First look, then see whether our claim holds: what a later writer puts after our look fails our next try.
            standing = objects.see(page.key)
            if not claims.held(page).exists():
                raise claims.late(page) from None
            if standing and not standing.ours and not page.tag:
                raise PermanentError(
                    f"A page made by hand stands at {page.object_name}. Take it away, or give this charter "
                    "another address; then retry."
                ) from None
            over = standing.tag if standing else ""
        else:
            return tag, bool(over)
    raise TransientError(f"{page.key} changes too often to be written.")


def _remove(objects: Objects, page: Page) -> None:
    """Remove what we know to stand there, else what we find there if it is ours."""
    over = page.tag
    for _ in range(TRIES):
        try:
            return objects.remove(page.key, over=over)
        except ChangedError:
            standing = objects.see(page.key)
            if not claims.held(page).exists():
                raise claims.late(page) from None
            if standing and not standing.ours and not page.tag:
                return None
            over = standing.tag if standing else ""
    raise TransientError(f"{page.key} changes too often to be removed.")


def _take_back(page: Page, tag: str) -> None:
    """Remove what we put after its row was taken away. Under a row that was claimed later, the read-back mends it."""
    if not Page.objects.filter(site=page.site, key=page.key).exists():
        try:
            published(page.site).remove(page.key, over=tag)
        except ChangedError:
            return
