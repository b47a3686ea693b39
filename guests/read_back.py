"""Compares what stands on brands' domains with what we know to have put there. It only looks."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.core.cache import cache
from django.db.models import Q

from bookings.outbox.targets import Facts
from guests import contents
from guests.claims import FOR_GOOD
from guests.models import Hosting, ObjectKind, Page, Site
from guests.objects import Objects, published

KEYS_A_CALL = 1000
"""How many a bucket lists at once."""
NAMED_AT_MOST = 5
REPORT_EVERY_SECONDS = 3600

logger = logging.getLogger(__name__)


def altered(told: Mapping[str, Facts], delivered_at: Mapping[str, datetime | None]) -> Iterator[str]:
    """Yield the codes of bookings (code → facts as delivered) that do not stand as delivered.

    Something is missing or altered, stands there unwanted, or was written after the delivery was finished: by a worker
    that came late.
    """
    pages = _pages(told)
    tags = _tags(pages)
    known, sound = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for page in pages:
        known[page.booking_code].add(page.object_name)
        if tags.get(page.object_name) == page.tag and not _came_late(page, delivered_at.get(page.booking_code)):
            sound[page.booking_code].add(page.object_name)
    for code, facts in told.items():
        wanted, scripts = contents.object_names(facts), contents.script_names(facts)
        if not (known[code] == wanted == sound[code] and scripts <= sound[""]):
            yield code


def _pages(told: Mapping[str, Facts]) -> list[Page]:
    """Fetch the rows of these bookings, and of the scripts beside them."""
    scripts = {name for facts in told.values() for name in contents.script_names(facts)}
    domains, keys = ({name.partition("/")[part] for name in scripts} for part in (0, 2))
    script = Q(kind=ObjectKind.SCRIPT, site__brand__domain__in=domains, key__in=keys)
    return list(Page.objects.filter(Q(booking_code__in=told) | script).select_related("site__brand"))


def _came_late(page: Page, delivered_at: datetime | None) -> bool:
    return page.kind not in FOR_GOOD and delivered_at is not None and page.claimed_at > delivered_at


def _tags(pages: Iterable[Page]) -> dict[str, str]:
    """Return object name (DOMAIN/KEY) → tag of those that stand, with as few calls of each site as do."""
    by_site: dict[Site, list[str]] = defaultdict(list)
    for page in pages:
        by_site[page.site].append(page.key)
    return {
        f"{site.brand.domain}/{key}": tag
        for site, keys in by_site.items()
        for key, tag in _standing(site, keys).items()
    }


def _standing(site: Site, keys: Collection[str]) -> dict[str, str]:
    """Look at each key, or list them all where that takes fewer calls; files are not worth listing."""
    objects = published(site)
    if site.hosting == Hosting.LOCAL or len(keys) <= 1 + site.pages.count() // KEYS_A_CALL:
        seen = {key: objects.see(key) for key in keys}
        return {key: standing.tag for key, standing in seen.items() if standing}
    return _listed(site, objects)


def _listed(site: Site, objects: Objects) -> dict[str, str]:
    """List everything of ours below the site's prefix; report what is not ours, and leave it alone."""
    listed = objects.listed(site.key_prefix)
    # Read after the list: a row is there before its object is.
    foreign = sorted(set(listed) - set(site.pages.values_list("key", flat=True)))
    if foreign and cache.add(f"foreign-objects:{site.pk}", True, REPORT_EVERY_SECONDS):
        named = ", ".join(foreign[:NAMED_AT_MOST]) + (", …" if len(foreign) > NAMED_AT_MOST else "")
        logger.warning(
            "%s: %d objects below %s were not made here, and are left alone: %s",
            site.bucket, len(foreign), site.key_prefix, named,
        )  # fmt: skip
    return listed
