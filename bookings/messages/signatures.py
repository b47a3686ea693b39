"""Is a notification really from Amazon SNS, about a topic of ours?

The signature is checked against a certificate that only Amazon's own host can serve; source of the rules: "Verifying
the signatures of Amazon SNS messages" in its developer guide.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificate
from django.conf import settings

from bookings.outbox import http
from bookings.outbox.targets import PermanentError

Notification: TypeAlias = Mapping[str, str]
Fetch: TypeAlias = Callable[[str], bytes]

LARGEST_BODY = 150_000
LARGEST_FETCH = 64_000
FETCH_SECONDS = 5.0
CONFIRMATION = "SubscriptionConfirmation"
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    CONFIRMATION: ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
HASHES = {"1": hashes.SHA1, "2": hashes.SHA256}
HOST = r"https://sns\.[a-z0-9-]{4,32}\.amazonaws\.com(?:\.cn)?"
CERTIFICATE_URL = re.compile(HOST + r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem")
CONFIRMATION_URL = re.compile(HOST + r"/\?[!-~]{1,2000}")


class ForgedError(Exception):
    """Not signed by Amazon for a topic of ours. The words are for tests: strangers are told nothing."""


def fetch(url: str) -> bytes:
    """Read a small thing at Amazon's. Raises TransientError, PermanentError."""
    answer = http.request("GET", url, deadline_seconds=FETCH_SECONDS, most_bytes=LARGEST_FETCH, outside_only=True)
    http.raise_for(answer)
    return answer.body


def verified(body: bytes, *, fetch: Fetch, at: datetime) -> Notification:
    """Return the notification in `body`. Raises ForgedError, and what `fetch` raises."""
    notification = _parsed(body)
    if notification.get("TopicArn") not in settings.EVENT_TOPICS:
        raise ForgedError("The topic is none of ours.")
    url = notification.get("SigningCertURL", "")
    if not CERTIFICATE_URL.fullmatch(url):
        raise ForgedError("The certificate is not at Amazon's.")
    certificate = _certificate(url, fetch)
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise ForgedError("The certificate does not hold now.")
    _check(notification, certificate)
    return notification


def confirm(notification: Notification, *, fetch: Fetch) -> None:
    """Say yes to a subscription that a verified notification asks us to confirm."""
    url = notification.get("SubscribeURL", "")
    if not CONFIRMATION_URL.fullmatch(url):
        raise ForgedError("The confirmation does not lead to Amazon.")
    fetch(url)


def _parsed(body: bytes) -> Notification:
    if len(body) > LARGEST_BODY:
        raise ForgedError("Larger than any notification.")
    try:
        notification = json.loads(body)
    except ValueError as error:
        raise ForgedError("Not JSON.") from error
    if not isinstance(notification, dict):
        raise ForgedError("Not an object.")
    return {name: value for name, value in notification.items() if isinstance(value, str)}


@lru_cache(maxsize=8)
def _certificate(url: str, fetch: Fetch) -> Certificate:
    try:
        return load_pem_x509_certificate(fetch(url))
    except ValueError as error:
        raise PermanentError("What stands there is no certificate.") from error


def _check(notification: Notification, certificate: Certificate) -> None:
    key = certificate.public_key()
    algorithm = HASHES.get(notification.get("SignatureVersion", ""))
    if algorithm is None or not isinstance(key, RSAPublicKey):
        raise ForgedError("Signed in a way that SNS does not sign.")
    try:
        signature = b64decode(notification.get("Signature", ""), validate=True)
        key.verify(signature, _signed_text(notification), padding.PKCS1v15(), algorithm())
    except (InvalidSignature, ValueError) as error:
        raise ForgedError("The signature is wrong.") from error


def _signed_text(notification: Notification) -> bytes:
    """Lay out what the signature covers: names and values in lines, in the order of the alphabet."""
    names = SIGNED.get(notification.get("Type", ""))
    if names is None:
        raise ForgedError("No type that SNS sends.")
    return "".join(f"{name}\n{notification[name]}\n" for name in names if name in notification).encode()
