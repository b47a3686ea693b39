"""Forms with which a browser sends one photo straight to where it arrives, good for that photo and a short while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError
from django.conf import settings
from django.urls import reverse

from bookings.outbox.targets import TransientError
from guests.models import Hosting, Photo, Site
from guests.objects import Presigned, bucket
from guests.uploads import policy
from guests.uploads.policy import Condition
from guests.uploads.wanted import LARGEST_BYTES


@dataclass(frozen=True)
class Terms:
    """What one form may do: put one object at `key`, of the type among `fields`, 1 byte to 25 MB, until then."""

    key: str
    fields: dict[str, str]
    expires_at: datetime

    @property
    def conditions(self) -> list[Condition]:
        return [*({name: value} for name, value in self.fields.items()), ["content-length-range", 1, LARGEST_BYTES]]


class Door(Protocol):
    """Whoever signs forms, and takes what they send."""

    def origin(self) -> str:
        """Return scheme://host where that is not the page's own, "" where it is."""

    def form(self, terms: Terms, *, at: datetime) -> Presigned:
        """Sign a form. Raises TransientError."""


def origin(site: Site) -> str:
    """Say where a page of `site` sends photos to: scheme://host, "" for where the page itself comes from."""
    return _door(site).origin()


def form(site: Site, photo: Photo, *, at: datetime, back_to: str = "") -> Presigned:
    """Return the form of an awaited photo, good until its promise runs out.

    With `back_to` a browser without scripts is led there afterwards; else the answer is 201.
    """
    answer = {"success_action_redirect": back_to} if back_to else {"success_action_status": "201"}
    return _door(site).form(Terms(photo.key, {"Content-Type": photo.content_type} | answer, photo.expires_at), at=at)


class _Bucket:
    """S3 itself."""

    def __init__(self, name: str, region: str) -> None:
        self.name, self.client = name, bucket.client(name, region)

    def origin(self) -> str:
        """Say it without signing anything: pages are drawn where there may be no credentials.

        As the client itself does, the bucket's name goes before the host; but not before a number, nor where its own
        points would make it fall outside the certificate.
        """
        endpoint = urlsplit(self.client.meta.endpoint_url)
        bare = "." in self.name or _is_number(endpoint.hostname or "")
        return f"{endpoint.scheme}://{'' if bare else f'{self.name}.'}{endpoint.netloc}"

    def form(self, terms: Terms, *, at: datetime) -> Presigned:
        seconds = int((terms.expires_at - at).total_seconds())
        with _signing(self.name):
            signed = self.client.generate_presigned_post(
                self.name, terms.key, Fields=terms.fields, Conditions=terms.conditions, ExpiresIn=seconds
            )
        return Presigned(**signed)


class _Product:
    """Our own door, `guests.uploads.incoming`."""

    def origin(self) -> str:
        return ""

    def form(self, terms: Terms, *, at: datetime) -> Presigned:
        seals = policy.sealed([{"key": terms.key}, *terms.conditions], expires_at=terms.expires_at)
        return Presigned(f"{settings.PUBLIC_URL}{reverse('photo-incoming')}", {"key": terms.key} | terms.fields | seals)


def _door(site: Site) -> Door:
    return _Bucket(site.incoming_bucket, site.region) if site.hosting == Hosting.BUCKET else _Product()


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


@contextmanager
def _signing(name: str) -> Iterator[None]:
    """Signing needs no call, but credentials, which may have to be fetched."""
    try:
        yield
    except (BotoCoreError, AttributeError) as error:  # it stumbles over credentials that are None when it signs a post
        raise TransientError(f"No form for the bucket {name} could be signed: {type(error).__name__}.") from error
