"""The guest page as a target of the outbox: bytes on the brand's domain that match the booking."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from bookings.models import Brand
from bookings.outbox.targets import Job, Standing, Target, Wish, Wishes
from guests import facts
from guests.addresses import public_address
from guests.models import Page, Site
from guests.rendering import render


class GuestPage(Target):
    """One page, stored under the booking's code and under its slug."""

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        return {code: {"": Wish(shown)} for code, shown in facts.of_bookings(codes).items()}

    def deliver(self, job: Job) -> str:
        """Store what changed, remove what is no longer this booking's, return the page's address."""
        ours = Page.objects.filter(booking_code=job.code).select_related("site__brand")
        if job.facts is None:
            _remove(ours)
            return ""
        domain, keys = job.facts["brand"]["domain"], job.facts["keys"]
        site = Site.objects.select_related("brand").filter(brand__domain=domain).first()
        if site is None:
            site, _ = Site.objects.get_or_create(brand=Brand.objects.get(domain=domain))
        body = render(job.facts)
        for key in keys:
            _store(site, key, body, code=job.code, at=job.at, trusted=bool(job.told))
        _remove(ours.exclude(site=site, key__in=keys))
        return public_address(domain, job.facts["slug"] or job.code)

    def drifted(self, standings: Iterable[Standing]) -> Iterator[tuple[str, str]]:
        """Yield the pages of which an object is missing, or holds other bytes than we stored."""
        published = {standing.code: standing for standing in standings if standing.facts}
        pages = Page.objects.filter(booking_code__in=published).select_related("site__brand")
        stored = {page.object_name: page.sha256 for page in pages}
        for code, standing in published.items():
            shown = standing.facts or {}
            names = (f"{shown['brand']['domain']}/{key}" for key in shown["keys"])
            if any(stored.get(name, "") != _fingerprint(name) for name in names):
                yield code, standing.recipient


def _store(site: Site, key: str, body: bytes, *, code: str, at: datetime, trusted: bool) -> None:
    """Write one object unless these very bytes stand there; not `trusted`: write it whatever we remember."""
    sha256, storage = hashlib.sha256(body).hexdigest(), storages["sites"]
    page, _ = Page.objects.get_or_create(site=site, key=key, defaults={"booking_code": code, "stored_at": at})
    page.site = site
    if trusted and page.sha256 == sha256 and page.booking_code == code and storage.exists(page.object_name):
        return
    storage.save(page.object_name, ContentFile(body))
    page.booking_code, page.sha256, page.stored_at = code, sha256, at
    page.save(update_fields=["booking_code", "sha256", "stored_at"])


def _remove(pages: Iterable[Page]) -> None:
    """Remove objects that their rows prove ours; the row last, so that a failure in between is made good."""
    for page in pages:
        storages["sites"].delete(page.object_name)
        page.delete()


def _fingerprint(object_name: str) -> str | None:
    """Return the SHA-256 of what stands there, None where nothing does."""
    try:
        with storages["sites"].open(object_name) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return None
