"""What goes on without anybody: the clock, and the reconcile pass."""

import logging
from collections.abc import Iterator
from datetime import datetime

from bookings import actions, sockets
from bookings.models import Booking
from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding

BATCH = 200

logger = logging.getLogger(__name__)


def tick(*, at: datetime) -> None:
    """Do what the clock does, in every room. What stumbles is logged, and comes round again."""
    for work in (actions.tick, *sockets.clock_work):
        try:
            work(at=at)
        except Exception:
            logger.exception("The clock stumbled over %s and goes on.", getattr(work, "__qualname__", work))


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
