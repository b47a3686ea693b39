"""The demo's files go in whole, on whatever day the demo first runs."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bookings import sockets
from bookings.models import Booking
from tests import make
from tests.importing import build

SAMPLES = Path(__file__).resolve().parents[2] / "config" / "demo"
BEGINS = date(2026, 6, 1)
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("jada", "sailjada")]


def test_sample_season_and_calendar_go_in_without_a_bad_row() -> None:
    make.brand(name="Queen of San Diego", domain="queenofsandiego.com")
    first_run = datetime.combine(BEGINS + timedelta(days=14), datetime.min.time(), tzinfo=UTC)
    for name, new in (("season.csv", 46), ("marketplace.ics", 13)):
        content = (SAMPLES / name).read_bytes()
        report = build.imported(content, name=name, at=first_run)
        again = build.imported(content, name=name, at=first_run)
        assert (report.bad, report.new, again.unchanged - again.new) == ([], new, report.new + report.unchanged)
    assert Booking.objects.get(code="XHQGMDH").title == "Sunset sail"
    assert len(sockets.import_columns) == 1
