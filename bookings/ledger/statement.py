"""What a charter earns, by CONTRACTS: charged, paid, outstanding, costs, net. Integers, half-up per line.

Payments are set against the charge and are no part of the net. Gratuity passes to the crew and tax to its office,
so neither is. A cancelled charter earns only what was paid and kept, and owes only costs due in any case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookings import sockets
from bookings.errors import BookingError
from bookings.ledger.amounts import Currency, percent
from bookings.ledger.models import Charge, ChargeLine, Cost, Outcome, Payment, Settlement, Spent
from bookings.models import Booking, Stage

CAPTAIN = "captain"


class MixedCurrencyError(BookingError):
    code = "mixed_currency"

    def __init__(self, currencies: Iterable[str]) -> None:
        super().__init__(
            f"This charter has lines in {' and '.join(sorted(currencies))}. A statement needs one currency: "
            "enter them all in the same one.",
            field="currency",
        )


@dataclass(frozen=True)
class Entry:
    """One line of a statement, as it counts: a discount or a refund is negative."""

    label: str
    cents: int


@dataclass(frozen=True)
class Statement:
    """All amounts are cents of `currency`.

    `earned` is the price without tax and gratuity, or what was kept of a cancelled charter; `net` is what of it
    remains after costs. `due_back` is paid money that belongs to the client: to be refunded, or as credit.
    """

    currency: str
    charges: tuple[Entry, ...]
    payments: tuple[Entry, ...]
    costs: tuple[Entry, ...]
    charged_cents: int
    paid_cents: int
    outstanding_cents: int
    earned_cents: int
    cost_cents: int
    net_cents: int
    gratuity_cents: int
    tax_cents: int
    due_back_cents: int
    notes: tuple[str, ...]


def statement(booking: Booking) -> Statement:
    """Draw up a booking's statement as the ledger stands. Raises MixedCurrencyError."""
    sails = booking.stage != Stage.CANCELLED
    return draw_up(
        sails=sails,
        charges=ChargeLine.objects.of(booking),
        payments=Payment.objects.of(booking),
        costs=Cost.objects.of(booking),
        crew=[line for ask in sockets.cost_lines for line in ask(booking)],
        settlement=None if sails else Settlement.objects.filter(booking=booking).first(),
    )


def draw_up(
    *,
    sails: bool,
    charges: Iterable[ChargeLine],
    payments: Iterable[Payment],
    costs: Iterable[Cost],
    crew: Sequence[sockets.CostLine] = (),
    settlement: Settlement | None = None,
) -> Statement:
    """Work out a statement from rows alone; `crew` are the costs that other rooms know."""
    charges, payments, costs = list(charges), list(payments), list(costs)
    currency = _one_currency(charges, payments, costs, crew)
    charged, paid = (sum(line.counts_cents for line in lines) for lines in (charges, payments))
    gratuity, tax = (_sum_of(kind, charges) if sails else 0 for kind in (Charge.GRATUITY, Charge.TAX))
    hired = _crew_costs(costs, crew)
    if sails:
        earned, due_back, notes = charged - gratuity - tax, 0, _passed_on(gratuity, tax)
    else:
        earned, due_back, notes = _settled(paid, settlement)
        costs = [line for line in costs if line.if_cancelled]
    spent = [*(_cost(line, earned) for line in costs), *hired]
    cost_cents = sum(entry.cents for entry in spent)
    return Statement(
        currency=currency,
        charges=tuple(Entry(str(line), line.counts_cents) for line in charges),
        payments=tuple(Entry(str(line), line.counts_cents) for line in payments),
        costs=tuple(spent),
        charged_cents=charged,
        paid_cents=paid,
        outstanding_cents=charged - paid if sails else 0,
        earned_cents=earned,
        cost_cents=cost_cents,
        net_cents=earned - cost_cents,
        gratuity_cents=gratuity,
        tax_cents=tax,
        due_back_cents=due_back,
        notes=notes,
    )


def share(cents: int, points: int) -> int:
    """Return `points` hundredths of a percent of an amount, half a cent going up (away from zero)."""
    part = (2 * abs(cents) * points + 100_00) // (2 * 100_00)
    return part if cents >= 0 else -part


def _settled(paid: int, settlement: Settlement | None) -> tuple[int, int, tuple[str, ...]]:
    """Return what a cancelled charter earned, what is due back of what was paid, and what to say about it."""
    if settlement is None:
        undecided = "Cancelled: decide whether to keep what was paid, refund it, or owe it as credit."
        return 0, 0, (undecided,) if paid else ()
    if settlement.outcome == Outcome.KEEP:
        return paid, 0, ("Cancelled: what was paid is kept.",)
    if settlement.outcome == Outcome.CREDIT:
        return 0, paid, ("Cancelled: what was paid is owed as credit.",)
    return 0, paid, ("Cancelled: what was paid is to be refunded." if paid else "Cancelled and refunded.",)


def _passed_on(gratuity: int, tax: int) -> tuple[str, ...]:
    passed = ((gratuity, "The gratuity passes to the crew."), (tax, "The tax passes to the tax office."))
    return tuple(note for cents, note in passed if cents)


def _cost(line: Cost, price: int) -> Entry:
    if line.percent_points is None:
        return Entry(str(line), line.amount_cents or 0)
    return Entry(f"{line}, {percent(line.percent_points)}", share(price, line.percent_points))


def _crew_costs(costs: Iterable[Cost], crew: Iterable[sockets.CostLine]) -> list[Entry]:
    """A captain is paid by the ledger's fee where one is set, else by the hour, never both."""
    by_fee = any(line.kind == Spent.CAPTAIN_FEE for line in costs)
    return [Entry(line.label, line.amount_cents) for line in crew if not (by_fee and line.role == CAPTAIN)]


def _sum_of(kind: Charge, charges: Iterable[ChargeLine]) -> int:
    return sum(line.counts_cents for line in charges if line.kind == kind)


def _one_currency(
    charges: Iterable[ChargeLine], payments: Iterable[Payment], costs: Iterable[Cost], crew: Iterable[sockets.CostLine]
) -> str:
    found = {line.currency for lines in (charges, payments, crew) for line in lines}
    found |= {line.currency for line in costs if line.percent_points is None}
    if len(found) > 1:
        raise MixedCurrencyError(found)
    return found.pop() if found else Currency.USD.value
