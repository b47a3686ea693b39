"""How long messages to people wait for further edits (CONTRACTS 2)."""

from datetime import datetime, timedelta

from django.conf import settings

from bookings.models import Booking, Stage

AT_ONCE_WITHIN = timedelta(hours=12)


def settling(booking: Booking, at: datetime) -> dict[str, timedelta]:
    """Return `settle` and `at_most` for outbox.owe: 3 minutes after the last edit, 10 at most.

    A cancellation waits a third of that; within 12 hours of boarding nothing waits.
    """
    settle = timedelta(seconds=settings.SETTLE_SECONDS)
    if at >= booking.boards_at - AT_ONCE_WITHIN:
        settle = timedelta(0)
    elif booking.stage == Stage.CANCELLED:
        settle /= 3
    return {"settle": settle, "at_most": settle * 10 / 3}
