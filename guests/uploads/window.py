"""When guests may send photos of their charter: from boarding until two weeks after."""

from datetime import datetime, timedelta

from bookings.models import Booking, Stage
from guests.uploads.refusals import UploadError

OPEN_FOR = timedelta(days=14)
STAGES = (Stage.CONFIRMED, Stage.COMPLETED)


def opens_at(booking: Booking) -> datetime:
    return booking.boards_at


def closes_at(booking: Booking) -> datetime:
    return booking.boards_at + OPEN_FOR


def sails(booking: Booking) -> bool:
    """Tell whether its guests will ever send photos, or might have: a charter that stands, of a client we know."""
    client = booking.client
    return booking.stage in STAGES and booking.brand is not None and client is not None and client.erased_at is None


def is_open(booking: Booking, at: datetime) -> bool:
    return sails(booking) and opens_at(booking) <= at < closes_at(booking)


def check(booking: Booking, at: datetime) -> None:
    """Raise UploadError, saying whether to come back later, where the window is not open."""
    if not is_open(booking, at):
        early = sails(booking) and at < opens_at(booking)
        raise UploadError("not_yet" if early else "closed", status=409)
