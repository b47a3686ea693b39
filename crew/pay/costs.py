"""What the crew of one charter costs, for the ledger's statement: hours as signed, else as scheduled."""

from collections.abc import Iterator

from bookings.models import Booking, Stage
from bookings.sockets import CostLine
from crew.models import Answer
from crew.pay.amounts import earned, spoken_hours
from crew.pay.models import AgreedRate, Hours
from crew.pay.signing import scheduled_minutes


def cost_lines(booking: Booking) -> Iterator[CostLine]:
    """Yield a line per place that was not declined; of a cancelled charter, per place with signed hours."""
    signed = dict(Hours.objects.filter(assignment__booking=booking).values_list("assignment", "minutes"))
    places = AgreedRate.objects.filter(assignment__booking=booking).select_related(
        "assignment__role", "assignment__booking__vessel"
    )
    for agreed in places.order_by("assignment__role__order", "assignment"):
        place = agreed.assignment
        sails = booking.stage != Stage.CANCELLED and place.answer != Answer.DECLINED
        if place.pk in signed or sails:
            minutes = signed.get(place.pk, scheduled_minutes(place))
            yield CostLine(
                role=place.role.slug,
                label=f"{place.role}, {spoken_hours(minutes)}",
                amount_cents=earned(agreed.cents_per_hour, minutes),
                currency=agreed.currency,
            )
