"""Fences: whoever claimed an object's row later has newer facts, and an earlier one may not write it any more."""

from datetime import datetime

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from bookings.outbox.targets import TransientError
from guests.models import ObjectKind, Page, Site

FOR_GOOD = (ObjectKind.PHOTO, ObjectKind.SCRIPT)
"""Named by their content: never other bytes under the same name, so that nobody can be late with them."""


def take(site: Site, key: str, *, kind: ObjectKind, code: str, at: datetime) -> Page:
    """Claim the row of `key` for a write with facts of `at`, and return it as it is then.

    Made before the object is, so that no object is without one. Raises TransientError where somebody claimed it later.
    """
    rows = Page.objects.filter(site=site, key=key)
    mine = rows if kind in FOR_GOOD else rows.filter(claimed_at__lte=at)
    claim = {"claimed_at": at, "booking_code": code, "kind": kind, "left_at": None}
    if kind == ObjectKind.REDIRECT:  # only ever over a page of the same booking: what another took over is theirs
        claimed = mine.filter(booking_code=code).update(**claim | {"left_at": Coalesce("left_at", Value(at))}) > 0
    else:
        claimed = mine.update(**claim) > 0 or _made(site, key, claim) or mine.update(**claim) > 0
    page = rows.first()
    if page is None or not claimed:
        raise TransientError(f"{key} was written by somebody later.")
    page.site, page.claimed_at, page.kind = site, at, kind
    return page


def held(page: Page) -> QuerySet[Page]:
    """The row of `page`, as long as our claim to it holds."""
    row = Page.objects.filter(pk=page.pk)
    return row if page.kind in FOR_GOOD else row.filter(claimed_at=page.claimed_at)


def late(page: Page) -> TransientError:
    return TransientError(f"{page.key} was written by somebody later.")


def _made(site: Site, key: str, claim: dict[str, object]) -> bool:
    defaults = claim | {"stored_at": claim["claimed_at"]}
    return Page.objects.get_or_create(site=site, key=key, defaults=defaults)[1]
