"""Every import contract holds, and each is shown to break: one forbidden import is planted in a copy of the code."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "calendar_sync", "crew", "guests", "bookings")

ROOMS = "Rooms know only the rooms below them"
CALENDAR = "The calendar is blind to guests"
INSIDE = "Inside bookings the ledger is on top and the outbox at the bottom"
LEDGER = "Nobody but config knows the ledger"
DETOUR = "Crew, guests and calendar reach no guest money, by any detour"
PAY = "Nobody but config and the SCC payload knows crew pay"
CLOUD = "Bookings know no cloud, but for the one who sends its messages"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def contracts(folder: Path) -> dict[str, str]:
    """Run import-linter as `make check` does; contract → KEPT or BROKEN."""
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True)
    found = dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", run.stdout, re.MULTILINE))
    assert (run.returncode == 0) == ("BROKEN" not in found.values()), run.stdout
    return found


def test_every_contract_is_kept(copy: Path) -> None:
    names = (ROOMS, CALENDAR, INSIDE, LEDGER, DETOUR, PAY, CLOUD)
    assert contracts(copy) == dict.fromkeys(names, "KEPT")


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("bookings/clock.py", "import crew.signals", {ROOMS}),
        ("guests/names.py", "import crew.signals", {ROOMS}),
        ("crew/portal/door.py", "import guests.names", {ROOMS}),
        ("calendar_sync/views.py", "import guests.names", {CALENDAR}),
        ("bookings/outbox/bell.py", "import bookings.clock", {INSIDE}),
        ("bookings/lost.py", "", {INSIDE}),
        ("bookings/importing/apps.py", "import bookings.ledger.apps", {INSIDE, LEDGER}),
        ("crew/portal/door.py", "import bookings.ledger.apps", {LEDGER, DETOUR}),
        ("guests/views.py", "import bookings.ledger.apps", {LEDGER, DETOUR}),
        ("crew/portal/door.py", "import crew.pay.apps", {PAY}),
        ("bookings/messages/sending.py", "import boto3", {CLOUD}),
    ],
)
def test_contract_breaks(copy: Path, file: str, line: str, broken: set[str]) -> None:
    with (copy / file).open("a") as planted:
        planted.write(f"\n{line}\n")
    assert {name for name, state in contracts(copy).items() if state == "BROKEN"} == broken
