"""What signed hours earn: the rate agreed for the place × the hours, less what runs have paid of them already."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from bookings import sockets
from crew.pay.amounts import earned
from crew.pay.models import AgreedRate, Hours, PayLine


@dataclass
class Reckoning:
    """`lines` belong to no run and are not saved; `by_agreement` a fee pays; `without_rate` wait for a rate."""

    lines: list[PayLine] = field(default_factory=list)
    by_agreement: list[Hours] = field(default_factory=list)
    without_rate: list[Hours] = field(default_factory=list)


def reckon(signed: Collection[Hours]) -> Reckoning:
    """Work out what is owed for hours read `with_charter()`, in the same few queries for all."""
    rates = {rate.assignment_id: rate for rate in AgreedRate.objects.filter(assignment__in=_places(signed))}
    earlier: dict[int, list[PayLine]] = defaultdict(list)
    for line in PayLine.objects.filter(hours__in=signed).order_by("pk"):
        earlier[line.hours_id].append(line)
    by_fee = _paid_by_fee({hours.assignment.booking_id for hours in signed})
    found = Reckoning()
    for hours in signed:
        place, paid = hours.assignment, earlier[hours.pk]
        rate = paid[0] if paid else rates.get(place.pk)
        if (place.booking_id, place.role.slug) in by_fee:
            found.by_agreement.append(hours)
        elif rate is None:
            found.without_rate.append(hours)
        elif hours.minutes != sum(line.minutes for line in paid):
            found.lines.append(_line(hours, rate, paid))
    return found


def _line(hours: Hours, rate: AgreedRate | PayLine, paid: Collection[PayLine]) -> PayLine:
    """Owe the whole, rounded, less what was paid: in all it comes to the cent to what one line would have been."""
    return PayLine(
        hours=hours,
        signature=hours.signature,
        person=hours.assignment.person,
        on=hours.day,
        minutes=hours.minutes - sum(line.minutes for line in paid),
        cents_per_hour=rate.cents_per_hour,
        currency=rate.currency,
        amount_cents=earned(rate.cents_per_hour, hours.minutes) - sum(line.amount_cents for line in paid),
    )


def _places(signed: Collection[Hours]) -> list[int]:
    return [hours.assignment_id for hours in signed]


def _paid_by_fee(bookings: Collection[int]) -> set[tuple[int, str]]:
    return {pair for ask in sockets.paid_by_fee for pair in ask(bookings)}
