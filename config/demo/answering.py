"""Waits until a server answers. It knows no model: what starts servers needs it before Django is up."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

LOOK_EVERY_SECONDS = 0.25


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
