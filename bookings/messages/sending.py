"""Sends one message once, under the caller's key."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from bookings.messages import mail
from bookings.messages.errors import OptedOutError
from bookings.messages.gsm import segments
from bookings.messages.mail import Attachment
from bookings.messages.models import Channel, Message, Reason
from bookings.messages.once import already_sent, send_once
from bookings.messages.reach import give_up_on, reachable, refusal

__all__ = ["Attachment", "SmsBackend", "already_sent", "reachable", "send_email", "send_sms"]

logger = logging.getLogger(__name__)


class SmsBackend(Protocol):
    def send(self, *, to: str, text: str, key: str) -> str:
        """Hand over one text to `to` (E.164) and return the provider's id.

        Raises TransientError, UnknownEndError, PermanentError, OptedOutError.
        """


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
    also: Sequence[str] = (),
) -> Message:
    """Send an e-mail once per `key`; return its row, also where it was sent before. Without `html`, as plain text.

    `also` names further effects that it carries. Raises TransientError where the mail server cannot be reached,
    PermanentError where the address is refused, by the server or because it bounced or complained before.
    """
    letter = mail.compose(
        key=key,
        to=to,
        subject=subject,
        text=text,
        html=html,
        sender=sender,
        reply_to=reply_to,
        attachments=attachments,
    )
    message = Message(key=key, about=about, channel=Channel.EMAIL, to=to, subject=subject, text=text)
    return send_once(message, also, at, lambda: mail.hand_over(letter))


def send_sms(
    *,
    key: str,
    about: str,
    to: str,
    text: str,
    at: datetime,
    also: Sequence[str] = (),
    email_by: datetime | None = None,
    fallback_email: str = "",
    fallback_subject: str = "",
) -> Message:
    """Send a text message once per `key`; return its row, also where it was sent before.

    Not known to be delivered at `email_by`, it goes to `fallback_email` too.
    """
    if (count := segments(text)) > 1:
        logger.warning("The text %s takes %d segments.", key, count)
    backend: SmsBackend = import_string(settings.SMS_BACKEND)()
    message = Message(key=key, about=about, channel=Channel.SMS, to=to, text=text)
    if fallback_email:
        message.email_by, message.fallback_email, message.fallback_subject = email_by, fallback_email, fallback_subject

    def hand_over() -> str:
        try:
            return backend.send(to=to, text=text, key=key)
        except OptedOutError as error:
            known = give_up_on(to, channel=Channel.SMS, reason=Reason.OPTED_OUT, at=at)
            raise refusal(known) from error

    return send_once(message, also, at, hand_over)
