"""Two instances of this product over HTTP: one holds the bookings, the other is its ShipCaptainCrew."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from bookings import actions, upkeep
from bookings.models import Booking, CancelCause
from bookings.outbox import epoch, worker
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding
from config.tree import children_for, free_port
from crew.scc.client import Client
from tests import make
from tests.crew import build
from tests.demo.run import fresh_environment, read
from tests.make import STAFF
from tests.processes import ROOT, SWEEP, eventually, running
from tests.scc.fake_scc import calling

pytestmark = [pytest.mark.slow, pytest.mark.storm, pytest.mark.django_db]

KEY = "a key between two instances"
PATIENCE_SECONDS = 60.0
SET_UP = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from crew.models import QuietHours
from tests import make
from tests.crew import build
QuietHours.objects.all().delete()
make.vessel(name="JADA")
make.brand(is_default=True)
build.person(scc_id="c-17", name="Ines Marlow")
"""


@dataclass(frozen=True)
class Instance:
    environment: dict[str, str]
    url: str

    def events(self) -> list[tuple[str, ...]]:
        return self._rows("SELECT code, stage FROM bookings_booking")

    def told(self) -> int:
        """Wait until nothing is owed there; return how many messages its crew was sent so far."""
        owed = "SELECT target FROM outbox_delivery WHERE wanted > delivered AND due_at < datetime('now', '+1 hour')"
        assert eventually(lambda: not self._rows(owed), within_seconds=PATIENCE_SECONDS), self._rows(owed)
        return len(self._rows("SELECT id FROM booking_messages_message"))

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(Path(self.environment["VAR_DIR"]) / "fairlead.sqlite3")) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Instance]:
    """Another instance with a database of its own, where Ines is known as c-17."""
    port = free_port(18_700, tries=500)
    key_hash = bcrypt.hashpw(KEY.encode(), bcrypt.gensalt(4)).decode()
    environment = fresh_environment(tmp_path / "var", port=port) | {"SERVICE_KEY_HASH": key_hash, "SETTLE_SECONDS": "0"}
    set_up = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SET_UP]
    subprocess.run(set_up, cwd=ROOT, env=environment, check=True)
    instance = Instance(environment, f"http://127.0.0.1:{port}")
    with running(list(children_for(port)[0].command), environment), running(SWEEP, environment):
        assert eventually(lambda: _answers(instance.url), within_seconds=PATIENCE_SECONDS)
        yield instance


@pytest.fixture
def booking(other: Instance, settings: Settings) -> Booking:
    """A charter in ten days, with Ines on it, of an installation that calls the other one."""
    settings.OUTBOX_TARGETS = calling()
    settings.SCC_BASE_URL, settings.SCC_SERVICE_KEY = f"{other.url}/scc", KEY
    now = timezone.now()
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=10)
    build.rate(4500)
    booking = make.booking(
        code="XHQGMDH", vessel=make.vessel(name="JADA"), starts_at=starts_at, crew_notes="Bring the big cooler.", at=now
    )
    build.assignment(booking, build.person(scc_id="c-17"), at=now)
    return booking


def test_a_charter_lives_over_there_as_one_event_and_its_crew_is_told_each_thing_once(
    other: Instance, booking: Booking
) -> None:
    call_command("check_scc", skip_checks=True)
    drain()
    stands = event()
    assert (stands["eventName"], stands["notes"], stands["crew_assignments"]) == (
        "Sunset sail",
        "Bring the big cooler.",
        [{"crewId": "c-17", "role": "captain"}],
    )
    assert other.told() == 1

    Delivery.objects.all().delete()  # as if this side had lost its memory
    assert reconcile() == Finding(behind=1)
    drain()
    assert (event(), other.told()) == (stands, 1)

    later = booking.starts_at + timedelta(hours=2)
    actions.reschedule(booking, starts_at=later, by=STAFF, at=timezone.now())
    drain()
    assert (datetime.fromisoformat(event()["startsAt"]), other.told()) == (later, 2)

    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=timezone.now())
    drain()
    assert (other.events(), other.told()) == ([("XHQGMDH", "cancelled")], 3)

    epoch.raise_epoch(at=timezone.now())
    actions.restore(booking, by=STAFF, at=timezone.now())
    drain()
    assert (other.events(), other.told()) == ([("XHQGMDH", "confirmed")], 4)
    assert event()["version"] > 1_000_000
    assert reconcile() == Finding()


def event() -> dict[str, Any]:
    return Client().find("XHQGMDH") or {}


def drain() -> None:
    worker.drain("scc")
    assert [(delivery.state, delivery.error) for delivery in Delivery.objects.all()] == [("delivered", "")]


def reconcile() -> Finding:
    return sum((finding for _, finding in upkeep.reconcile(["XHQGMDH"], at=timezone.now())), Finding())


def _answers(url: str) -> bool:
    try:
        return bool(read(f"{url}/healthz"))
    except OSError:
        return False
