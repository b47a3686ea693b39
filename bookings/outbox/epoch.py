"""The version that every wire carries: what was sent after a restore from backup counts above all sent before it."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from bookings.outbox.models import Epoch

ROOM = 1_000_000
"""Versions within one epoch."""
HOURS_COUNT_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def version(n: int) -> int:
    """Return the n-th version of the present epoch."""
    return _number() * ROOM + n


@transaction.atomic
def raise_epoch(*, at: datetime) -> tuple[int, int]:
    """Begin an epoch above any that this installation can have been in; return the last and the new one.

    A backup may hold an old number, so the hours since 2026 count too: no installation raises it every hour.
    """
    before = _number()
    after = max(before + 1, (at - HOURS_COUNT_FROM) // timedelta(hours=1))
    Epoch.objects.update_or_create(pk=Epoch.ONLY, defaults={"number": after})
    return before, after


def _number() -> int:
    return Epoch.objects.filter(pk=Epoch.ONLY).values_list("number", flat=True).first() or 0
