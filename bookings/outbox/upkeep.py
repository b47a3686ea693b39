"""Keeps the outbox true: retries what staff ask for, and finds what no signal spoke of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F

from bookings.outbox import bell
from bookings.outbox.models import Delivery, DeliveryQuerySet
from bookings.outbox.targets import KEEP, Facts, Standing, Target, Wish, targets
from bookings.outbox.worker import ABSENT

UNKNOWN: Facts = {}
"""Facts of what stands outside unlike anything we delivered: equal to no wish."""


@dataclass
class Finding:
    """What a reconcile pass found: deliveries behind their booking, and things that changed outside."""

    behind: int = 0
    drifted: int = 0

    def __add__(self, other: "Finding") -> "Finding":
        return Finding(self.behind + other.behind, self.drifted + other.drifted)


def retry(deliveries: DeliveryQuerySet, *, at: datetime) -> int:
    """Deliver what is owed or parked now, settled or not, with all its attempts before it. Return how many."""
    undelivered = deliveries.filter(wanted__gt=F("delivered"), owner="")
    names = list(undelivered.order_by().values_list("target", flat=True).distinct())
    again = undelivered.update(
        due_at=at, expected_at=at, attempts=0, woken=False, parked_at=None, error="", at_once=True
    )
    _ring(names)
    return again


def reconcile(codes: Collection[str], *, at: datetime) -> Finding:
    """Owe again whatever differs, for one batch of bookings: from the booking, or from what stands outside.

    It only ever owes; what then happens outside, and what must be left alone there, is the target's to know.
    """
    finding = Finding()
    for target in targets().values():
        finding += _reconcile_target(target, codes, at=at)
    return finding


def _reconcile_target(target: Target, codes: Collection[str], *, at: datetime) -> Finding:
    wishes = target.desired(codes, at)
    rows = list(Delivery.objects.filter(target=target.name, booking_code__in=codes))
    known = {(row.booking_code, row.recipient) for row in rows}
    missing = [
        Delivery(target=target.name, booking_code=code, recipient=recipient)
        for code, recipients in wishes.items()
        for recipient, wish in recipients.items()
        if wish.facts is not None and (code, recipient) not in known
    ]
    Delivery.objects.bulk_create(missing, ignore_conflicts=True)

    settled = [row for row in rows if row.state == "delivered" and not row.owner]
    behind = [row for row in settled if _is_behind(row, wishes.get(row.booking_code, {}).get(row.recipient, ABSENT))]
    standing = {(row.booking_code, row.recipient): row for row in settled if row.facts and row not in behind}
    drifted = target.drifted(Standing(*key, row.facts, row.ref) for key, row in standing.items())
    altered = [standing[key] for key in drifted]

    _owe_again([*missing, *behind], at=at)
    _owe_again(altered, at=at, facts=UNKNOWN)
    if missing or behind or altered:
        _ring([target.name])
    return Finding(behind=len(missing) + len(behind), drifted=len(altered))


def _is_behind(row: Delivery, wish: Wish) -> bool:
    unscheduled = wish.changes_at is not None and row.due_at is None
    return wish is not KEEP and (row.facts != wish.facts or unscheduled)


def _owe_again(rows: Iterable[Delivery], *, at: datetime, **known: Any) -> None:
    """Raise `wanted`, unless something else owed it since it was read."""
    for row in rows:
        Delivery.objects.of(row.target, row.booking_code).filter(
            recipient=row.recipient, wanted=row.wanted, owner=""
        ).update(wanted=F("wanted") + 1, owed_at=at, expected_at=at, due_at=at, **known)


def _ring(names: Iterable[str]) -> None:
    for name in names:
        transaction.on_commit(partial(bell.ring, name), robust=True)
