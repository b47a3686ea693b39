"""The brand as a sender of e-mail: its identity with SES, and since when it is verified."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError
from django.core.cache import cache

from bookings.messages import ses
from bookings.models import Brand
from guests.hosting import amazon
from guests.hosting.dns import Record
from guests.models import Hosting, Site

ASKED = "guests.hosting.mail"
ASK_AGAIN_SECONDS = 3600
HOSTED_AT = "dkim.amazonses.com"


@dataclass(frozen=True)
class Identity:
    domain: str
    verified: bool
    records: tuple[Record, ...]


def domain_of(brand: Brand) -> str:
    """Return the domain that guests' e-mail comes from, which need not be that of the pages."""
    return brand.sender.rpartition("@")[2].lower()


def find(domain: str) -> Identity | None:
    try:
        answer = _client().get_email_identity(EmailIdentity=domain)
    except ClientError as error:
        if amazon.code(error) == "NotFoundException":
            return None
        raise
    return Identity(domain, answer["VerifiedForSendingStatus"], _records(domain, answer["DkimAttributes"]))


def make(domain: str) -> Identity:
    answer = _client().create_email_identity(EmailIdentity=domain)
    return Identity(domain, answer["VerifiedForSendingStatus"], _records(domain, answer["DkimAttributes"]))


def note_verified(*, at: datetime) -> None:
    """Note, at most hourly, which brands SES has come to send for. A failing question is repeated then."""
    waiting = Site.objects.filter(hosting=Hosting.BUCKET, mail_verified_at=None).select_related("brand")
    if ses.in_use() and waiting.exists() and cache.add(ASKED, True, ASK_AGAIN_SECONDS):
        for site in waiting:
            note(site, find(domain_of(site.brand)), at=at)


def note(site: Site, identity: Identity | None, *, at: datetime) -> None:
    """Keep since when the brand sends as itself."""
    if identity and identity.verified and site.mail_verified_at is None:
        site.mail_verified_at = at
        site.save(update_fields=["mail_verified_at"])


def _client() -> Any:
    return amazon.client("sesv2", os.environ.get("AWS_REGION"))  # where e-mail is sent from, whatever the bucket's


def _records(domain: str, dkim: dict[str, Any]) -> tuple[Record, ...]:
    zone = dkim.get("SigningHostedZone") or HOSTED_AT
    return tuple(
        Record("CNAME", f"{token}._domainkey.{domain}", f"{token}.{zone}", "its e-mail")
        for token in dkim.get("Tokens", ())
    )
