"""Takes care that one effect goes out once: the row is written before the hand-over and marked after it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from bookings.messages import ses
from bookings.messages.errors import UnknownEndError
from bookings.messages.models import OPEN, Channel, Message, MessagePart, Outcome
from bookings.messages.outcomes import REASON_LENGTH, advance
from bookings.messages.reach import refuse_unreachable
from bookings.outbox.targets import PermanentError, TransientError

EVENT_WITHIN = timedelta(minutes=10)
"""How long a send of unknown end waits for the provider's word before it is repeated."""
CONTENT = ("about", "channel", "to", "subject", "text", "email_by", "fallback_email", "fallback_subject")


def already_sent(keys: Collection[str]) -> set[str]:
    """Return those of the effects that a message went out for; what was refused or got stuck is not among them."""
    sent = Message.objects.exclude(OPEN)
    own = sent.filter(key__in=keys).values_list("key", flat=True)
    return {*own, *MessagePart.objects.filter(key__in=keys, message__in=sent).values_list("key", flat=True)}


def send_once(message: Message, also: Sequence[str], at: datetime, hand_over: Callable[[], str]) -> Message:
    message = _recorded(message, also, at)
    if not message.is_open():
        return message
    _await_event(message, at)
    _set(message, outcome=Outcome.SENDING, outcome_at=at, reason="", attempts=message.attempts + 1)
    try:
        refuse_unreachable(message.to)
        provider_id = hand_over()
    except UnknownEndError:
        raise
    except TransientError:
        _set(message, attempts=message.attempts - 1)  # it was not taken, so it was not sent
        raise
    except PermanentError as error:
        # No late e-mail either: whoever asked hears of it, and sees to another way.
        refused = {"outcome": Outcome.REFUSED, "reason": str(error)[:REASON_LENGTH], "email_by": None}
        _set(message, **refused, attempts=message.attempts - 1)
        raise
    _set(message, provider_id=provider_id, sent_at=at)
    advance(message, Outcome.HANDED_OVER, at=at)
    return message


@transaction.atomic
def _recorded(message: Message, also: Sequence[str], at: datetime) -> Message:
    """Return the row of this effect: its own, or the one of the bundle that it went out with."""
    content: dict[str, Any] = {name: getattr(message, name) for name in CONTENT}
    carried = MessagePart.objects.filter(key=message.key).select_related("message").first()
    if carried and not carried.message.is_open():
        return carried.message
    if carried:
        _await_event(carried.message, at)
    message, made = Message.objects.get_or_create(key=message.key, defaults=content | {"created_at": at})
    if not made and message.is_open():
        _set(message, **content)
    if message.is_open() and (also or carried or not made):
        _regroup(message, also)
    return message


def _regroup(message: Message, also: Sequence[str]) -> None:
    """Have a message carry these effects and no others, taking them from bundles that did not go out."""
    unsent = MessagePart.objects.filter(message__in=Message.objects.filter(OPEN))
    unsent.filter(Q(message=message) | Q(key__in=[message.key, *also])).delete()
    parts = [MessagePart(key=key, message=message) for key in also if key != message.key]
    MessagePart.objects.bulk_create(parts, ignore_conflicts=True)


def _await_event(message: Message, at: datetime) -> None:
    """Raise TransientError while the provider may still say that a send of unknown end went out."""
    unknown = message.outcome == Outcome.SENDING and message.attempts and message.outcome_at
    if unknown and message.channel == Channel.EMAIL and ses.reports_back():
        wait = (unknown + EVENT_WITHIN - at).total_seconds()
        if wait > 0:
            raise TransientError("It may have been sent: waiting for word of it.", retry_after=wait)


def _set(message: Message, **fields: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**fields)
    for name, value in fields.items():
        setattr(message, name, value)
