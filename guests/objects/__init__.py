"""Where a site's objects lie: one interface, over files of this machine or a bucket."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from guests.models import Hosting, Site
from guests.objects.bucket import BucketObjects
from guests.objects.local import LocalObjects
from guests.objects.seen import ChangedError, Seen

__all__ = ["ChangedError", "Objects", "Presigned", "Seen", "incoming", "published"]


@dataclass(frozen=True)
class Presigned:
    """A form with which a browser may send one file without asking anybody again: its address and hidden fields."""

    url: str
    fields: dict[str, str]


class Objects(Protocol):
    """A flat place of named objects. Every method raises TransientError where the place cannot be reached."""

    def put(self, key: str, body: bytes, *, content_type: str, cache_control: str, over: str | None) -> str:
        """Store whole or not at all, and return its tag.

        `over` is the tag of what it replaces, "" for nothing, None for whatever stands there. Raises ChangedError
        where something else stands there.
        """

    def see(self, key: str) -> Seen | None:
        """Look at what stands there, without reading it."""

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """Return the first `at_most` bytes, None where nothing stands."""

    def listed(self, prefix: str) -> dict[str, str]:
        """Return key → tag of everything below `prefix`."""

    def remove(self, key: str, *, over: str | None = None) -> None:
        """Remove it with every older version; nothing there is no error.

        `over` as in `put`, but that nothing may stand there whatever it is.
        """


def published(site: Site) -> Objects:
    """What the brand's domain serves."""
    if site.hosting == Hosting.BUCKET:
        return BucketObjects(site.bucket, site.region)
    return LocalObjects(Path(settings.SITES_ROOT) / site.brand.domain)


def incoming(site: Site) -> Objects:
    """Where guests' photos arrive and wait, out of everybody's sight."""
    if site.hosting == Hosting.BUCKET:
        return BucketObjects(site.incoming_bucket, site.region)
    return LocalObjects(Path(settings.PHOTOS_ROOT) / site.brand.domain)
