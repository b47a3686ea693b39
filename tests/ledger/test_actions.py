from datetime import date, timedelta

import pytest

from bookings import actions as booking_actions
from bookings.errors import WrongStageError
from bookings.ledger import actions
from bookings.ledger.actions import ClosedMonthError, LedgerError
from bookings.ledger.models import Charge, ChargeLine, Outcome, Paid, Settlement, Spent
from bookings.outbox.models import Delivery
from tests import make
from tests.ledger import build

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 5)


def close_october() -> None:
    actions.close_month("2026-10", by=make.STAFF, at=make.NOW)


def test_charge_counts_today_in_port_where_no_day_is_given() -> None:
    late = make.NOW.replace(hour=2)  # still the day before in San Diego
    assert build.charge(make.booking(), 100, on=None, at=late).on == late.date() - timedelta(days=1)


def test_every_write_names_its_actor() -> None:
    line = build.charge(make.booking(), 100)
    line.amount_cents = 200
    actions.record(line, by="user:piet", at=make.NOW)
    actions.strike(line, by="user:olive", at=make.NOW)
    history = ChargeLine.history.order_by("history_id").values_list("history_type", "actor", "amount_cents")
    assert list(history) == [("+", make.STAFF, 100), ("~", "user:piet", 200), ("-", "user:olive", 200)]


def test_money_owes_the_outside_nothing() -> None:
    booking = make.booking()
    before = list(Delivery.objects.values_list("pk", "wanted"))
    build.charge(booking, 100)
    assert list(Delivery.objects.values_list("pk", "wanted")) == before


def test_closed_month_takes_no_line() -> None:
    close_october()
    with pytest.raises(ClosedMonthError):
        build.charge(make.booking(), 100, on=OCTOBER)


def test_closed_month_keeps_its_lines() -> None:
    line = build.charge(make.booking(), 100, on=OCTOBER)
    close_october()
    line.amount_cents = 200
    with pytest.raises(ClosedMonthError):
        actions.record(line, by=make.STAFF, at=make.NOW)
    with pytest.raises(ClosedMonthError):
        actions.strike(line, by=make.STAFF, at=make.NOW)


def test_line_is_not_moved_out_of_a_closed_month() -> None:
    line = build.charge(make.booking(), 100, on=OCTOBER)
    close_october()
    line.on = build.DAY
    with pytest.raises(ClosedMonthError):
        actions.record(line, by=make.STAFF, at=make.NOW)


def test_closed_month_is_corrected_by_a_later_line() -> None:
    booking = make.booking()
    build.charge(booking, 100, on=OCTOBER)
    close_october()
    build.charge(booking, -20, correction=True)
    assert sum(line.counts_cents for line in ChargeLine.objects.of(booking)) == 80


@pytest.mark.parametrize("month", ["2026-11", "2027-01"])
def test_month_is_closed_only_when_over(month: str) -> None:
    with pytest.raises(LedgerError):
        actions.close_month(month, by=make.STAFF, at=make.NOW)


def test_month_closed_twice_is_refused() -> None:
    close_october()
    with pytest.raises(LedgerError):
        close_october()


def test_refusal_repeats_no_amount() -> None:
    with pytest.raises(LedgerError) as refusal:
        build.cost(make.booking(), Spent.OTHER, -777)
    assert str(refusal.value) == "Only a correction of a closed month may be negative."


def test_only_a_cancelled_charter_is_settled() -> None:
    with pytest.raises(WrongStageError):
        actions.settle(make.booking(), outcome=Outcome.KEEP, by=make.STAFF, at=make.NOW)


def test_later_settlement_replaces_the_first() -> None:
    booking = booking_actions.cancel(make.booking(), cause="client", by=make.STAFF, at=make.NOW)
    for outcome in (Outcome.KEEP, Outcome.REFUND):
        actions.settle(booking, outcome=outcome, by=make.STAFF, at=make.NOW)
    assert [settled.outcome for settled in Settlement.objects.all()] == [Outcome.REFUND]


def test_cancelling_keeps_every_line() -> None:
    booking = make.booking()
    build.charge(booking, 84075, Charge.CHARTER)
    build.pay(booking, 20000, Paid.DEPOSIT)
    booking_actions.cancel(booking, cause="weather", by=make.STAFF, at=make.NOW)
    assert [line.amount_cents for line in ChargeLine.objects.of(booking)] == [84075]
