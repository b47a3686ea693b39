"""A worker is killed in the middle of a delivery: its lease runs out, another delivers, nothing is lost."""

import shutil
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from bookings.outbox import bell
from bookings.outbox.models import Delivery
from tests import make
from tests.outbox.notebook import only_owed_to
from tests.processes import PATIENCE_SECONDS, SWEEP, WORKER, eventually, running
from tests.storm.settings import OUTBOX_TARGETS

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.parametrize("command", [WORKER, SWEEP], ids=["celery worker", "sweep"])
def test_a_killed_workers_delivery_is_made_by_the_next(
    command: list[str], process_environment: dict[str, str], settings: Settings
) -> None:
    folder = Path(settings.VAR_DIR) / "slow"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "wait").touch()
    environment = process_environment | {"DJANGO_SETTINGS_MODULE": "tests.storm.settings"}
    settings.OUTBOX_TARGETS = OUTBOX_TARGETS
    with running(command, environment) as worker, only_owed_to("slow"):
        code = make.booking(at=timezone.now()).code
        assert eventually(lambda: _rung("slow") and (folder / "started").exists(), within_seconds=PATIENCE_SECONDS)
        worker.kill()
        worker.wait()
    assert Delivery.objects.owed().count() == 1
    (folder / "wait").unlink()
    with running(SWEEP, environment):
        assert eventually(lambda: Delivery.objects.settled().count() == 1, within_seconds=PATIENCE_SECONDS)
    assert [line.split()[0] for line in (folder / "done").read_text().splitlines()] == [code]


def _rung(name: str) -> bool:
    """Ring once more: a broker made of files may lose a ring before its worker listens."""
    bell.ring(name)
    return True
