"""A charter as its guests' own calendars hold it: beside the page, and with e-mails. One UID for both, for good."""

import re

from bookings import ics
from bookings.models import Booking, Brand, Stage
from bookings.outbox.models import Delivery
from guests import dates
from guests.models import Site
from guests.phrases import PHRASES

NUMBER = re.compile(rb"^SEQUENCE:\d+\r?$", re.MULTILINE)
STATUS = {
    Stage.INQUIRY: "cancelled",  # withdrawn: nobody is asked to come
    Stage.HOLD: "tentative",
    Stage.CONFIRMED: "confirmed",
    Stage.COMPLETED: "confirmed",
    Stage.CANCELLED: "cancelled",
}


def entry(booking: Booking) -> bytes:
    """Return the calendar that stands beside the code's page."""
    return ics.write([_event(booking, STATUS[Stage(booking.stage)])])


def invitation(booking: Booking, *, cancelled: bool) -> bytes:
    """Return the calendar that goes with an e-mail: one that puts the charter in, or takes it out."""
    status = "cancelled" if cancelled else STATUS[Stage(booking.stage)]
    return ics.write([_event(booking, status)], method="CANCEL" if cancelled else "PUBLISH")


def same_but_for_number(one: bytes | None, other: bytes) -> bool:
    """Tell whether two entries say the same, however often they were written."""
    return one is not None and NUMBER.sub(b"", one) == NUMBER.sub(b"", other)


def _event(booking: Booking, status: str) -> ics.Event:
    """Begin when guests have to be there, not when it sails: calendars remind by the beginning."""
    assert booking.brand  # every charter has one
    address = Site.of(booking.brand).address(booking.code)
    return ics.Event(
        uid=ics.uid(booking.code),
        sequence=_number(booking),
        title=booking.public_title,
        start=booking.boards_at.astimezone(booking.zone),
        end=booking.ends_at.astimezone(booking.zone),
        status=status,
        last_modified=booking.updated_at,
        location=f"{booking.vessel.dock}, {booking.vessel.home_port}",
        description=f"{_times(booking, booking.brand)}\n{address}",
        url=address,
    )


def _number(booking: Booking) -> int:
    """Count what was owed to the page: it rises with every change that guests may see, the dock's included."""
    return Delivery.objects.of("guest_page", booking.code).values_list("wanted", flat=True).first() or 0


def _times(booking: Booking, brand: Brand) -> str:
    """Say `JADA. Be at the dock at 4:15 pm. Sails 4:30 pm.` in the guest's language."""
    language = brand.language_for(booking.client.language if booking.client else "")
    phrases = PHRASES[language]
    boards, sails = (
        dates.clock_time(moment.astimezone(booking.zone), language) for moment in (booking.boards_at, booking.starts_at)
    )
    return f"{booking.vessel}. {phrases['be_there']} {boards}. {phrases['sails']} {sails}."
