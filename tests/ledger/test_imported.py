from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from bookings.ledger import actions
from bookings.ledger.imported import MoneyColumns
from bookings.ledger.models import ChargeLine, Cost, Payment, WithheldLine
from bookings.models import Booking
from tests import make
from tests.ledger import build

SEASON: Mapping[str, str] = {"charter": "840.75", "deposit": "200", "captain_fee": "250", "port": "18 %"}
BY = "import:season.csv"


@pytest.fixture
def booking(db: None) -> Booking:
    return make.booking()


def bring(booking: Booking, cells: Mapping[str, str], *text: str, at: datetime = make.NOW) -> int:
    money = MoneyColumns()
    return money.apply(booking, money.parse(cells, text), source="csv", by=BY, at=at)


def ledger(booking: Booking) -> dict[str, str]:
    return {line.kind: line.figure for model in (ChargeLine, Payment, Cost) for line in model.objects.of(booking)}


def test_columns_become_lines(booking: Booking) -> None:
    assert bring(booking, SEASON) == 4
    assert ledger(booking) == {
        "charter": "84075 USD",
        "deposit": "20000 USD",
        "captain fee": "25000 USD",
        "port": "1800 %",
    }


def test_same_again_changes_nothing(booking: Booking) -> None:
    lines = ("Tip: 50", "Balance due: $640")
    assert bring(booking, SEASON, *lines) == 6
    assert bring(booking, SEASON, *lines) == 0
    assert ChargeLine.history.count() == 2


def test_import_is_the_actor(booking: Booking) -> None:
    bring(booking, SEASON)
    assert set(ChargeLine.history.values_list("actor", flat=True)) == {BY}


def test_changed_cell_changes_its_line(booking: Booking) -> None:
    bring(booking, SEASON)
    assert bring(booking, {**SEASON, "charter": "900", "port": "150"}) == 2
    assert (ledger(booking)["charter"], ledger(booking)["port"]) == ("90000 USD", "15000 USD")


def test_emptied_cell_takes_its_line_back(booking: Booking) -> None:
    bring(booking, SEASON)
    assert bring(booking, {**SEASON, "deposit": ""}) == 1
    assert "deposit" not in ledger(booking)


def test_line_taken_back_comes_back_with_its_cell(booking: Booking) -> None:
    for deposit in ("200", "", "200"):
        bring(booking, {"deposit": deposit})
    assert ledger(booking) == {"deposit": "20000 USD"}


def test_missing_column_leaves_its_line(booking: Booking) -> None:
    bring(booking, SEASON)
    assert bring(booking, {"charter": "840.75"}) == 0
    assert len(ledger(booking)) == 4


def test_line_that_staff_changed_stays_and_the_file_is_withheld(booking: Booking) -> None:
    bring(booking, SEASON)
    line = ChargeLine.objects.get()
    line.amount_cents = 800_00
    actions.record(line, by=make.STAFF, at=make.NOW)
    assert bring(booking, SEASON) == 0
    assert bring(booking, {**SEASON, "charter": "900"}) == 1
    assert bring(booking, {**SEASON, "charter": "900"}) == 0
    assert ledger(booking)["charter"] == "80000 USD"
    assert WithheldLine.objects.get().text == "charter: $900.00"


def test_line_that_staff_struck_stays_struck(booking: Booking) -> None:
    bring(booking, SEASON)
    actions.strike(Payment.objects.get(), by=make.STAFF, at=make.NOW)
    assert bring(booking, SEASON) == 0
    assert bring(booking, {**SEASON, "deposit": "300"}) == 1
    assert ("deposit" in ledger(booking), WithheldLine.objects.get().text) == (False, "deposit: $300.00")


def test_line_from_text_goes_with_its_text(booking: Booking) -> None:
    bring(booking, {}, "Revenue: $840.75")
    assert bring(booking, {}) == 1
    assert ledger(booking) == {}


def test_unreadable_line_is_kept_for_staff(booking: Booking) -> None:
    bring(booking, {}, "Balance due: $640")
    withheld = WithheldLine.objects.get()
    assert (withheld.booking, withheld.text, withheld.done) == (booking, "Balance due: $640", False)


def test_lines_staff_entered_are_left_alone(booking: Booking) -> None:
    build.charge(booking, 100_00)
    bring(booking, {"charter": ""})
    assert ledger(booking) == {"charter": "10000 USD"}


def test_other_sources_lines_are_left_alone(booking: Booking) -> None:
    bring(booking, SEASON)
    money = MoneyColumns()
    assert money.apply(booking, money.parse({"charter": ""}, []), source="cs", by=BY, at=make.NOW) == 0


def test_lines_count_on_the_charters_day_and_payments_no_later_than_today(booking: Booking) -> None:
    bring(booking, SEASON)
    assert (ChargeLine.objects.get().on, Payment.objects.get().on) == (date(2026, 12, 5), date(2026, 11, 25))


def test_new_line_of_a_closed_month_counts_today(booking: Booking) -> None:
    january = datetime(2027, 1, 10, 20, 0, tzinfo=UTC)
    actions.close_month("2026-12", by=make.STAFF, at=january)
    bring(booking, SEASON, at=january)
    assert ChargeLine.objects.get().on == date(2027, 1, 10)


def test_changed_line_of_a_closed_month_is_withheld(booking: Booking) -> None:
    january = datetime(2027, 1, 10, 20, 0, tzinfo=UTC)
    bring(booking, {"charter": "840.75"})
    actions.close_month("2026-12", by=make.STAFF, at=january)
    assert bring(booking, {"charter": "900"}, at=january) == 1
    assert (ledger(booking), WithheldLine.objects.count()) == ({"charter": "84075 USD"}, 1)
