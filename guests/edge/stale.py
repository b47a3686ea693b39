"""Notes what the edge may still show of older bytes, and owes the invalidation of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from bookings.outbox.owing import owe
from guests.models import Site, StalePath

SETTLE = timedelta(seconds=2)
AT_MOST = timedelta(seconds=10)
"""Changes of a distribution that come within this window go in one invalidation."""
KEPT_FOR = timedelta(days=30)
FORGETS_EVERY = timedelta(hours=1)


@transaction.atomic
def note(site: Site, keys: Iterable[str], *, at: datetime) -> None:
    """Note that objects of `site` changed. A site without a distribution has no edge."""
    if site.distribution:
        StalePath.objects.bulk_create(
            StalePath(distribution=site.distribution, path=f"/{key}", since=at) for key in keys
        )
        owe("guest_edge", site.distribution, at=at, settle=SETTLE, at_most=AT_MOST)


def still_stale(site: Site, keys: Iterable[str]) -> bool:
    """Tell whether the edge may still show older bytes of any of these: its invalidation is not done yet."""
    paths = [f"/{key}" for key in keys]
    return StalePath.objects.filter(distribution=site.distribution, path__in=paths, done_at=None).exists()


def forget(*, at: datetime) -> None:
    """Remove, once an hour, what was done long ago."""
    if cache.add("guests.edge.stale:forgotten", at, timeout=FORGETS_EVERY.total_seconds()):
        StalePath.objects.filter(done_at__lt=at - KEPT_FOR).delete()
