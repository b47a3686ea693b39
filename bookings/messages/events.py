"""What SES reports of our e-mails, as its event publishing and its older notifications put it."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from bookings.messages.mail import NOTICE_HEADER
from bookings.messages.models import Channel, Message, Outcome
from bookings.messages.outcomes import settle
from bookings.messages.ses import NOTICE_TAG, untag

Details: TypeAlias = Mapping[str, Any]


def take(text: str, *, at: datetime) -> bool:
    """Record what an event says of a message of ours; return whether it told us anything new."""
    event = _parsed(text)
    kind = str(event.get("eventType") or event.get("notificationType") or "").lower()
    read = NEWS.get(kind)
    message = _message(event.get("mail") or {}) if read else None
    if not read or message is None:
        return False
    outcome, reason = read(event.get(kind) or {})
    return settle(message, outcome, at=at, reason=reason)


def _parsed(text: str) -> Details:
    try:
        event = json.loads(text)
    except ValueError:  # the words SES sends once, to try out a topic
        return {}
    return event if isinstance(event, dict) else {}


def _message(mail: Details) -> Message | None:
    """Find our message by SES' name of it, else by our own, which is there before SES has answered."""
    headers = mail.get("headers") or ()
    names = [header["value"].strip() for header in headers if header["name"].lower() == NOTICE_HEADER.lower()]
    names += map(untag, (mail.get("tags") or {}).get(NOTICE_TAG, ()))
    emails = Message.objects.filter(channel=Channel.EMAIL)
    known = emails.filter(provider_id=mail["messageId"]).first() if mail.get("messageId") else None
    return known or emails.filter(key__in=names).first()


def _delivered(_: Details) -> tuple[Outcome, str]:
    return Outcome.DELIVERED, ""


def _bounced(bounce: Details) -> tuple[Outcome, str]:
    """Only a permanent bounce speaks of the address; a full mailbox is a full mailbox today."""
    outcome = Outcome.BOUNCED if bounce.get("bounceType") == "Permanent" else Outcome.UNDELIVERED
    said = [str(who.get("diagnosticCode", "")) for who in bounce.get("bouncedRecipients") or ()]
    return outcome, ": ".join(filter(None, [str(bounce.get("bounceSubType", "")), *said]))


def _complained(complaint: Details) -> tuple[Outcome, str]:
    return Outcome.COMPLAINED, str(complaint.get("complaintFeedbackType") or "")


def _rejected(reject: Details) -> tuple[Outcome, str]:
    return Outcome.REFUSED, str(reject.get("reason", ""))


NEWS: Mapping[str, Callable[[Details], tuple[Outcome, str]]] = {
    "delivery": _delivered,
    "bounce": _bounced,
    "complaint": _complained,
    "reject": _rejected,
}
