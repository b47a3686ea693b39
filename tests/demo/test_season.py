from datetime import date, timedelta
from pathlib import Path

from config.demo import season

CALENDAR = """\
BEGIN:VTIMEZONE
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;UNTIL=20300101T000000Z
END:VTIMEZONE
BEGIN:VEVENT
UID:20260101-1@example.com
DTSTAMP:20260101T000000Z
DTSTART;TZID=America/Los_Angeles:20260131T100000
DTEND;VALUE=DATE:20260228
RRULE:FREQ=WEEKLY;UNTIL=20260301T080000Z
EXDATE:20260207T100000,20260214T100000
END:VEVENT
"""
TEN_DAYS = timedelta(days=10)


def test_calendar_dates_move_and_nothing_else() -> None:
    moved = CALENDAR
    for before, after in {
        "20260131T100000": "20260210T100000",
        "VALUE=DATE:20260228": "VALUE=DATE:20260310",
        "20260301T080000Z": "20260311T080000Z",
        "20260207T100000,20260214T100000": "20260217T100000,20260224T100000",
    }.items():
        moved = moved.replace(before, after)
    assert season.shifted_ics(CALENDAR, TEN_DAYS) == moved


def test_table_dates_move_and_nothing_else() -> None:
    row = "JADA-001,2026-12-28,16:30,619-555-0123,Smith birthday\n"
    assert season.shifted_csv(row, TEN_DAYS) == row.replace("2026-12-28", "2027-01-07")


def test_first_run_is_remembered(tmp_path: Path) -> None:
    assert season.first_run(tmp_path / "demo", today=date(2026, 5, 1)) == date(2026, 5, 1)
    assert season.first_run(tmp_path / "demo", today=date(2026, 6, 1)) == date(2026, 5, 1)
