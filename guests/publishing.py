"""The guest page as a target of the outbox: bytes on the brand's domain that match the booking."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from bookings.models import Brand
from bookings.outbox.targets import Job, Standing, Target, Wish, Wishes
from guests import facts
from guests.models import ObjectKind, Page, Site
from guests.objects import published
from guests.placing import place, take_away
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
            take_away(ours, at=job.at)
            return ""
        domain, keys = job.facts["brand"]["domain"], job.facts["keys"]
        site = Site.objects.select_related("brand").filter(brand__domain=domain).first()
        if site is None:
            site, _ = Site.objects.get_or_create(brand=Brand.objects.get(domain=domain))
        body = render(job.facts)
        for key in keys:
            place(site, key, body, kind=ObjectKind.PAGE, code=job.code, at=job.at, trusted=bool(job.told))
        take_away(ours.exclude(site=site, key__in=keys), at=job.at)
        return site.address(job.code)

    def drifted(self, standings: Iterable[Standing]) -> Iterator[tuple[str, str]]:
        """Yield the pages of which an object is missing, or holds other bytes than we stored."""
        published_codes = {standing.code: standing for standing in standings if standing.facts}
        pages = Page.objects.filter(booking_code__in=published_codes).select_related("site__brand")
        stored = {page.object_name: page for page in pages}
        for code, standing in published_codes.items():
            shown = standing.facts or {}
            names = (f"{shown['brand']['domain']}/{key}" for key in shown["keys"])
            if any(_altered(stored.get(name)) for name in names):
                yield code, standing.recipient


def _altered(page: Page | None) -> bool:
    standing = published(page.site).see(page.key) if page else None
    return page is None or standing is None or standing.tag != page.tag
