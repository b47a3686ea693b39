"""What can go wrong with a booking, in words a person can act on. `field` names the form or API field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.clock import spoken

if TYPE_CHECKING:
    from bookings.models import Booking


class BookingError(Exception):
    """An action was refused; nothing was changed."""

    code = "refused"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SlotTakenError(BookingError):
    code = "slot_taken"

    def __init__(self, other: Booking) -> None:
        zone = other.zone
        super().__init__(
            f"{other.vessel} is taken by {other.code} ({other.get_stage_display()}) from "
            f"{spoken(other.occupies_from, zone)} until {spoken(other.occupies_until, zone)}, turnaround included. "
            "Choose another time or vessel.",
            field="starts_at",
        )
        self.other = other


class HoldExpiredError(BookingError):
    code = "hold_expired"

    def __init__(self, other: Booking) -> None:
        super().__init__(
            f"The hold ran out and {other.code} has taken the slot since. Choose another time or vessel.",
            field="starts_at",
        )


class OverCapacityError(BookingError):
    code = "over_capacity"


class WrongStageError(BookingError):
    code = "wrong_stage"


class StaleError(BookingError):
    """Somebody changed the booking since `seen`; `current` is how it stands now."""

    code = "stale"

    def __init__(self, current: Booking) -> None:
        super().__init__(f"{current.code} was changed since you opened it. Look at what changed, then save again.")
        self.current = current
