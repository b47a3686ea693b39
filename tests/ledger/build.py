"""Builders of money. Amounts are cents; `on` is the charter's own day."""

from datetime import date
from typing import Any

from bookings.ledger import actions
from bookings.ledger.models import Charge, ChargeLine, Cost, Paid, Payment, Spent
from bookings.models import Booking
from tests import make

DAY = date(2026, 12, 5)


def charge(booking: Booking, amount_cents: int, kind: Charge = Charge.CHARTER, **fields: Any) -> ChargeLine:
    defaults: dict[str, Any] = {"by": make.STAFF, "at": make.NOW, "on": DAY}
    return actions.charge(booking, kind=kind, amount_cents=amount_cents, **defaults | fields)


def pay(booking: Booking, amount_cents: int, kind: Paid = Paid.DEPOSIT, **fields: Any) -> Payment:
    defaults: dict[str, Any] = {"by": make.STAFF, "at": make.NOW, "on": DAY}
    return actions.pay(booking, kind=kind, amount_cents=amount_cents, **defaults | fields)


def cost(booking: Booking, kind: Spent, amount_cents: int | None = None, **fields: Any) -> Cost:
    defaults: dict[str, Any] = {"by": make.STAFF, "at": make.NOW, "on": DAY}
    return actions.cost(booking, kind=kind, amount_cents=amount_cents, **defaults | fields)
