from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from bookings import ics

SAN_DIEGO = ZoneInfo("America/Los_Angeles")
MADE = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
CHANGES_OF_CLOCKS = {
    "America/Los_Angeles": [datetime(2026, 3, 8, 10, tzinfo=UTC), datetime(2026, 11, 1, 9, tzinfo=UTC)],
    "Europe/Madrid": [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)],
    "Australia/Lord_Howe": [datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)],
    "America/Phoenix": [datetime(2026, 3, 8, 10, tzinfo=UTC), datetime(2026, 11, 1, 9, tzinfo=UTC)],
}


def event(code: str = "XHQGMDH", **fields: Any) -> ics.Event:
    start = fields.pop("start", datetime(2026, 12, 5, 16, 30, tzinfo=SAN_DIEGO))
    defaults: dict[str, Any] = {
        "uid": ics.uid(code),
        "sequence": 3,
        "title": "Sunset sail",
        "end": start + timedelta(hours=3),
        "status": "confirmed",
        "last_modified": MADE,
    }
    return ics.Event(start=start, **defaults | fields)


def read(written: bytes) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(written)
    assert isinstance(calendar, icalendar.Calendar)
    return calendar


def only_event(written: bytes) -> icalendar.Event:
    [component] = read(written).events
    return component


def test_event_says_everything_it_was_given() -> None:
    written = only_event(
        ics.write([event(location="Pier 1", description="two\nlines", url="https://fairlead.example.com/e/1")])
    )

    assert {name: written.to_ical().decode() for name, written in written.items() if "DT" not in name} == {
        "UID": "XHQGMDH@fairlead",
        "SEQUENCE": "3",
        "SUMMARY": "Sunset sail",
        "STATUS": "CONFIRMED",
        "LAST-MODIFIED": "20261125T170000Z",
        "LOCATION": "Pier 1",
        "DESCRIPTION": r"two\nlines",
        "URL": "https://fairlead.example.com/e/1",
    }


def test_times_are_read_on_the_ports_clock() -> None:
    written = ics.write([event()])

    assert b"DTSTART;TZID=America/Los_Angeles:20261205T163000\r\n" in written
    assert only_event(written).start == datetime(2026, 12, 6, 0, 30, tzinfo=UTC)


def test_same_events_give_the_same_bytes_in_any_order() -> None:
    madrid = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    events = [event("BBBBBBB"), event("CCCCCCC"), event("DDDDDDD", start=madrid)]

    assert ics.write(events) == ics.write(reversed(events))


def test_zones_are_defined_once_and_before_their_events() -> None:
    madrid = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    calendar = read(ics.write([event("BBBBBBB"), event("CCCCCCC"), event("DDDDDDD", start=madrid)]))

    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE"] * 2 + ["VEVENT"] * 3
    assert [zone.tz_name for zone in calendar.timezones] == ["America/Los_Angeles", "Europe/Madrid"]


@pytest.mark.parametrize("key", CHANGES_OF_CLOCKS)
def test_zone_definition_follows_the_clocks_through_the_year(key: str) -> None:
    zone = ZoneInfo(key)
    new_year = event(start=datetime(2026, 1, 1, tzinfo=zone), end=datetime(2026, 12, 31, tzinfo=zone))
    [defined] = read(ics.write([new_year])).timezones
    observances = [
        (part.DTSTART.replace(tzinfo=UTC) - part.TZOFFSETFROM, part.TZOFFSETTO)
        for part in defined.subcomponents
        if isinstance(part, icalendar.TimezoneStandard | icalendar.TimezoneDaylight)
    ]

    for change in CHANGES_OF_CLOCKS[key]:
        for moment in (change - timedelta(seconds=1), change, change + timedelta(minutes=59)):
            _, offset = max((since, to) for since, to in observances if since <= moment)
            assert offset == moment.astimezone(zone).utcoffset()


def test_second_half_past_one_is_not_taken_for_the_first() -> None:
    second = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=SAN_DIEGO)

    assert only_event(ics.write([event(start=second)])).start == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_times_in_utc_need_no_zone() -> None:
    assert read(ics.write([event(start=MADE)])).timezones == []


@pytest.mark.parametrize("title", ["Sail\r\nATTENDEE:mailto:x@example.com", "Sail\x0bATTENDEE:mailto:x@example.com"])
def test_title_stays_on_its_line(title: str) -> None:
    written = only_event(ics.write([event(title=title)]))

    assert written["SUMMARY"] == "Sail ATTENDEE:mailto:x@example.com"
    assert "ATTENDEE" not in written


def test_control_characters_are_dropped() -> None:
    assert only_event(ics.write([event(title="Sunset\x00 sail\x07")]))["SUMMARY"] == "Sunset sail"


def test_named_calendar_says_how_often_to_look_again() -> None:
    calendar = read(ics.write([], name="JADA\nfleet"))

    assert calendar["X-WR-CALNAME"] == "JADA fleet"
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT15M"
    assert calendar["X-PUBLISHED-TTL"] == "PT15M"


def test_mailed_calendar_carries_its_method_alone() -> None:
    calendar = read(ics.write([event(status="cancelled")], method="CANCEL"))

    assert calendar["METHOD"] == "CANCEL"
    assert "REFRESH-INTERVAL" not in calendar
