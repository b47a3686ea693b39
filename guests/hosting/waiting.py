"""Waits for what takes its time elsewhere, and never for good."""

import time
from collections.abc import Iterator
from datetime import timedelta

FIRST_SECONDS = 0.1
LONGEST_SECONDS = 5.0


def looks(*, at_most: timedelta) -> Iterator[None]:
    """Yield at once, then after growing pauses, and a last time when `at_most` is over."""
    ends, pause = time.monotonic() + at_most.total_seconds(), FIRST_SECONDS
    yield
    while (left := ends - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_SECONDS)
        yield
