"""Records what became of a message, once, and tells the house."""

from datetime import datetime

from django.db import transaction

from bookings.messages.models import Message, Outcome, Reason
from bookings.messages.reach import give_up_on
from bookings.messages.signals import message_settled

REASON_LENGTH = 300


@transaction.atomic
def settle(message: Message, outcome: Outcome, *, at: datetime, reason: str = "") -> bool:
    """Record news of a message, where it says more than what we knew; return whether it did.

    A bounce, a complaint or a STOP ends its address as well.
    """
    if not advance(message, outcome, at=at, reason=reason):
        return False
    if outcome in Reason.values:
        give_up_on(message.to, channel=message.channel, reason=Reason(outcome), at=at)
    message_settled.send(Message, message=message, reached=outcome == Outcome.DELIVERED, at=at)
    return True


def advance(message: Message, outcome: Outcome, *, at: datetime, reason: str = "") -> bool:
    """Move to `outcome` from one that gives way to it; return whether it did. News may have come first."""
    weaker = Outcome.values[: Outcome.values.index(outcome)]
    moved = Message.objects.filter(pk=message.pk, outcome__in=weaker).update(
        outcome=outcome, outcome_at=at, reason=reason[:REASON_LENGTH]
    )
    message.refresh_from_db(fields=["outcome", "outcome_at", "reason"])
    return bool(moved)
