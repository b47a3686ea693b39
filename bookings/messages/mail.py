"""An e-mail, and its hand-over to whatever mail server this installation has."""

from collections.abc import Sequence
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMultiAlternatives

from bookings.messages import ses
from bookings.outbox.targets import PermanentError, TransientError

NOTICE_HEADER = "X-Fairlead-Notice"
"""Carries our own name of a message: SES replaces Message-ID."""


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    mime_type: str


def compose(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    html: str,
    sender: str,
    reply_to: str,
    attachments: Sequence[Attachment],
) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(subject, text, sender, [to], reply_to=[reply_to] if reply_to else None)
    mail.extra_headers[NOTICE_HEADER] = key
    if html:
        mail.attach_alternative(html, "text/html")
    for attachment in attachments:
        mail.attach(attachment.name, attachment.content, attachment.mime_type)
    if ses.in_use():
        ses.tag(mail, key)
    return mail


def hand_over(mail: EmailMultiAlternatives) -> str:
    """Give the e-mail to the mail server; return the server's name of it, "" if it gives none.

    Raises TransientError where it was not taken, UnknownEndError where it may have been, PermanentError where the
    address is refused.
    """
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        raise PermanentError(f"The mail server refuses the address {mail.to[0]}.") from error
    except (SMTPException, OSError) as error:
        raise TransientError(f"The mail server did not take it: {type(error).__name__}.") from error
    except Exception as error:
        if ses.in_use() and (known := ses.understood(error, to=mail.to[0])):
            raise known from error
        raise
    return ses.given_id(mail) or str(mail.extra_headers.get("X-Fairlead-File", ""))
