"""The broker refuses, or takes the connection and says nothing: a save does not notice, and the sweep delivers."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.utils import timezone

from bookings.models import Booking
from bookings.outbox.models import Delivery
from tests import make
from tests.processes import PATIENCE_SECONDS, ROOT

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True), pytest.mark.slow]

SAVE = """
import time
from django.utils import timezone
from bookings import actions
from bookings.models import Booking
booking = Booking.objects.get()
for title in ("Warm-up", "Measured"):
    started = time.perf_counter()
    booking = actions.edit(booking, {"title": title}, by="user:olive", at=timezone.now())
    time.sleep(0.2)  # the bell rings meanwhile, or tries to
print(time.perf_counter() - started - 0.2)
"""


@pytest.fixture(params=["refuses", "hangs"])
def broker(request: pytest.FixtureRequest) -> Iterator[str]:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            listener.listen(128)  # connections are taken by the kernel; nobody ever answers them
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


def test_a_save_notices_nothing_and_the_sweep_delivers(broker: str, process_environment: dict[str, str]) -> None:
    make.booking(client=make.client(), at=timezone.now())
    environment = process_environment | {"CELERY_BROKER_URL": broker}
    saved = _manage(["shell", "--no-imports", "-c", SAVE], environment)
    assert Booking.objects.get().title == "Measured"
    assert float(saved) < PATIENCE_SECONDS / 10
    assert Delivery.objects.owed().count() == 4
    swept = _manage(["sweep"], environment)
    assert swept == "3 delivered, 1 needed nothing, 0 failed and will be tried again, 0 parked."
    assert Delivery.objects.owed().count() == 0


def _manage(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a management command to its end and return its last line."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]
