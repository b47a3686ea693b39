"""The doorbell: tells Celery that something is owed. Never raises, never waits: the sweep does without it.

A thread per process does the ringing, because a broker that hangs would hold a save for as long as it likes.
Rings that arrive while it is busy become one.
"""

import logging
import os
import threading

logger = logging.getLogger(__name__)


class Bell:
    def __init__(self) -> None:
        self._names: set[str] = set()
        self._wake = threading.Condition()
        self._thread_of: int | None = None

    def ring(self, name: str) -> None:
        """Have a worker drain target `name` soon. Returns at once."""
        with self._wake:
            self._names.add(name)
            if self._thread_of != os.getpid():  # first ring, or a forked child, which inherits no threads
                self._thread_of = os.getpid()
                threading.Thread(target=self._ring_forever, name="doorbell", daemon=True).start()
            self._wake.notify()

    def _ring_forever(self) -> None:
        from bookings.outbox.tasks import drain

        while True:
            with self._wake:
                while not self._names:
                    self._wake.wait()
                names, self._names = self._names, set()
            for name in sorted(names):
                try:
                    drain.apply_async(kwargs={"target": name}, retry=False, ignore_result=True)
                except Exception as error:  # whatever a broker can do wrong, the sweep makes good
                    logger.warning("The doorbell is out (%s); the sweep delivers.", type(error).__name__)


_bell = Bell()
ring = _bell.ring
