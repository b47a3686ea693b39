from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from bookings import actions
from bookings.ics import uid
from bookings.models import Booking, CancelCause, Stage
from guests import calendar
from tests import make
from tests.guests import build
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db


def event(written: bytes) -> Any:
    (found,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return found


def fields(booking: Booking) -> dict[str, str]:
    found = event(calendar.entry(booking))
    return {name: str(found[name]) for name in ("UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "URL")}


def test_a_charter_is_in_the_calendar_with_its_dock_and_its_page() -> None:
    site = build.site()
    vessel = make.vessel(dock="Pier 1, slip 4", home_port="San Diego")
    booking = build.charter(brand=site.brand, vessel=vessel, slug="smith-sail")
    assert fields(booking) == {
        "UID": uid(booking.code),
        "SEQUENCE": "1",
        "STATUS": "CONFIRMED",
        "SUMMARY": "Sunset sail",
        "LOCATION": "Pier 1, slip 4, San Diego",
        "URL": site.address(booking.code),
    }


def test_it_begins_when_guests_have_to_be_there() -> None:
    booking = build.charter()
    found = event(calendar.entry(booking))
    assert [found[name].dt for name in ("DTSTART", "DTEND")] == [booking.boards_at, booking.ends_at]
    assert found["DTSTART"].params["TZID"] == "America/Los_Angeles"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "JADA. Be at the dock at 11:45 am. Sails 12:00 pm."),
        ("es", "JADA. Esté en el muelle a las 11:45. Zarpa 12:00."),
    ],
)
def test_it_says_the_times_in_the_guests_language(language: str, said: str) -> None:
    brand, vessel = make.brand(languages="en,es"), make.vessel(name="JADA")
    booking = build.charter(brand=brand, vessel=vessel, client=make.client(language=language))
    words = str(event(calendar.entry(booking))["DESCRIPTION"]).splitlines()
    assert words == [said, build.site(brand=brand).address(booking.code)]


def test_a_move_is_the_same_event_with_a_higher_sequence() -> None:
    booking = build.charter()
    before = event(calendar.entry(booking))
    moved = actions.reschedule(booking, starts_at=NOON + timedelta(days=1), by=STAFF, at=NOW)
    after = event(calendar.entry(moved))
    assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)
    assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)


def test_another_dock_is_a_higher_sequence_too() -> None:
    booking = build.charter()
    before = event(calendar.entry(booking))
    actions.announce(Booking.objects.filter(pk=booking.pk), by=STAFF, at=NOW)
    assert event(calendar.entry(booking))["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.parametrize(("stage", "status"), [(Stage.HOLD, "TENTATIVE"), (Stage.CONFIRMED, "CONFIRMED")])
def test_the_status_follows_the_stage(stage: Stage, status: str) -> None:
    assert fields(build.charter(stage=stage))["STATUS"] == status


def test_a_cancelled_charter_is_cancelled_in_the_calendar() -> None:
    booking = actions.cancel(build.charter(), cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert fields(booking)["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(("cancelled", "said"), [(False, ("PUBLISH", "CONFIRMED")), (True, ("CANCEL", "CANCELLED"))])
def test_an_e_mail_puts_it_in_or_takes_it_out(cancelled: bool, said: tuple[str, str]) -> None:
    booking = build.charter()
    written = calendar.invitation(booking, cancelled=cancelled)
    found = event(written)
    assert (str(icalendar.Calendar.from_ical(written)["METHOD"]), str(found["STATUS"])) == said
    assert str(found["UID"]) == uid(booking.code)


def test_equal_bookings_are_equal_bytes() -> None:
    booking = build.charter()
    assert calendar.entry(booking) == calendar.entry(Booking.objects.get(pk=booking.pk))


def test_nothing_of_the_office_the_crew_or_money_is_in_it() -> None:
    secrets = {"crew_notes": "Ask for Ines", "internal_notes": "They know the owner", "external_ref": "OUT-4711"}
    title = "Revenue: 840.75"
    written = calendar.entry(build.charter(**secrets, title=title)).decode()
    assert [words for words in (*secrets.values(), title) if words in written] == []


def test_text_of_others_adds_no_line_of_its_own() -> None:
    booking = build.charter(title="Sail\r\nATTENDEE:mailto:x@example.com", vessel=make.vessel(dock="A\nURL:x"))
    names = {line.partition(b":")[0] for line in calendar.entry(booking).splitlines()}
    assert b"ATTENDEE" not in names
    assert isinstance(event(calendar.entry(booking))["DTSTART"].dt, datetime)
