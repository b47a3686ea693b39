"""Builders for messages: rows, events of SES, and notifications signed as SNS signs."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from bookings.messages.models import Channel, Message, Outcome
from bookings.messages.signatures import SIGNED
from tests.make import NOW

TOPIC = "arn:aws:sns:us-west-2:123456789012:fairlead-events"
CERTIFICATE_URL = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a1b2c.pem"
NUMBER = "+16195550142"
ADDRESS = "nora@example.com"

_numbers = count(1)


def message(**fields: Any) -> Message:
    """An e-mail handed over, unless said otherwise."""
    number = next(_numbers)
    defaults = {"key": f"notice:ABCDEFG:{number}", "about": "ABCDEFG", "channel": Channel.EMAIL, "to": ADDRESS}
    handed_over = {"outcome": Outcome.HANDED_OVER, "attempts": 1, "provider_id": f"ses-{number}", "sent_at": NOW}
    return Message.objects.create(**defaults | handed_over | {"text": "See you.", "created_at": NOW} | fields)


def text(**fields: Any) -> Message:
    return message(**{"channel": Channel.SMS, "to": NUMBER} | fields)


def event(kind: str, **details: Any) -> dict[str, Any]:
    """An event as SES publishes it; `mail` and the details of `kind` as given."""
    mail = details.pop("mail", {})
    return {"eventType": kind, "mail": {"messageId": "unknown"} | mail, kind.lower(): details}


def bounce(**fields: Any) -> dict[str, Any]:
    who = [{"emailAddress": ADDRESS, "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]
    return event("Bounce", **{"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": who} | fields)


@cache
def key_pair(name: str = "sns.amazonaws.com") -> tuple[rsa.RSAPrivateKey, bytes]:
    """A private key and its own certificate, PEM, good for years around the tests."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return key, certificate.public_bytes(serialization.Encoding.PEM)


def notification(body: Any, *, version: str = "2", **fields: str) -> dict[str, str]:
    """What SNS posts, signed."""
    content = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": body if isinstance(body, str) else json.dumps(body),
        "Timestamp": "2026-11-25T17:00:00.000Z",
        "SigningCertURL": CERTIFICATE_URL,
        "SignatureVersion": version,
    } | fields
    signed = "".join(f"{name}\n{content[name]}\n" for name in SIGNED[content["Type"]] if name in content)
    algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = key_pair()[0].sign(signed.encode(), padding.PKCS1v15(), algorithm)
    return content | {"Signature": b64encode(signature).decode()}
