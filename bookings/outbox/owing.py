"""How a change becomes owed: rows beside the change, in its own transaction."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from bookings.outbox import bell
from bookings.outbox.models import Delivery
from bookings.outbox.targets import KEEP, targets

AT_ONCE = timedelta(0)


def owe(name: str, code: str, *, at: datetime, settle: timedelta = AT_ONCE, at_most: timedelta = AT_ONCE) -> None:
    """Owe what `code` wants at target `name` to everyone concerned: those who should have it and those who have it.

    A target that this installation does not have is owed nothing. Must run inside the transaction that makes the
    change. Due `settle` after the last call, but no later than `at_most` after the first that is still owed; a row
    that a worker holds keeps its lease.
    """
    target = targets().get(name)
    if target is None:
        return
    recipients = [""] if target.one_recipient else target.desired([code], at).get(code, {})
    Delivery.objects.bulk_create(
        [Delivery(target=name, booking_code=code, recipient=recipient) for recipient in recipients],
        ignore_conflicts=True,
    )
    latest = Coalesce(F("owed_at"), Value(at)) + Value(at_most)
    due_at = Greatest(Value(at), Least(Value(at + settle), latest)) if settle else Value(at)
    owed = Delivery.objects.of(name, code).update(
        wanted=F("wanted") + 1,
        owed_at=Coalesce(F("owed_at"), Value(at)),
        due_at=Case(When(owner="", then=due_at), default=F("due_at")),
        expected_at=Case(When(owner="", then=due_at), default=F("expected_at")),
        attempts=0,
        woken=False,
        parked_at=None,
        error="",
    )
    if owed:
        transaction.on_commit(partial(bell.ring, name), robust=True)


def know(name: str, code: str, *, at: datetime) -> None:
    """Record what `code` wants at target `name` as known already, so that nobody is told: an import, an adoption."""
    target = targets().get(name)
    wished = target.desired([code], at).get(code, {}) if target else {}
    for recipient, wish in wished.items():
        if wish is not KEEP:
            Delivery.objects.update_or_create(
                target=name,
                booking_code=code,
                recipient=recipient,
                defaults={"facts": wish.facts, "due_at": wish.changes_at, "delivered_at": None},
            )
