"""The one place that writes iCalendar (RFC 5545), for feeds and for what goes out by e-mail."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

PRODUCT = "-//Fairlead//Fairlead//EN"
UID_DOMAIN = "fairlead"
"""Part of every UID, for good: a calendar that meets another UID takes the event for a new one."""
REFRESH_MINUTES = 15


@dataclass(frozen=True)
class Event:
    """One event. `start` and `end` are in the port's zone (ZoneInfo): people read them on its clock.

    `status` is tentative, confirmed or cancelled; `sequence` rises with every version, made at `last_modified`.
    """

    uid: str
    sequence: int
    title: str
    start: datetime
    end: datetime
    status: str
    last_modified: datetime
    location: str = ""
    description: str = ""
    url: str = ""


def uid(code: str) -> str:
    return f"{code}@{UID_DOMAIN}"


def write(events: Iterable[Event], *, name: str = "", method: str = "") -> bytes:
    """Return a whole calendar; the same events give the same bytes.

    `name` is for a calendar to subscribe to, which is also told how often to look again; `method` (PUBLISH,
    CANCEL) for one that goes out by e-mail.
    """
    listed = sorted(events, key=lambda event: (event.start, event.uid))
    calendar = icalendar.Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    if name:
        calendar.add("X-WR-CALNAME", _line(name))
        calendar.add("REFRESH-INTERVAL", timedelta(minutes=REFRESH_MINUTES), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", f"PT{REFRESH_MINUTES}M")
    for event in listed:
        calendar.add_component(_component(event))
    # Zones stand before the events that name them, and in one order: the library's set has none.
    years = [moment.year for event in listed for moment in (event.start, event.end)]
    missing = sorted(calendar.get_missing_tzids())
    calendar.subcomponents[:0] = [_zone(key, min(years), max(years)) for key in missing]
    written: bytes = calendar.to_ical()
    return written


def _component(event: Event) -> icalendar.Event:
    component = icalendar.Event()
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.last_modified.astimezone(UTC))
    component.add("LAST-MODIFIED", event.last_modified.astimezone(UTC))
    component.add("SUMMARY", _line(event.title))
    component.add("DTSTART", _unmistakable(event.start))
    component.add("DTEND", _unmistakable(event.end))
    component.add("STATUS", event.status.upper())
    for name, value in (("LOCATION", event.location), ("DESCRIPTION", event.description), ("URL", event.url)):
        if value:
            component.add(name, "\n".join(map(_line, value.splitlines())))
    return component


def _unmistakable(moment: datetime) -> datetime:
    """Give the second 01:30 of a night when clocks go back in UTC: by the RFC a local time means the first."""
    return moment.astimezone(UTC) if moment.fold else moment


def _line(text: str) -> str:
    """Keep a text to one line without control characters, which calendar programs refuse a whole feed for."""
    return "".join(letter for letter in " ".join(text.split()) if unicodedata.category(letter) != "Cc")


@lru_cache
def _zone(key: str, first_year: int, last_year: int) -> icalendar.Timezone:
    """Write out what the zone's clocks show in these years, one observance per change.

    Not `icalendar.Timezone.from_tzid`: it has every summer begin an hour late.
    """
    zone, midnight = ZoneInfo(key), datetime(first_year - 1, 12, 31, tzinfo=UTC)
    component = icalendar.Timezone()
    component.add("TZID", key)
    component.add_component(_observance(zone, since=midnight, before=_offset(zone, midnight)))
    while midnight.year <= last_year:
        before, tomorrow = _offset(zone, midnight), midnight + timedelta(days=1)
        if _offset(zone, tomorrow) != before:
            moments = [midnight + timedelta(minutes=minute) for minute in range(24 * 60 + 1)]
            since = next(moment for moment in moments if _offset(zone, moment) != before)
            component.add_component(_observance(zone, since=since, before=before))
        midnight = tomorrow
    return component


def _observance(zone: ZoneInfo, *, since: datetime, before: timedelta) -> icalendar.Component:
    """Describe the clocks from `since` on, an instant that is itself read on the clock it ends (`before`)."""
    local = since.astimezone(zone)
    observance = icalendar.TimezoneDaylight() if local.dst() else icalendar.TimezoneStandard()
    observance.add("DTSTART", (since + before).replace(tzinfo=None))
    observance.add("TZOFFSETFROM", before)
    observance.add("TZOFFSETTO", _offset(zone, since))
    observance.add("TZNAME", str(local.tzname()))
    return observance


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)
