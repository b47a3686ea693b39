"""The only writers of the ledger. Each verb is one transaction: the row and its history, under the actor's name.

`by` is the actor's text (see bookings.history), `at` the time it happens. A refused action changes nothing, and
no error repeats an amount. Money concerns nothing outside, so nothing is announced.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from bookings.errors import BookingError, WrongStageError
from bookings.ledger.models import (
    Charge,
    ChargeLine,
    ClosedMonth,
    Cost,
    Outcome,
    Paid,
    Payment,
    Settlement,
    Spent,
    WithheldLine,
)
from bookings.models import Booking, Stage

AnyLine: TypeAlias = ChargeLine | Payment | Cost
SomeLine = TypeVar("SomeLine", bound=AnyLine)
Row = TypeVar("Row", bound=Model)


class ClosedMonthError(BookingError):
    code = "closed_month"

    def __init__(self, month: str) -> None:
        super().__init__(f"{month} is closed. Correct it with a new line of a later day.", field="on")


class LedgerError(BookingError):
    """The row says something that the ledger cannot hold."""

    code = "invalid"


def charge(booking: Booking, *, kind: Charge, amount_cents: int, by: str, at: datetime, **fields: Any) -> ChargeLine:
    """Ask the client for a part of the price. `fields` are more columns; without `on` it counts today."""
    return record(ChargeLine(booking=booking, kind=kind, amount_cents=amount_cents, **fields), by=by, at=at)


def pay(booking: Booking, *, kind: Paid, amount_cents: int, by: str, at: datetime, **fields: Any) -> Payment:
    """Note money that came from the client, or went back to them."""
    return record(Payment(booking=booking, kind=kind, amount_cents=amount_cents, **fields), by=by, at=at)


def cost(
    booking: Booking,
    *,
    kind: Spent,
    by: str,
    at: datetime,
    amount_cents: int | None = None,
    percent_points: int | None = None,
    **fields: Any,
) -> Cost:
    """Note what the charter costs us: an amount, or hundredths of a percent for port and commission."""
    line = Cost(booking=booking, kind=kind, amount_cents=amount_cents, percent_points=percent_points, **fields)
    return record(line, by=by, at=at)


def record(line: SomeLine, *, by: str, at: datetime) -> SomeLine:
    """Write a line, new or changed, unless its month (the old day's or the new one's) is closed."""
    line.on = line.on or at.astimezone(line.booking.zone).date()
    with transaction.atomic():
        require_open({line.on, *_known_day(line)})
        return _save(line, by=by)


def strike(line: AnyLine, *, by: str, at: datetime) -> None:
    """Delete a line of an open month; its history stays."""
    with transaction.atomic():
        require_open({line.on, *_known_day(line)})
        line.changed_by = by  # type: ignore[union-attr]  # read by bookings.history
        line.delete()


def settle(booking: Booking, *, outcome: Outcome, by: str, at: datetime) -> Settlement:
    """Decide what becomes of the money paid for a cancelled charter; a later decision replaces it."""
    with transaction.atomic():
        if not Booking.objects.filter(pk=booking.pk, stage=Stage.CANCELLED).exists():
            raise WrongStageError("Only a cancelled charter is settled.", field="outcome")
        settlement = Settlement.objects.filter(booking=booking).first() or Settlement(booking=booking)
        settlement.outcome, settlement.decided_at = outcome, at
        return _save(settlement, by=by)


def close_month(month: str, *, by: str, at: datetime) -> ClosedMonth:
    """Close `2026-11`, once it is over."""
    with transaction.atomic():
        require_over(month, at=at)
        return _save(ClosedMonth(month=month, closed_at=at), by=by)


def withhold(booking: Booking, *, text: str, reason: str, source_key: str, by: str, at: datetime) -> bool:
    """Keep a line that could not be entered for someone to look at; return False where it is kept already."""
    if WithheldLine.objects.of(booking).filter(source_key=source_key).exists():
        return False
    _save(WithheldLine(booking=booking, text=text[:500], reason=reason, source_key=source_key), by=by)
    return True


def put_away(withheld: WithheldLine, *, done: bool, by: str, at: datetime) -> None:
    """Say that a withheld line has been dealt with, or that it has not."""
    withheld.done = done
    _save(withheld, by=by)


def require_over(month: str, *, at: datetime) -> None:
    if month >= ClosedMonth.name_of(at.date()):
        raise LedgerError("A month can be closed once it is over.", field="month")


def require_open(days: Iterable[date]) -> None:
    """Raise ClosedMonthError where one of these days lies in a closed month."""
    closed = ClosedMonth.objects.filter(month__in={ClosedMonth.name_of(day) for day in days}).first()
    if closed:
        raise ClosedMonthError(closed.month)


def _known_day(line: AnyLine) -> list[date]:
    return list(type(line)._default_manager.filter(pk=line.pk).values_list("on", flat=True)) if line.pk else []


def _save(row: Row, *, by: str) -> Row:
    """Check and save. Never the database's own words: they quote whole rows, amounts included."""
    row.changed_by = by  # type: ignore[attr-defined]  # read by bookings.history
    try:
        row.full_clean(exclude=["booking"])
        with transaction.atomic():
            row.save()
    except ValidationError as invalid:
        raise LedgerError(" ".join(invalid.messages)) from None
    except IntegrityError:
        raise LedgerError("The ledger cannot hold this: it is there already, or its parts do not fit.") from None
    return row
