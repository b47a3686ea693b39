"""Waits, with a bar, until the outside has everything, and until the web answers."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from tqdm import tqdm

from bookings.outbox.models import Delivery

LOOK_EVERY_SECONDS = 0.25


def until_delivered(*, within_seconds: float, meanwhile: Callable[[], None]) -> None:
    """Return when nothing is owed any more, or when the time is up."""
    deadline = time.monotonic() + within_seconds
    with tqdm(desc="Deliveries", unit="", total=0, disable=None, bar_format="{desc} {bar} {n} of {total}") as bar:
        while time.monotonic() < deadline:
            owed = Delivery.objects.owed().count()
            bar.total = Delivery.objects.count()
            bar.n = bar.total - owed
            bar.refresh()
            if not owed:
                return
            meanwhile()
            time.sleep(LOOK_EVERY_SECONDS)


def until_answering(url: str, *, within_seconds: float, meanwhile: Callable[[], None]) -> bool:
    """Return whether `url` was answered with a page in time."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            meanwhile()
            time.sleep(LOOK_EVERY_SECONDS)
    return False
