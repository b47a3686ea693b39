import json
import time
from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

from django.core.management import BaseCommand, CommandParser
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils import timezone

from benchmarks.desk import Desk, Form
from bookings.outbox.models import Delivery

WARM_UP = 5
DOORBELL_SECONDS = 0.05

Measured = TypeVar("Measured")


class Command(BaseCommand):
    help = "Save bookings through the admin and print as JSON what one of each kind costs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, required=True)

    def handle(self, *, count: int, **_: Any) -> None:
        setup_test_environment()  # lets us read the forms that the admin shows
        desk = Desk(at=timezone.now())
        for _warm in range(WARM_UP):
            _each_kind(desk, _cpu_ms)
        spent = [_each_kind(desk, _cpu_ms) for _ in range(count)]
        sql = _each_kind(desk, _statements)
        owed = Delivery.objects.owed().about(desk.moving.code).count()
        kinds = {
            kind: {
                "cpu_ms": round(median(save[kind] for save in spent), 2),
                "statements": sum(sql[kind].values()),
                "by_kind": sql[kind],
            }
            for kind in sql
        }
        self.stdout.write(json.dumps({"saves": kinds, "deliveries_owed": owed}))


def _each_kind(desk: Desk, measured: Callable[[Form], Measured]) -> dict[str, Measured]:
    """Measure one save of each kind side by side, so that a noisy moment touches all of them."""
    return {
        "client": measured(desk.new_client()),
        "add": measured(desk.new_booking()),
        "reschedule": measured(desk.moved_booking()),
    }


def _cpu_ms(form: Form) -> float:
    started = time.process_time()
    form.send()
    time.sleep(DOORBELL_SECONDS)  # the doorbell's thread rings meanwhile: its work counts, the sleep does not
    return (time.process_time() - started) * 1000


def _statements(form: Form) -> Counter[str]:
    """Count the statements of one save by their first word, those of its transactions too."""
    with CaptureQueriesContext(connection) as captured:
        form.send()
    return Counter(query["sql"].split()[0].upper() for query in captured.captured_queries)
