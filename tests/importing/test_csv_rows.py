from datetime import datetime, timedelta, timezone

import pytest

from bookings.importing import csv_rows, rows
from bookings.importing.rows import FileError, Row
from tests.importing import build

NAMES = {"revenue": "charter", "captains fee": "captain_fee"}
FOUR_THIRTY = datetime(2026, 12, 5, 16, 30)
SEVEN_THIRTY = datetime(2026, 12, 5, 19, 30)


def read(*lines: str) -> list[Row]:
    return csv_rows.read(build.csv(*lines), money_names=NAMES)[0]


def only(*lines: str) -> Row:
    (row,) = read(*lines)
    return row


def test_row_is_read_by_its_columns() -> None:
    assert only("reference,date,start,end,title", "A-1,2026-12-05,16:30,19:30,Sunset sail") == Row(
        2, "A-1", "csv", {"title": "Sunset sail", "starts": FOUR_THIRTY, "ends": SEVEN_THIRTY}
    )


@pytest.mark.parametrize(
    "header",
    [
        "Reference,Start,Party Size,Crew Notes",
        "REF,start_time,party_size,crew_notes",
        "referencia, Inicio ,PAX,Crew-Notes",
    ],
)
def test_header_names_are_forgiving(header: str) -> None:
    row = only(header, "A-1,2026-12-05T16:30,12,Bring ice")
    assert row.facts == {"starts": FOUR_THIRTY, "ends": None, "party_size": 12, "crew_notes": "Bring ice"}


def test_byte_order_mark_is_no_part_of_the_first_header() -> None:
    content = b"\xef\xbb\xbf" + build.csv("reference,start", "A-1,2026-12-05T16:30")
    assert [row.reference for row in csv_rows.read(content, money_names=NAMES)[0]] == ["A-1"]


def test_semicolons_separate_too() -> None:
    assert only("reference;start;title", "A-1;2026-12-05T16:30;Cake, music").facts["title"] == "Cake, music"


def test_latin_1_is_read() -> None:
    content = "reference,start,client\nA-1,2026-12-05T16:30,José Peña\n".encode("latin-1")
    assert csv_rows.read(content, money_names=NAMES)[0][0].facts["client_name"] == "José Peña"


def test_end_before_start_is_on_the_next_day() -> None:
    row = only("reference,date,start,end", "A-1,2026-12-05,10 pm,1:30 am")
    assert row.facts["ends"] - row.facts["starts"] == timedelta(hours=3, minutes=30)


def test_offset_is_kept() -> None:
    row = only("reference,start,end", "A-1,2026-12-05T16:30-08:00,19:30")
    pacific = timezone(timedelta(hours=-8))
    assert (row.facts["starts"], row.facts["ends"]) == (
        FOUR_THIRTY.replace(tzinfo=pacific),
        SEVEN_THIRTY.replace(tzinfo=pacific),
    )


def test_words_of_stage_kind_and_language_are_read_in_both_languages() -> None:
    row = only("reference,start,status,type,language", "A-1,2026-12-05T16:30,Confirmada,Sail,Español")
    assert (row.facts["stage"], row.facts["kind"], row.facts["client_language"]) == ("confirmed", "charter", "es")


def test_money_stands_apart_and_unread() -> None:
    row = only("reference,start,Revenue,Captain's fee", 'A-1,2026-12-05T16:30,"$1,200.00",250')
    assert (row.money, "revenue" in row.facts) == ({"charter": "$1,200.00", "captain_fee": "250"}, False)


def test_unknown_headers_are_named() -> None:
    content = build.csv("reference,start,Colour of hull", "A-1,2026-12-05T16:30,white")
    assert csv_rows.read(content, money_names=NAMES)[1] == ["Colour of hull"]


def test_line_is_where_a_row_begins() -> None:
    found = read("reference,start,notes", 'A-1,2026-12-05T16:30,"two', 'lines"', "", "A-2,2026-12-06T16:30,one")
    assert [row.line for row in found] == [2, 5]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",2026-12-05T16:30,,,", "reference: is empty, so a second import could not know this booking again."),
        ("A-1,12/05/2026 16:30,,,", "start: write a time as 16:30, or with its date as 2026-12-05T16:30."),
        ("A-1,2026-12-05T16:30,a dozen,,", "party_size: a whole number of passengers is wanted."),
        ("A-1,2026-12-05T16:30,,nora at example,", "client_email: not an e-mail address."),
        (
            "A-1,2026-12-05T16:30,,,sailing",
            "stage: not a word that we know. Use one of inquiry, hold, confirmed, completed, cancelled.",
        ),
        (
            "A-1,2026-12-05T16:30,,,,1200",
            "There are more cells than columns: is a separator inside a cell without quotation marks?",
        ),
    ],
)
def test_bad_cell_is_that_rows_reason(cells: str, reason: str) -> None:
    assert only("reference,start,party_size,email,stage", cells).error == reason


def test_american_date_is_asked_about() -> None:
    row = only("reference,date,start", "A-1,12/05/2026,16:30")
    assert row.error == "date: write it year first, as 2026-12-05, so that day and month cannot be confused."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name,when\nA-1,today\n", "The first line must name the columns, and has none named reference or start."),
        (b"reference,start\n", "The file names its columns, but no booking follows."),
        (
            b"ref,booking id,start\nA-1,A-1,16:30\n",
            "The columns ref and booking id mean the same (reference). Keep one.",
        ),
    ],
)
def test_file_that_cannot_be_read_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as refused:
        csv_rows.read(content, money_names=NAMES)
    assert str(refused.value) == sentence


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_ROWS", 2)
    with pytest.raises(FileError, match="more than 2 bookings"):
        read("reference,start", *(f"A-{number},2026-12-05T16:30" for number in range(3)))
