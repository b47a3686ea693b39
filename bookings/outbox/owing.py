"""How a change becomes owed: rows beside the change, in its own transaction."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from bookings.outbox import bell
from bookings.outbox.models import Delivery
from bookings.outbox.targets import KEEP, targets

SETTLED = timedelta(0)


def owe(name: str, code: str, *, at: datetime, settle: timedelta = SETTLED, at_most: timedelta = SETTLED) -> None:
    """Owe what `code` wants at target `name` to everyone concerned: those who should have it and those who have it.

    Must run inside the transaction that makes the change. Due `settle` after the last call, but no later than
    `at_most` after the first that is still owed; a row that a worker holds keeps its lease.
    """
    wished = targets()[name].desired([code], at).get(code, {})
    Delivery.objects.bulk_create(
        [Delivery(target=name, booking_code=code, recipient=recipient) for recipient in wished], ignore_conflicts=True
    )
    deliveries = list(Delivery.objects.of(name, code).select_for_update())
    for delivery in deliveries:
        delivery.wanted += 1
        delivery.owed_at = delivery.owed_at or at
        if not delivery.owner:
            delivery.due_at = delivery.expected_at = max(at, min(at + settle, delivery.owed_at + at_most))
            delivery.attempts, delivery.woken, delivery.parked_at, delivery.error = 0, False, None, ""
    Delivery.objects.bulk_update(
        deliveries, ["wanted", "owed_at", "due_at", "expected_at", "attempts", "woken", "parked_at", "error"]
    )
    if deliveries:
        transaction.on_commit(partial(bell.ring, name), robust=True)


def know(name: str, code: str, *, at: datetime) -> None:
    """Record what `code` wants at target `name` as known already, so that nobody is told: an import, an adoption."""
    wished = targets()[name].desired([code], at).get(code, {})
    for recipient, wish in wished.items():
        if wish is not KEEP:
            Delivery.objects.update_or_create(
                target=name,
                booking_code=code,
                recipient=recipient,
                defaults={"facts": wish.facts, "due_at": wish.changes_at, "delivered_at": None},
            )
