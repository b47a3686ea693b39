from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from bookings import actions as booking_actions
from bookings.ledger import actions
from bookings.ledger.models import ChargeLine, ClosedMonth, Cost, Payment, Settlement, Spent, WithheldLine
from bookings.models import Booking
from config import roles
from tests import make
from tests.ledger import build

pytestmark = pytest.mark.slow

LEDGER_WORDS = ("ledger-", "Statement", "Outstanding", "Withheld", "Payments", "Charges", "840.75")


@pytest.fixture
def booking(db: None) -> Booking:
    roles.sync("default")
    booking = make.booking()
    build.charge(booking, 840_75)
    build.cost(booking, Spent.PORT, percent_points=18_00)
    return booking


def signed_in(client: Client, role: str) -> Client:
    user = make.user(username=role)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def account(booking: Booking) -> str:
    return f"/admin/ledger/account/{booking.pk}/change/"


def rows(*panels: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Fill in every panel's form: those that are not named stay empty."""
    entered: dict[str, Any] = {}
    for name in ("chargeline", "payment", "cost", "withheldline", "settlement"):
        panel = dict(panels).get(name, [])
        known = sum("id" in row for row in panel)
        entered |= {f"ledger-{name}-TOTAL_FORMS": len(panel), f"ledger-{name}-INITIAL_FORMS": known}
        for number, row in enumerate(panel):
            entered |= {f"ledger-{name}-{number}-{field}": value for field, value in row.items()}
    return entered


def test_office_sees_the_booking_without_its_money(client: Client, booking: Booking) -> None:
    seen = page(signed_in(client, "office"), f"/admin/bookings/booking/{booking.pk}/change/")
    assert [word for word in LEDGER_WORDS if word in seen] == []


@pytest.mark.parametrize("role", ["owner", "bookkeeper"])
def test_owner_and_bookkeeper_see_the_money_on_the_booking(client: Client, booking: Booking, role: str) -> None:
    seen = page(signed_in(client, role), f"/admin/bookings/booking/{booking.pk}/change/")
    assert [word for word in LEDGER_WORDS if word not in seen] == ["Withheld"]


@pytest.mark.parametrize("address", ["/admin/ledger/account/", "/admin/ledger/closedmonth/"])
def test_office_is_refused_the_ledgers_pages(client: Client, booking: Booking, address: str) -> None:
    assert signed_in(client, "office").get(address).status_code == 403


def test_bookkeeper_reads_amounts_as_money_where_the_booking_is_not_theirs(client: Client, booking: Booking) -> None:
    seen = page(signed_in(client, "bookkeeper"), f"/admin/bookings/booking/{booking.pk}/change/")
    assert ("84075" in seen, "$840.75" in seen, "18 %" in seen) == (False, True, True)


def test_bookkeeper_enters_lines(client: Client, booking: Booking) -> None:
    payment = {"kind": "deposit", "amount_cents": "$1,200.50", "currency": "USD", "on": "2026-12-01"}
    port = {"kind": "commission", "percent_points": "12.5", "currency": "USD", "on": "2026-12-01"}
    answer = signed_in(client, "bookkeeper").post(
        account(booking), rows(("payment", [payment]), ("cost", [port])), follow=True
    )
    assert answer.redirect_chain != []
    assert Payment.objects.get().amount_cents == 1200_50
    assert Cost.objects.get(kind="commission").percent_points == 12_50
    assert Payment.history.get().actor == "user:bookkeeper"


def test_bookkeeper_changes_and_strikes_lines(client: Client, booking: Booking) -> None:
    line = ChargeLine.objects.get()
    spare = build.charge(booking, 1_00)
    changed = {"id": line.pk, "kind": "charter", "amount_cents": "900", "currency": "USD", "on": "2026-12-05"}
    struck = {**changed, "id": spare.pk, "amount_cents": "1.00", "DELETE": "on"}
    signed_in(client, "bookkeeper").post(account(booking), rows(("chargeline", [changed, struck])))
    assert list(ChargeLine.objects.values_list("amount_cents", flat=True)) == [900_00]


def test_entering_money_leaves_the_booking_as_it_is(client: Client, booking: Booking) -> None:
    payment = {"kind": "deposit", "amount_cents": "200", "currency": "USD", "on": "2026-12-01"}
    signed_in(client, "bookkeeper").post(account(booking), rows(("payment", [payment])))
    assert Booking.objects.get().version == booking.version


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"amount_cents": "ca. 200", "on": "2026-12-01"}, "This is not an amount. Write it like 840.75."),
        ({"amount_cents": "-200", "on": "2026-12-01"}, "Give an amount above zero"),
        ({"amount_cents": "200", "on": "2026-10-05"}, "2026-10 is closed."),
    ],
)
def test_refused_line_is_shown_with_the_reason(
    client: Client, booking: Booking, row: dict[str, str], reason: str
) -> None:
    actions.close_month("2026-10", by=make.STAFF, at=make.NOW)
    entered = rows(("payment", [{"kind": "deposit", "currency": "USD", **row}]))
    answer = signed_in(client, "bookkeeper").post(account(booking), entered)
    assert (answer.status_code, reason in answer.content.decode(), Payment.objects.count()) == (200, True, 0)


def test_line_of_a_closed_month_is_not_struck(client: Client, booking: Booking) -> None:
    line = build.charge(booking, 1_00, on=build.DAY.replace(month=10))
    actions.close_month("2026-10", by=make.STAFF, at=make.NOW)
    struck = {"id": line.pk, "kind": "charter", "amount_cents": "1.00", "currency": "USD", "on": "2026-10-05"}
    entered = rows(("chargeline", [{**struck, "DELETE": "on"}]))
    answer = signed_in(client, "bookkeeper").post(account(booking), entered)
    assert (answer.status_code, ChargeLine.objects.filter(pk=line.pk).exists()) == (200, True)


def test_cancelled_charter_is_settled(client: Client, booking: Booking) -> None:
    booking_actions.cancel(booking, cause="client", by=make.STAFF, at=make.NOW)
    signed_in(client, "bookkeeper").post(account(booking), rows(("settlement", [{"outcome": "keep"}])))
    assert Settlement.objects.get().outcome == "keep"


def test_saving_a_cancelled_charter_decides_nothing_by_itself(client: Client, booking: Booking) -> None:
    booking_actions.cancel(booking, cause="client", by=make.STAFF, at=make.NOW)
    assert "Not decided yet" in page(signed_in(client, "bookkeeper"), account(booking))
    client.post(account(booking), rows(("settlement", [{"outcome": ""}])))
    assert Settlement.objects.count() == 0


def test_charter_that_sails_is_not_asked_to_be_settled(client: Client, booking: Booking) -> None:
    assert "Not decided yet" not in page(signed_in(client, "bookkeeper"), account(booking))


def test_withheld_line_is_put_away(client: Client, booking: Booking) -> None:
    actions.withhold(booking, text="Revenue: ?", reason="Unclear.", source_key="csv#1", by="import:a", at=make.NOW)
    done = {"id": WithheldLine.objects.get().pk, "done": "on"}
    signed_in(client, "bookkeeper").post(account(booking), rows(("withheldline", [done])))
    assert WithheldLine.objects.get().done


def test_mixed_currencies_are_said_in_the_statement(client: Client, booking: Booking) -> None:
    build.pay(booking, 200_00, currency="EUR")
    assert "This charter has lines in EUR and USD." in page(signed_in(client, "owner"), account(booking))


def test_month_is_closed_in_the_admin_only_when_over(client: Client, booking: Booking) -> None:
    signed_in(client, "bookkeeper")
    client.post("/admin/ledger/closedmonth/add/", {"month": "2020-01"})
    client.post("/admin/ledger/closedmonth/add/", {"month": "2999-01"})
    assert [str(month) for month in ClosedMonth.objects.all()] == ["2020-01"]


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_accounts_are_listed_in_as_many_queries_for_any_number(
    client: Client, booking: Booking, count: int, django_assert_max_num_queries: Any
) -> None:
    for day in range(1, count):
        make.booking(starts_at=make.NOON.replace(month=1, day=day), vessel=booking.vessel, brand=booking.brand)
    signed_in(client, "bookkeeper")
    with django_assert_max_num_queries(12):
        client.get("/admin/ledger/account/")
