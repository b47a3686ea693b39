"""Sends one message once. The row is written before the send and marked after it, under the caller's key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from bookings.messages.models import Channel, Message, Outcome
from bookings.outbox.targets import PermanentError, TransientError

MOST_SENDS = 2
"""A send whose end we never learnt is repeated once at most (CONTRACTS 2)."""


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


class SmsBackend(Protocol):
    def send(self, *, to: str, text: str, key: str) -> str:
        """Hand over one text to `to` (E.164) and return the provider's id. Raises TransientError, PermanentError."""


def send_email(
    *,
    key: str,
    about: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    sender: str,
    at: datetime,
    reply_to: str = "",
    attachments: Sequence[Attachment] = (),
) -> Message:
    """Send an e-mail once per `key`; return its row, also where it was sent before.

    Raises TransientError where the mail server cannot be reached, PermanentError where it refuses the address.
    """
    mail = EmailMultiAlternatives(subject, text, sender, [to], reply_to=[reply_to] if reply_to else None)
    mail.extra_headers["X-Fairlead-Notice"] = key
    mail.attach_alternative(html, "text/html")
    for attachment in attachments:
        mail.attach(attachment.name, attachment.content, attachment.mime_type)

    def hand_over() -> str:
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            raise PermanentError(f"The mail server refuses the address {to}.") from error
        except (SMTPException, OSError) as error:
            raise TransientError(f"The mail server did not take it: {type(error).__name__}.") from error
        return str(mail.extra_headers.get("X-Fairlead-File", ""))

    return _once(Message(key=key, about=about, channel=Channel.EMAIL, to=to, subject=subject, text=text), at, hand_over)


def send_sms(*, key: str, about: str, to: str, text: str, at: datetime) -> Message:
    """Send a text message once per `key`; return its row, also where it was sent before."""
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    message = Message(key=key, about=about, channel=Channel.SMS, to=to, text=text)
    return _once(message, at, lambda: backend.send(to=to, text=text, key=key))


def _once(message: Message, at: datetime, hand_over: Callable[[], str]) -> Message:
    message, _ = Message.objects.get_or_create(
        key=message.key,
        defaults={name: getattr(message, name) for name in ("about", "channel", "to", "subject", "text")}
        | {"created_at": at},
    )
    if message.outcome != Outcome.SENDING or message.attempts >= MOST_SENDS:
        return message
    message.attempts += 1
    message.save(update_fields=["attempts"])
    try:
        message.provider_id = hand_over()
    except TransientError:
        message.attempts -= 1  # it was not taken, so it was not sent
        message.save(update_fields=["attempts"])
        raise
    except PermanentError:
        message.outcome = Outcome.REFUSED
        message.save(update_fields=["outcome"])
        raise
    message.outcome, message.sent_at = Outcome.HANDED_OVER, at
    message.save(update_fields=["outcome", "sent_at", "provider_id"])
    return message
