"""iCalendar files, as Google Calendar and marketplaces export them: rows."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty
from recurring_ical_events import of

from bookings.clock import LocalTimeError, localise
from bookings.importing import cells, ics_text
from bookings.importing.rows import FileError, Row, RowError, require_few
from bookings.models import Kind, Stage

AHEAD = timedelta(days=548)
"""How far ahead repetitions are imported: 18 months."""
OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
TIMES_OF_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
STAGES = {"CANCELLED": Stage.CANCELLED, "TENTATIVE": Stage.INQUIRY}


def read(content: bytes, *, at: datetime) -> list[Row]:
    """Read an iCalendar file: a row for each event and each repetition until 18 months after `at`. Raises FileError."""
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError):
        raise FileError("The file is not a calendar that can be read. Export it again as .ics.") from None
    began = [line for line, text in enumerate(content.splitlines(), 1) if text.strip().upper() == b"BEGIN:VEVENT"]
    events = list(zip(began, calendar.walk("VEVENT"), strict=False))
    if not events:
        raise FileError("The calendar holds no events.")
    called_off = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    rows: list[Row] = []
    events.sort(key=lambda event: str(event[1].get("UID", "")))  # sort is stable: a series stays in the file's order
    for uid, series in groupby(events, key=lambda event: str(event[1].get("UID", ""))):
        rows += _series(uid, list(series), zone=_zone(calendar), until=at + AHEAD, called_off=called_off)
        require_few(len(rows))
    return sorted(rows, key=lambda row: row.line)


def _zone(calendar: Component) -> ZoneInfo | None:
    """Return the zone that floating times are in, where the calendar says so."""
    name = str(calendar.get("X-WR-TIMEZONE", ""))
    return ZoneInfo(name) if name in available_timezones() else None


def _series(
    uid: str, events: list[tuple[int, Component]], *, zone: ZoneInfo | None, until: datetime, called_off: bool
) -> Iterable[Row]:
    """Read all events of one UID: one event, or a series with its exceptions."""
    line = events[0][0]
    if not uid:
        return [Row(line, "", error="The event has no UID, so a second import could not know it again.")]
    if len(uid) > 240:
        return [Row(line, uid[:240], error="The event's UID is longer than 240 characters.")]
    home = next((_plain(event["DTSTART"]) for _, event in events if "RRULE" in event and "DTSTART" in event), None)
    named = {_meant(event, home): (number, event) for number, event in sorted(events, key=_revision)}
    newest = [event for _, event in named.values()]
    try:
        repeats = any("RRULE" in event or "RDATE" in event for event in newest)
        occurrences = {_meant(event, home): event for event in (_expanded(newest, until) if repeats else newest)}
        struck_out = [day for event in newest for day in _struck_out(event, home) if day not in occurrences]
    except RowError as error:
        return [Row(line, uid, error=str(error))]
    except ValueError:
        return [Row(line, uid, error="The event's repetition cannot be read.")]
    rows = [Row(line, f"{uid}#{day}", "ics", withdrawn=True) for day in struck_out]
    for day, event in occurrences.items():
        number = named[day][0] if day in named else line
        rows.append(_row(number, f"{uid}#{day}" if day else uid, event, zone, called_off=called_off))
    return rows


def _revision(numbered: tuple[int, Component]) -> int:
    return int(numbered[1].get("SEQUENCE", 0))


def _meant(event: Component, home: Any) -> str:
    """Name a repetition by the day it was first meant for, which stays when it is moved; "" for no repetition."""
    meant = _plain(event.get("RECURRENCE-ID"))
    return _day(meant, home) if meant else ""


def _day(moment: Any, home: Any) -> str:
    """Return the day of `moment` where the series is at home: exports write exceptions in UTC, too."""
    zone = getattr(home, "tzinfo", None)
    return f"{moment.astimezone(zone) if zone and getattr(moment, 'tzinfo', None) else moment:%Y-%m-%d}"


def _expanded(events: list[Component], until: datetime) -> list[Component]:
    for rule in (event["RRULE"] for event in events if "RRULE" in event):
        if not isinstance(rule, dict):
            raise RowError("The event's repetition cannot be read.")
        if OFTEN & set(rule.get("FREQ", ())) or any(len(rule.get(part, ())) > 1 for part in TIMES_OF_DAY):
            raise RowError("The event repeats more than once a day.")
    alone = Calendar()
    for event in events:
        _moment(event, "DTSTART")
        alone.add_component(event)
    return list(of(alone).between(datetime(1970, 1, 1, tzinfo=until.tzinfo), until))


def _struck_out(event: Component, home: Any) -> Iterable[str]:
    """Yield the days taken out of a series (EXDATE): known from before, they are cancelled now."""
    exdates = event.get("EXDATE", [])
    for exdate in exdates if isinstance(exdates, list) else [exdates]:
        yield from (_day(day.dt, home) for day in getattr(exdate, "dts", ()))


def _row(line: int, reference: str, event: Component, zone: ZoneInfo | None, *, called_off: bool) -> Row:
    if called_off or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Row(line, reference, "ics", withdrawn=True)
    try:
        starts, ends = _span(event, zone)
        facts, money = ics_text.read(
            str(event.get("DESCRIPTION", "")), location=cells.clean(str(event.get("LOCATION", "")))
        )
    except (RowError, LocalTimeError) as error:
        return Row(line, reference, "ics", error=str(error))
    all_day = not isinstance(_plain(event["DTSTART"]), datetime)
    status = STAGES.get(str(event.get("STATUS", "")).upper(), Stage.CONFIRMED)
    facts.setdefault("kind", Kind.CLOSURE.value if all_day else Kind.CHARTER.value)
    facts.setdefault("stage", (Stage.CONFIRMED if facts["kind"] == Kind.CLOSURE else status).value)
    title = cells.clean(str(event.get("SUMMARY", "")))
    return Row(line, reference, "ics", facts | {"title": title, "starts": starts, "ends": ends}, money_text=money)


def _span(event: Component, zone: ZoneInfo | None) -> tuple[datetime, datetime | None]:
    """Read start and end, with DURATION and whole days; naive where neither event nor calendar names a zone."""
    start = _moment(event, "DTSTART")
    end = _moment(event, "DTEND") if "DTEND" in event else None
    if end is None and "DURATION" in event:
        duration = _plain(event["DURATION"])
        if not isinstance(duration, timedelta):
            raise RowError("DURATION: cannot be read.")
        end = start + duration
    if not isinstance(start, datetime):  # whole days of the port, wherever the calendar was made; the end is exclusive
        last = end if end is not None and not isinstance(end, datetime) and end > start else start + timedelta(days=1)
        return datetime.combine(start, time()), datetime.combine(last, time())
    if end is not None and not isinstance(end, datetime):
        raise RowError("DTEND: is a day, where DTSTART is a time.")
    starts, ends = (
        localise(moment, zone) if moment and zone and not moment.tzinfo else moment for moment in (start, end)
    )
    assert starts is not None
    if ends is not None and (ends.tzinfo is None) != (starts.tzinfo is None):
        raise RowError("DTEND: names a time zone where DTSTART does not, or the other way round.")
    return starts, ends if ends is not None and ends != starts else None


def _moment(event: Component, name: str) -> date | datetime:
    value: Any = event.get(name)
    moment = _plain(value)
    if not isinstance(moment, date):
        raise RowError(f"{name}: is missing or cannot be read.")
    if isinstance(moment, datetime) and moment.tzinfo is None and re.search(r"\S", str(value.params.get("TZID", ""))):
        raise RowError(f"{name}: names a time zone that neither the file nor the zone database explains.")
    return moment


def _plain(value: Any) -> Any:
    """Return a property's Python value; None where it is missing or broken."""
    try:
        return getattr(value, "dt", None)
    except BrokenCalendarProperty:
        return None
