from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import actions as booking_actions
from bookings import sockets
from bookings.ledger import actions
from bookings.ledger.models import Charge, ChargeLine, Cost, Outcome, Paid, Payment, Settlement, Spent
from bookings.ledger.statement import MixedCurrencyError, draw_up, share, statement
from bookings.models import Booking
from bookings.sockets import CostLine
from tests import make
from tests.ledger import build


@pytest.fixture
def booking(db: None) -> Booking:
    return make.booking()


@pytest.fixture(autouse=True)
def crew(monkeypatch: pytest.MonkeyPatch) -> list[CostLine]:
    """What other rooms say the crew costs: nothing, until a test adds a line."""
    lines: list[CostLine] = []
    monkeypatch.setattr(sockets, "cost_lines", [lambda booking: lines])
    return lines


def cancelled(booking: Booking, outcome: Outcome | None = None) -> Booking:
    booking = booking_actions.cancel(booking, cause="client", by=make.STAFF, at=make.NOW)
    if outcome:
        actions.settle(booking, outcome=outcome, by=make.STAFF, at=make.NOW)
    return booking


def test_net_is_the_price_less_its_costs(booking: Booking) -> None:
    build.charge(booking, 840_75)
    build.cost(booking, Spent.CAPTAIN_FEE, 250_00)
    build.cost(booking, Spent.OTHER, 150_00)
    build.cost(booking, Spent.PORT, percent_points=18_00)
    books = statement(booking)
    assert [entry.cents for entry in books.costs] == [250_00, 150_00, 151_34]
    assert books.net_cents == 289_41


def test_deposit_lowers_what_is_outstanding_and_not_the_net(booking: Booking) -> None:
    build.charge(booking, 840_75)
    net = statement(booking).net_cents
    build.pay(booking, 200_00)
    books = statement(booking)
    assert (books.outstanding_cents, books.net_cents) == (640_75, net)


def test_cancelled_charter_earns_the_kept_deposit_less_what_is_owed_anyway(booking: Booking) -> None:
    build.charge(booking, 840_75)
    build.pay(booking, 200_00)
    build.cost(booking, Spent.CAPTAIN_FEE, 250_00)
    build.cost(booking, Spent.PORT, percent_points=18_00)
    build.cost(booking, Spent.OTHER, 50_00, label="Call-out", if_cancelled=True)
    books = statement(cancelled(booking, Outcome.KEEP))
    assert (books.net_cents, books.outstanding_cents, books.due_back_cents) == (150_00, 0, 0)


@pytest.mark.parametrize("outcome", [Outcome.REFUND, Outcome.CREDIT, None])
def test_cancelled_charter_earns_nothing_that_is_not_kept(booking: Booking, outcome: Outcome | None) -> None:
    build.pay(booking, 200_00)
    books = statement(cancelled(booking, outcome))
    assert (books.earned_cents, books.due_back_cents) == (0, 200_00 if outcome else 0)


def test_refund_paid_is_no_longer_due_back(booking: Booking) -> None:
    build.pay(booking, 200_00)
    build.pay(booking, 150_00, Paid.REFUND)
    assert statement(cancelled(booking, Outcome.REFUND)).due_back_cents == 50_00


def test_part_refunded_part_kept_earns_the_part_kept(booking: Booking) -> None:
    build.pay(booking, 200_00)
    build.pay(booking, 150_00, Paid.REFUND)
    assert statement(cancelled(booking, Outcome.KEEP)).net_cents == 50_00


def test_cancelled_charter_with_money_asks_what_becomes_of_it(booking: Booking) -> None:
    build.pay(booking, 200_00)
    books = statement(cancelled(booking))
    assert books.notes == ("Cancelled: decide whether to keep what was paid, refund it, or owe it as credit.",)


def test_restored_charter_forgets_its_settlement(booking: Booking) -> None:
    build.charge(booking, 840_75)
    booking = booking_actions.restore(cancelled(booking, Outcome.CREDIT), by=make.STAFF, at=make.NOW)
    assert statement(booking).net_cents == 840_75


def test_percent_leaves_out_tax_and_gratuity_and_takes_off_the_discount(booking: Booking) -> None:
    build.charge(booking, 1000_00)
    build.charge(booking, 100_00, Charge.EXTRA)
    build.charge(booking, 100_00, Charge.DISCOUNT)
    build.charge(booking, 80_00, Charge.TAX)
    build.charge(booking, 200_00, Charge.GRATUITY)
    build.cost(booking, Spent.PORT, percent_points=10_00)
    build.cost(booking, Spent.COMMISSION, percent_points=15_00)
    books = statement(booking)
    assert [entry.cents for entry in books.costs] == [100_00, 150_00]
    assert (books.charged_cents, books.net_cents) == (1280_00, 750_00)


def test_gratuity_and_tax_pass_through(booking: Booking) -> None:
    build.charge(booking, 200_00, Charge.GRATUITY)
    build.charge(booking, 80_00, Charge.TAX)
    books = statement(booking)
    assert (books.gratuity_cents, books.tax_cents, books.net_cents) == (200_00, 80_00, 0)
    assert books.notes == ("The gratuity passes to the crew.", "The tax passes to the tax office.")


def test_captain_is_paid_by_the_hour_without_a_fee(booking: Booking, crew: list[CostLine]) -> None:
    crew += [CostLine("captain", "Ines, 3 h", 135_00, "USD"), CostLine("hostess", "Ada, 3 h", 75_00, "USD")]
    assert [entry.cents for entry in statement(booking).costs] == [135_00, 75_00]


@pytest.mark.parametrize("fee_cents", [250_00, 0])
def test_captain_with_a_fee_is_not_paid_by_the_hour_too(booking: Booking, crew: list[CostLine], fee_cents: int) -> None:
    crew += [CostLine("captain", "Ines, 3 h", 135_00, "USD"), CostLine("hostess", "Ada, 3 h", 75_00, "USD")]
    build.cost(booking, Spent.CAPTAIN_FEE, fee_cents)
    assert [entry.cents for entry in statement(booking).costs] == [fee_cents, 75_00]


def test_hours_signed_for_a_cancelled_charter_cost_what_they_cost(booking: Booking, crew: list[CostLine]) -> None:
    crew.append(CostLine("captain", "Ines, 3 h", 135_00, "USD"))
    assert [entry.cents for entry in statement(cancelled(booking)).costs] == [135_00]


def test_a_fee_that_fell_with_the_charter_pays_no_hours_instead(booking: Booking, crew: list[CostLine]) -> None:
    crew.append(CostLine("captain", "Ines, 3 h", 135_00, "USD"))
    build.cost(booking, Spent.CAPTAIN_FEE, 250_00)
    assert statement(cancelled(booking)).costs == ()


def test_two_currencies_are_refused(booking: Booking) -> None:
    build.charge(booking, 840_75, currency="EUR")
    build.pay(booking, 200_00, currency="USD")
    with pytest.raises(MixedCurrencyError, match="EUR and USD"):
        statement(booking)


def test_percentage_has_no_currency_of_its_own(booking: Booking) -> None:
    build.charge(booking, 100_00, currency="EUR")
    build.cost(booking, Spent.PORT, percent_points=10_00)
    assert statement(booking).currency == "EUR"


def test_corrections_count_with_their_sign(booking: Booking) -> None:
    build.charge(booking, 100_00)
    build.charge(booking, -30_00, correction=True)
    build.charge(booking, -10_00, Charge.DISCOUNT, correction=True)
    assert statement(booking).charged_cents == 80_00


def test_statement_takes_the_same_queries_for_any_number_of_lines(
    booking: Booking, django_assert_num_queries: Any
) -> None:
    for cents in range(1, 31):
        build.charge(booking, cents)
    with django_assert_num_queries(3):
        statement(booking)


@pytest.mark.parametrize(
    ("cents", "points", "part"), [(840_75, 18_00, 151_34), (5, 10_00, 1), (4, 10_00, 0), (-5, 10_00, -1), (1, 50_00, 1)]
)
def test_half_a_cent_goes_up(cents: int, points: int, part: int) -> None:
    assert share(cents, points) == part


amounts = st.integers(1, 10**9)
charges = st.lists(st.builds(ChargeLine, kind=st.sampled_from(Charge.values), amount_cents=amounts))
payments = st.lists(st.builds(Payment, kind=st.sampled_from(Paid.values), amount_cents=amounts))
flat_costs = st.builds(
    Cost, kind=st.sampled_from(Spent.values), amount_cents=st.integers(0, 10**9), if_cancelled=st.booleans()
)
percent_costs = st.builds(
    Cost,
    kind=st.sampled_from([Spent.PORT, Spent.COMMISSION]),
    percent_points=st.integers(1, 100_00),
    if_cancelled=st.booleans(),
)
costs = st.lists(flat_costs | percent_costs)
settlements = st.none() | st.builds(Settlement, outcome=st.sampled_from(Outcome.values))


@given(charges, payments, costs)
def test_sums_hold_for_a_charter_that_sails(
    charges: list[ChargeLine], payments: list[Payment], costs: list[Cost]
) -> None:
    books = draw_up(sails=True, charges=charges, payments=payments, costs=costs)
    assert sum(entry.cents for entry in books.charges) == books.charged_cents
    assert books.charged_cents == books.paid_cents + books.outstanding_cents
    assert books.charged_cents == books.net_cents + books.cost_cents + books.gratuity_cents + books.tax_cents
    assert sum(entry.cents for entry in books.costs) == books.cost_cents


@given(charges, payments, costs, settlements)
def test_sums_hold_for_a_cancelled_charter(
    charges: list[ChargeLine], payments: list[Payment], costs: list[Cost], settlement: Settlement | None
) -> None:
    books = draw_up(sails=False, charges=charges, payments=payments, costs=costs, settlement=settlement)
    assert books.earned_cents + books.due_back_cents == (books.paid_cents if settlement else 0)
    assert books.net_cents == books.earned_cents - books.cost_cents
    assert books.outstanding_cents == books.gratuity_cents == books.tax_cents == 0


@given(payments, payments)
def test_payments_never_change_the_net_of_a_charter_that_sails(one: list[Payment], other: list[Payment]) -> None:
    price = [ChargeLine(kind=Charge.CHARTER, amount_cents=840_75)]
    nets = {draw_up(sails=True, charges=price, payments=paid, costs=[]).net_cents for paid in (one, other)}
    assert nets == {840_75}


@given(amounts, st.integers(0, 100_00))
def test_share_is_within_half_a_cent(cents: int, points: int) -> None:
    assert abs(share(cents, points) * 100_00 - cents * points) * 2 <= 100_00
