"""The page that a brand shows where it has none of that name: at a name that no charter can have."""

import hashlib
from datetime import datetime

from bookings.outbox import http
from bookings.outbox.targets import PermanentError, TransientError
from guests.models import ObjectKind, Page, Site
from guests.placing import place
from guests.rendering import render_missing

KEY = "g/index.html"
"""With any key prefix: the edge function leaves this name alone, and the template leads to it."""
LARGEST_BYTES = 100_000


def put(site: Site, *, at: datetime) -> bool:
    """Put it there; False where somebody else's page stands, which stays."""
    try:
        place(site, KEY, render_missing(site), kind=ObjectKind.PAGE, code="", at=at, trusted=False)
    except PermanentError:
        return False
    return True


def answers(site: Site, *, origin: str) -> bool:
    """Tell whether `origin` shows this very page: the domain leads to the distribution, and that to the bucket."""
    try:
        answer = http.request("GET", f"{origin}/{KEY}", deadline_seconds=10.0, most_bytes=LARGEST_BYTES)
    except (TransientError, PermanentError):
        return False
    digest = hashlib.sha256(answer.body).hexdigest()
    return answer.ok and Page.objects.filter(site=site, key=KEY, sha256=digest).exists()
