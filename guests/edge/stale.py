"""Notes what the edge may still show of older bytes, and owes the invalidation of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from bookings.outbox.owing import owe
from guests.models import Site, StalePath

SETTLE = timedelta(seconds=2)
AT_MOST = timedelta(seconds=10)
"""Changes of a distribution that come within this window go in one invalidation."""


@transaction.atomic
def note(site: Site, keys: Iterable[str], *, at: datetime) -> None:
    """Note that objects of `site` changed. A site without a distribution has no edge."""
    if site.distribution:
        StalePath.objects.bulk_create(
            StalePath(distribution=site.distribution, path=f"/{key}", since=at) for key in keys
        )
        owe("guest_edge", site.distribution, at=at, settle=SETTLE, at_most=AT_MOST)
