import json
import time
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from redis import Redis

from benchmarks.charters import owe_anew
from benchmarks.noop import noop
from bookings.outbox.models import Delivery
from bookings.outbox.tasks import drain

TARGETS = ("null", "guest_page")
WARM_UP = 64
WAITING = "waiting"
UNACKNOWLEDGED = "unacked"
POLL_SECONDS = 0.01
PATIENCE_SECONDS = 300.0


class Command(BaseCommand):
    help = "Give a running worker no-ops and deliveries in turn and print as JSON how many of each it did a second."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, required=True)
        parser.add_argument("--rounds", type=int, required=True)
        parser.add_argument("--rings", type=int, required=True)

    def handle(self, *, count: int, rounds: int, rings: int, **_: Any) -> None:
        broker = Redis.from_url(settings.CELERY_BROKER_URL)
        _each_kind(broker, WARM_UP, rings)
        self.stdout.write(json.dumps([_each_kind(broker, count, rings) for _ in range(rounds)]))


def _each_kind(broker: Redis, count: int, rings: int) -> dict[str, float]:
    """Do the same number of each side by side, so that a noisy moment touches all of them."""
    return {"noop": _noops(broker, count)} | {name: _deliveries(broker, name, count, rings) for name in TARGETS}


def _noops(broker: Redis, count: int) -> float:
    for _ in range(count):
        noop.apply_async(queue=WAITING)
    return count / _seconds_to_empty(broker)


def _deliveries(broker: Redis, name: str, count: int, rings: int) -> float:
    """Ring once for each slot of the worker, so that all of it drains, as after a burst of saves."""
    owe_anew(name, count, at=timezone.now())
    for _ in range(rings):
        drain.apply_async(kwargs={"target": name}, queue=WAITING)
    rate = count / _seconds_to_empty(broker)
    if owed := Delivery.objects.unsettled().count():
        raise CommandError(f"{owed} deliveries at {name} were left undone.")
    return rate


def _seconds_to_empty(broker: Redis) -> float:
    """Hand the worker at once all that waits, and return the seconds until it has acknowledged the last of it."""
    queue: str = current_app.conf.task_default_queue
    started = time.perf_counter()
    broker.rename(WAITING, queue)
    while (seconds := time.perf_counter() - started) < PATIENCE_SECONDS:
        if _is_empty(broker, queue):
            time.sleep(POLL_SECONDS)
            if _is_empty(broker, queue):  # a message on its way to a worker is in neither place for a moment
                return seconds
        time.sleep(POLL_SECONDS)
    raise CommandError(f"The worker was not done after {PATIENCE_SECONDS:.0f} seconds.")


def _is_empty(broker: Redis, queue: str) -> bool:
    return not broker.exists(queue, UNACKNOWLEDGED)
