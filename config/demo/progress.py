"""Waits, with a bar, until the outside has everything."""

import time
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
