import pytest

from bookings.importing import reading
from bookings.importing.rows import MAX_BYTES, FileError
from tests import make


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("season.csv", b"", "The file is empty."),
        ("season.xlsx", b"PK", "Only .csv and .ics files can be imported."),
        ("season.csv", b"x" * (MAX_BYTES + 1), "The file is larger than 20 MB. Split it and import the parts."),
    ],
)
def test_unusable_file_is_refused_in_one_sentence(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(FileError) as refused:
        reading.read(name, content, at=make.NOW)
    assert str(refused.value) == sentence


def test_kind_is_told_by_the_ending_in_any_case() -> None:
    rows, _ = reading.read("SEASON.CSV", b"reference,start\nA-1,2026-12-05T16:30\n", at=make.NOW)
    assert [row.reference for row in rows] == ["A-1"]
