"""Stages that a file asks for, as verbs."""

from datetime import datetime

from bookings import actions
from bookings.importing.rows import RowError
from bookings.models import Booking, CancelCause, Stage

CAUSE = CancelCause.CLIENT
"""Files do not say why; on a marketplace it is the client who cancels."""


def require_possible(*, stage: str, ends_at: datetime, at: datetime) -> None:
    """Raise RowError for a charter that is said to be over before it is."""
    if stage == Stage.COMPLETED and ends_at > at:
        raise RowError("stage: a charter that has not ended yet cannot be completed.")


def bring(booking: Booking, stage: str, *, by: str, at: datetime, tell: bool) -> Booking:
    """Bring the booking to `stage` by the actions there are. Raises RowError where none leads there."""
    while booking.stage != stage:
        match (booking.stage, stage):
            case (Stage.CANCELLED, _):
                booking = actions.restore(booking, by=by, at=at, tell=tell)
            case (Stage.INQUIRY | Stage.HOLD | Stage.CONFIRMED, Stage.CANCELLED):
                booking = actions.cancel(booking, cause=CAUSE, by=by, at=at, tell=tell)
            case (Stage.INQUIRY, Stage.HOLD):
                booking = actions.hold(booking, by=by, at=at, tell=tell)
            case (Stage.INQUIRY | Stage.HOLD, Stage.CONFIRMED | Stage.COMPLETED):
                booking = actions.confirm(booking, by=by, at=at, tell=tell)
            case (Stage.CONFIRMED, Stage.COMPLETED):
                booking = actions.complete(booking, by=by, at=at, tell=tell)
            case _:
                raise RowError(f"stage: no way leads from {booking.stage} to {stage}. Change it by hand.")
    return booking
