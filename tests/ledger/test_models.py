from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, transaction

from bookings.ledger.models import ChargeLine, ClosedMonth, Cost, Payment, Settlement, WithheldLine
from bookings.models import Booking
from tests import make
from tests.ledger import build

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (ChargeLine, {"kind": "charter", "amount_cents": 0}),
        (ChargeLine, {"kind": "charter", "amount_cents": -1}),
        (ChargeLine, {"kind": "charter", "amount_cents": 0, "correction": True}),
        (ChargeLine, {"kind": "bribe", "amount_cents": 1}),
        (ChargeLine, {"kind": "charter", "amount_cents": 1, "currency": "XYZ"}),
        (Payment, {"kind": "deposit", "amount_cents": 0}),
        (Payment, {"kind": "refund", "amount_cents": -1}),
        (Payment, {"kind": "gift", "amount_cents": 1}),
        (Payment, {"kind": "deposit", "amount_cents": 1, "currency": "usd"}),
        (Cost, {"kind": "other"}),
        (Cost, {"kind": "other", "amount_cents": -1}),
        (Cost, {"kind": "port", "amount_cents": 1, "percent_points": 1}),
        (Cost, {"kind": "port", "percent_points": 0}),
        (Cost, {"kind": "port", "percent_points": 100_01}),
        (Cost, {"kind": "other", "percent_points": 1}),
        (Cost, {"kind": "fuel", "amount_cents": 1}),
        (Cost, {"kind": "other", "amount_cents": 1, "currency": ""}),
    ],
)
def test_database_refuses_lines_that_mean_nothing(model: Any, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(booking=make.booking(), on=build.DAY, **fields)


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (ChargeLine, {"kind": "charter", "amount_cents": -1, "correction": True}),
        (Payment, {"kind": "deposit", "amount_cents": -1, "correction": True}),
        (Cost, {"kind": "other", "amount_cents": -1, "correction": True}),
        (Cost, {"kind": "captain fee", "amount_cents": 0}),
        (Cost, {"kind": "commission", "percent_points": 100_00}),
    ],
)
def test_database_takes_corrections_and_zero_costs(model: Any, fields: dict[str, Any]) -> None:
    assert model.objects.create(booking=make.booking(), on=build.DAY, **fields).pk


@pytest.mark.parametrize("model", [ChargeLine, Payment, Cost])
def test_imported_line_stands_once(model: Any) -> None:
    line = {"booking": make.booking(), "on": build.DAY, "amount_cents": 1, "source_key": "csv#charter"}
    model.objects.create(**line)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**line)


def test_withheld_line_stands_once() -> None:
    line = {"booking": make.booking(), "text": "Revenue: ?", "reason": "", "source_key": "csv#line:1"}
    WithheldLine.objects.create(**line)
    with pytest.raises(IntegrityError), transaction.atomic():
        WithheldLine.objects.create(**line)


def test_settlement_is_one_of_three_and_only_one() -> None:
    booking = make.booking()
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.create(booking=booking, outcome="forget", decided_at=make.NOW)
    Settlement.objects.create(booking=booking, outcome="keep", decided_at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.create(booking=booking, outcome="refund", decided_at=make.NOW)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "2026/10", ""])
def test_closed_month_is_a_month(month: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedMonth.objects.create(month=month, closed_at=make.NOW)


def test_month_is_closed_once() -> None:
    ClosedMonth.objects.create(month=ClosedMonth.name_of(date(2026, 10, 31)), closed_at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedMonth.objects.create(month="2026-10", closed_at=make.NOW)


@pytest.mark.parametrize("name", ["chargeline", "payment", "cost", "settlement", "withheldline", "historicalcost"])
def test_no_join_from_a_booking_reaches_money(name: str) -> None:
    with pytest.raises(FieldError):
        Booking.objects.filter(**{f"{name}__isnull": False}).exists()


def test_booking_has_no_attribute_of_money() -> None:
    attributes = [name for name in dir(make.booking()) if not name.startswith("__")]
    assert [
        name for name in attributes if "line" in name or "payment" in name or "cost" in name or "settl" in name
    ] == []
