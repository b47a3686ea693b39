"""Which bookings a reconcile pass looks at."""

from collections.abc import Iterator
from datetime import datetime

from bookings.models import Booking
from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding

BATCH = 200


def codes_of_interest(*, at: datetime, everything: bool = False) -> list[str]:
    """Return the codes to compare: charters not 60 days past (or all), and what was delivered for bookings now gone."""
    bookings = Booking.objects.all() if everything else Booking.objects.still_of_interest(at)
    gone = Delivery.objects.filter(facts__isnull=False).exclude(booking_code__in=Booking.objects.values("code"))
    codes = bookings.order_by("starts_at").values_list("code", flat=True)
    return [*codes, *gone.order_by().values_list("booking_code", flat=True).distinct()]


def reconcile(codes: list[str], *, at: datetime) -> Iterator[tuple[int, Finding]]:
    """Reconcile in batches; after each, yield how many codes are done and what was found in it."""
    for start in range(0, len(codes), BATCH):
        batch = codes[start : start + BATCH]
        yield len(batch), upkeep.reconcile(batch, at=at)
