from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bookings.importing import ics_rows
from bookings.importing.rows import FileError, Row
from tests import make
from tests.importing import build

PORT = ZoneInfo("America/Los_Angeles")
SAIL = "UID:a@example.com\nSUMMARY:Sunset sail\n"
WEEKLY = SAIL + "DTSTART;TZID=America/Los_Angeles:20261205T163000\nDURATION:PT3H\nRRULE:FREQ=WEEKLY;COUNT=4\n"
MOVED = (
    "UID:a@example.com\nSUMMARY:Later sail\nRECURRENCE-ID:20261220T003000Z\n"
    "DTSTART;TZID=America/Los_Angeles:20261220T180000\nDURATION:PT2H\n"
)


def read(*events: str, extra: str = "") -> list[Row]:
    return ics_rows.read(build.ics(*events, extra=extra), at=make.NOW)


def only(*events: str, extra: str = "") -> Row:
    (row,) = read(*events, extra=extra)
    return row


def times(row: Row) -> tuple[datetime, datetime | None]:
    return row.facts["starts"], row.facts["ends"]


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute)


def test_event_is_a_confirmed_charter_known_by_its_uid() -> None:
    row = only(SAIL + "DTSTART:20261206T003000Z\nDTEND:20261206T033000Z")
    assert row == Row(
        4,
        "a@example.com",
        "ics",
        {
            "title": "Sunset sail",
            "kind": "charter",
            "stage": "confirmed",
            "internal_notes": "",
            "starts": datetime(2026, 12, 6, 0, 30, tzinfo=UTC),
            "ends": datetime(2026, 12, 6, 3, 30, tzinfo=UTC),
        },
    )


def test_named_zone_and_duration_are_read() -> None:
    row = only(SAIL + "DTSTART;TZID=America/Los_Angeles:20261205T163000\nDURATION:PT3H")
    assert times(row) == (wall(5, 16, 30).replace(tzinfo=PORT), wall(5, 19, 30).replace(tzinfo=PORT))


def test_zone_explained_by_the_file_is_read() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Harbour time\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:-0800\nTZOFFSETTO:-0800\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    starts, _ = times(only(SAIL + "DTSTART;TZID=Harbour time:20261205T163000", extra=zone))
    assert starts.astimezone(UTC) == datetime(2026, 12, 6, 0, 30, tzinfo=UTC)


def test_zone_nobody_explains_is_refused() -> None:
    row = only(SAIL + "DTSTART;TZID=Nowhere/Land:20261205T163000")
    assert row.error == "DTSTART: names a time zone that neither the file nor the zone database explains."


def test_floating_time_waits_for_the_vessels_zone() -> None:
    assert times(only(SAIL + "DTSTART:20261205T163000")) == (wall(5, 16, 30), None)


def test_floating_time_is_in_the_calendars_zone_where_it_names_one() -> None:
    row = only(SAIL + "DTSTART:20261205T163000", extra="X-WR-TIMEZONE:America/New_York\n")
    assert times(row) == (wall(5, 16, 30).replace(tzinfo=ZoneInfo("America/New_York")), None)


def test_all_day_event_closes_the_ports_whole_days() -> None:
    row = only(
        "UID:b@example.com\nSUMMARY:Haul-out\nSTATUS:TENTATIVE\nDTSTART;VALUE=DATE:20261207\nDTEND;VALUE=DATE:20261209"
    )
    assert (row.facts["kind"], row.facts["stage"], times(row)) == ("closure", "confirmed", (wall(7, 0), wall(9, 0)))


def test_all_day_event_without_an_end_is_one_day() -> None:
    row = only("UID:b@example.com\nDTSTART;VALUE=DATE:20261207")
    assert times(row) == (wall(7, 0), wall(8, 0))


def test_tentative_event_is_an_inquiry() -> None:
    assert only(SAIL + "DTSTART:20261206T003000Z\nSTATUS:TENTATIVE").facts["stage"] == "inquiry"


def test_cancelled_event_is_withdrawn() -> None:
    assert only(SAIL + "DTSTART:20261206T003000Z\nSTATUS:CANCELLED") == Row(4, "a@example.com", "ics", withdrawn=True)


def test_repetitions_are_known_by_the_day_they_were_meant_for() -> None:
    assert [(row.reference, row.facts["starts"].day) for row in read(WEEKLY)] == [
        ("a@example.com#2026-12-05", 5),
        ("a@example.com#2026-12-12", 12),
        ("a@example.com#2026-12-19", 19),
        ("a@example.com#2026-12-26", 26),
    ]


def test_repetition_keeps_its_wall_clock_over_a_change_of_clocks() -> None:
    rows = read(SAIL + "DTSTART;TZID=America/Los_Angeles:20270313T163000\nRRULE:FREQ=DAILY;COUNT=2")
    assert [row.facts["starts"].astimezone(UTC).hour for row in rows] == [0, 23]


def test_exdate_withdraws_its_repetition() -> None:
    rows = read(WEEKLY + "EXDATE:20261213T003000Z")
    assert sorted(row.reference for row in rows if row.withdrawn) == ["a@example.com#2026-12-12"]


def test_exception_moves_one_repetition_and_keeps_its_identity() -> None:
    moved = next(row for row in read(WEEKLY, MOVED) if row.reference == "a@example.com#2026-12-19")
    assert (moved.line, moved.facts["title"], times(moved)[0]) == (
        11,
        "Later sail",
        wall(20, 18).replace(tzinfo=PORT),
    )


def test_cancelled_exception_withdraws_one_repetition() -> None:
    rows = read(WEEKLY, MOVED + "STATUS:CANCELLED")
    assert [row.reference for row in rows if row.withdrawn] == ["a@example.com#2026-12-19"]


def test_endless_repetition_ends_after_18_months() -> None:
    rows = read(SAIL + "DTSTART:20261206T003000Z\nRRULE:FREQ=DAILY")
    last = max(row.facts["starts"] for row in rows)
    assert timedelta(days=547) < last - make.NOW < timedelta(days=549)


def test_single_event_far_ahead_is_read() -> None:
    assert only(SAIL + "DTSTART:20301206T003000Z").facts["starts"].year == 2030


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=9,10"])
def test_repetition_within_a_day_is_refused(rule: str) -> None:
    row = only(SAIL + f"DTSTART:20261206T003000Z\nRRULE:{rule}")
    assert row.error == "The event repeats more than once a day."


def test_newer_revision_of_an_event_wins() -> None:
    newer = "UID:a@example.com\nSUMMARY:Renamed\nDTSTART:20261206T003000Z\nSEQUENCE:2"
    assert only(newer, SAIL + "DTSTART:20261206T003000Z\nSEQUENCE:1").facts["title"] == "Renamed"


def test_unreadable_event_leaves_the_others() -> None:
    rows = read("UID:b@example.com\nDTSTART:soon", SAIL + "DTSTART:20261206T003000Z")
    assert [(row.line, row.error) for row in rows] == [(4, "DTSTART: is missing or cannot be read."), (8, "")]


def test_description_is_for_the_office_but_for_labels_and_money() -> None:
    row = only(
        SAIL + "DTSTART:20261206T003000Z\nLOCATION:Pier 1\n"
        "DESCRIPTION:Guests: 12\\nName: Nora Quist\\nCrew notes: Cake on board\\nRevenue: $840.75\\nBooked by phone\n"
    )
    facts = {
        name: row.facts.get(name)
        for name in ("party_size", "client_name", "crew_notes", "guest_notes", "internal_notes")
    }
    assert (facts, row.money_text) == (
        {
            "party_size": 12,
            "client_name": "Nora Quist",
            "crew_notes": "Cake on board",
            "guest_notes": None,
            "internal_notes": "Booked by phone\nLocation: Pier 1",
        },
        ("Revenue: $840.75",),
    )


def test_html_in_a_description_is_read_as_lines() -> None:
    row = only(SAIL + "DTSTART:20261206T003000Z\nDESCRIPTION:<b>Guests:</b> 12<br>Captain fee: 250<br/>Tea &amp; cake")
    assert (row.facts["party_size"], row.facts["internal_notes"], row.money_text) == (
        12,
        "Tea & cake",
        ("Captain fee: 250",),
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no calendar at all", "The file is not a calendar that can be read. Export it again as .ics."),
        (build.ics(), "The calendar holds no events."),
    ],
)
def test_file_that_is_no_calendar_says_so(content: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as refused:
        ics_rows.read(content, at=make.NOW)
    assert str(refused.value) == sentence
