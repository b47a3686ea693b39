"""What the crew of one charter costs: scheduled hours × agreed rate, for the ledger's statement."""

from collections.abc import Iterator

from bookings.models import Booking
from bookings.sockets import CostLine
from crew.models import Answer
from crew.pay.models import AgreedRate


def cost_lines(booking: Booking) -> Iterator[CostLine]:
    """Yield a line per place that was not declined."""
    minutes = int((booking.ends_at - booking.starts_at).total_seconds()) // 60
    places = AgreedRate.objects.filter(assignment__booking=booking).exclude(assignment__answer=Answer.DECLINED)
    for agreed in places.select_related("assignment__role").order_by("assignment__role__order", "assignment"):
        role = agreed.assignment.role
        yield CostLine(
            role=role.slug,
            label=f"{role}, {spoken_hours(minutes)}",
            amount_cents=earned(agreed.cents_per_hour, minutes),
            currency=agreed.currency,
        )


def earned(cents_per_hour: int, minutes: int) -> int:
    """Round half up, to the cent."""
    return (cents_per_hour * minutes * 2 + 60) // 120


def spoken_hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
