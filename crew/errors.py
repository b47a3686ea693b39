"""What can go wrong with an assignment, in words a person can act on."""

from bookings.clock import spoken
from bookings.errors import BookingError
from bookings.models import Booking
from crew.models import Person


class OverlapError(BookingError):
    """Nobody sails on two charters at once; `other` is the one they are on."""

    code = "person_overlap"

    def __init__(self, person: Person, other: Booking) -> None:
        super().__init__(
            f"{person} is on {other.code} on {other.vessel}, from {spoken(other.starts_at, other.zone)} "
            f"until {spoken(other.ends_at, other.zone)}. Choose someone else, or take them off that one first.",
            field="person",
        )
        self.other = other


class AlreadyAssignedError(BookingError):
    code = "already_assigned"


class ConcernsError(BookingError):
    """Something speaks against this person here; assigning them takes a reason."""

    code = "concerns"

    def __init__(self, concerns: list[str]) -> None:
        super().__init__(
            f"{' '.join(concerns)} To assign them all the same, say why under override reason.", field="override_reason"
        )
        self.concerns = concerns


class PlaceTakenError(BookingError):
    """Somebody else was quicker: the first yes takes a place."""

    code = "place_taken"


class ConsentChangedError(BookingError):
    """Time, place, role or terms changed since the page was opened; nothing was answered."""

    code = "consent_changed"


class AnswerClosedError(BookingError):
    code = "answer_closed"
