"""What the captain does at the dock: calls the lead guest, counts who is aboard. The only writer of both logs."""

from datetime import datetime, timedelta

from bookings.errors import BookingError, OverCapacityError
from bookings.models import Kind, Stage
from crew import consent
from crew.models import Answer, Assignment, GuestCall, HeadCount

CAPTAIN = "captain"
OPENS_BEFORE_START = timedelta(hours=3)


class NotInCommandError(BookingError):
    """Only her captain does this, from 3 hours before she sails until she is back."""

    code = "not_in_command"


class NoNumberError(BookingError):
    code = "no_number"


def in_command(place: Assignment, standing: Answer, *, at: datetime) -> bool:
    """Tell whether this person, whose answer counts as `standing` today, has the charter in hand now."""
    booking = place.booking
    return (
        place.role.slug == CAPTAIN
        and standing == Answer.ACCEPTED
        and (booking.kind, booking.stage) == (Kind.CHARTER, Stage.CONFIRMED)
        and booking.starts_at - OPENS_BEFORE_START <= at < booking.ends_at
    )


def call_lead_guest(place: Assignment, *, at: datetime) -> str:
    """Log that the captain calls, and return whom as a `tel:` address. Raises NotInCommandError, NoNumberError."""
    _require_command(place, at)
    client = place.booking.client
    if client is None or not client.phone:
        raise NoNumberError("The office has no number of the lead guest. Call the office.")
    GuestCall.objects.create(booking=place.booking, person=place.person, at=at)
    return str(client.phone.as_rfc3966)


def count_aboard(place: Assignment, *, aboard: int, at: datetime) -> HeadCount:
    """Record how many guests left the dock. Raises NotInCommandError, OverCapacityError."""
    _require_command(place, at)
    vessel = place.booking.vessel
    if aboard > vessel.capacity:
        raise OverCapacityError(
            f"{vessel} takes {vessel.capacity} guests, children included: {aboard} may not sail. Count again.",
            field="aboard",
        )
    return HeadCount.objects.create(booking=place.booking, person=place.person, aboard=aboard, at=at)


def _require_command(place: Assignment, at: datetime) -> None:
    if not in_command(place, place.standing(consent.digest(place)), at=at):
        raise NotInCommandError("Her captain does this, from 3 hours before she sails until she is back.")
