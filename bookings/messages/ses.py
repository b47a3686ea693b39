"""What is particular to Amazon SES, which anymail sends through: our tag, its id, its errors."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.core.mail import EmailMessage

from bookings.outbox.targets import PermanentError

BACKEND = "anymail.backends.amazon_ses.EmailBackend"
NOTICE_TAG = "fairlead-notice"
LONGEST_TAG = 256


def in_use() -> bool:
    return str(settings.EMAIL_BACKEND) == BACKEND


def reports_back() -> bool:
    """Tell whether SES lets us know what became of a message."""
    return in_use() and bool(settings.EVENT_TOPICS)


def tag(mail: EmailMessage, key: str) -> None:
    """Have our own name come back in every event. A tag takes letters, digits, - and _ only, and not many."""
    value = urlsafe_b64encode(key.encode()).decode().rstrip("=")
    if len(value) <= LONGEST_TAG:
        mail.esp_extra = {"EmailTags": [{"Name": NOTICE_TAG, "Value": value}]}  # type: ignore[attr-defined]


def untag(value: str) -> str:
    """Return the key out of a tag, "" for what is none of ours."""
    try:
        return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
    except ValueError:
        return ""


def given_id(mail: EmailMessage) -> str:
    """Return what SES calls this e-mail, "" if another backend sent it."""
    status = getattr(mail, "anymail_status", None)
    return str(status.message_id or "") if status else ""


def understood(error: Exception, *, to: str) -> Exception | None:
    """Turn an error of anymail or boto3 into one of the outbox's; None for what is no such thing."""
    from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused

    from bookings.messages import aws  # these take a second to import: only where SES has loaded them already

    if isinstance(error, AnymailInvalidAddress | AnymailRecipientsRefused):
        return PermanentError(f"The mail server refuses the address {to}.")
    return aws.understood(error.__cause__ if isinstance(error, AnymailError) else error)
