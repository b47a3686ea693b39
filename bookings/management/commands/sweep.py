import logging
import signal
import threading
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.utils import timezone
from tqdm import tqdm

from bookings import upkeep
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from bookings.outbox.worker import Tally

LOOK_EVERY_SECONDS = 1.0
TICK_EVERY_SECONDS = 30.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Deliver everything due, without any broker: once, or --forever beside the workers. One thread a target."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forever", action="store_true", help="look again every second until told to stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["forever"]:
            self._forever()
        else:
            self._once()

    def _once(self) -> None:
        upkeep.tick(at=timezone.now())
        due = Delivery.objects.due(timezone.now()).count()
        with tqdm(total=due, unit="delivery", disable=None) as progress, ThreadPoolExecutor(len(targets())) as pool:
            tally = sum(pool.map(partial(_drain, progress=progress), targets()), Tally())
        self.stdout.write(
            f"{tally.delivered} delivered, {tally.unchanged} needed nothing, "
            f"{tally.failed} failed and will be tried again, {tally.parked} parked."
        )

    def _forever(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        duties = [(_drain, name, LOOK_EVERY_SECONDS) for name in targets()]
        threads = [threading.Thread(target=_repeat, args=(stop, *duty), daemon=True) for duty in duties]
        threads.append(threading.Thread(target=_repeat, args=(stop, _tick, "", TICK_EVERY_SECONDS), daemon=True))
        for thread in threads:
            thread.start()
        stop.wait()


def _repeat(stop: threading.Event, duty: Any, name: str, every_seconds: float) -> None:
    """Do a duty over and over. Nothing that goes wrong ends it: a database that is away comes back."""
    while not stop.is_set():
        try:
            duty(name)
        except Exception as error:
            logger.warning("The sweep of %s stumbled (%s) and goes on.", name or "the clock", type(error).__name__)
        finally:
            close_old_connections()
        stop.wait(every_seconds)


def _drain(name: str, progress: Any = None) -> Tally:
    tally = Tally()
    try:
        for batch in worker.batches(name):
            tally += batch
            if progress is not None:
                progress.update(sum(astuple(batch)))
    finally:
        connection.close()
    return tally


def _tick(_: str) -> None:
    upkeep.tick(at=timezone.now())
