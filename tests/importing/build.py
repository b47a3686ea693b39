"""Files in memory and a bench to import them on."""

from datetime import datetime
from typing import Any

from bookings.importing import reading
from bookings.importing.fleet import Fleet
from bookings.importing.report import Report
from bookings.importing.run import Import, import_rows
from bookings.models import Booking
from bookings.outbox.models import Delivery
from tests import make

CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//Marketplace//EN\n{extra}{events}END:VCALENDAR\n"


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def ics(*events: str, extra: str = "") -> bytes:
    """A calendar of events, each given as its lines without BEGIN and END."""
    blocks = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return CALENDAR.format(extra=extra, events=blocks).replace("\n", "\r\n").encode()


def imported(content: bytes, *, name: str = "season.csv", at: datetime = make.NOW, **how: Any) -> Report:
    """Import a file's bytes; vessel, brand, tell, strict and dry_run as the command has them."""
    fleet = Fleet.load(vessel=how.pop("vessel", ""), brand=how.pop("brand", ""))
    rows, _ = reading.read(name, content, at=at)
    return import_rows(rows, Import(name, fleet, at=at, tell=how.pop("tell", False)), **how)


def state() -> tuple[dict[str, int], dict[tuple[str, str, str], int]]:
    """Everything a second import must leave alone: versions of bookings, and what is owed."""
    wanted = {
        (delivery.booking_code, delivery.target, delivery.recipient): delivery.wanted
        for delivery in Delivery.objects.all()
    }
    return dict(Booking.objects.values_list("code", "version")), wanted
