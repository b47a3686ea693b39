from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bookings.models import Booking
from tests.importing import build

FILES = Path(__file__).parent / "files"
pytestmark = pytest.mark.usefixtures("jada", "sailjada", "ledger")


def run(file: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("import_bookings", str(file), *options, stdout=out)
    return out.getvalue().splitlines()


def test_command_sums_up() -> None:
    assert run(FILES / "spreadsheet.csv") == [
        "columns not understood, left out: Hull colour",
        "spreadsheet.csv: 2 new, 0 updated, 0 unchanged, 0 in conflict, 0 bad. Imported.",
    ]


def test_command_names_bad_rows_and_fails() -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_bookings", str(FILES / "one_bad.csv"), stdout=out)
    assert (ended.value.code, out.getvalue().splitlines()) == (
        1,
        [
            "line 3, B-2: party_size: a whole number of passengers is wanted.",
            "one_bad.csv: 1 new, 0 updated, 0 unchanged, 0 in conflict, 1 bad. Imported.",
        ],
    )


def test_dry_run_writes_nothing() -> None:
    summary = run(FILES / "spreadsheet.csv", "--dry-run")[-1]
    assert (summary, Booking.objects.count()) == (
        "spreadsheet.csv: 2 new, 0 updated, 0 unchanged, 0 in conflict, 0 bad. "
        "A dry run: nothing was written. This is what an import would do.",
        0,
    )


def test_calendar_of_a_marketplace_goes_in_twice() -> None:
    first, second = (run(FILES / "marketplace.ics")[-1] for _ in range(2))
    assert (first, second) == (
        "marketplace.ics: 6 new, 0 updated, 1 unchanged, 0 in conflict, 0 bad. Imported.",
        "marketplace.ics: 0 new, 0 updated, 7 unchanged, 0 in conflict, 0 bad. Imported.",
    )


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("nowhere.csv", [], "There is no file {}."),
        ("", [], "{} cannot be read: Is a directory."),
        ("spreadsheet.csv", ["--vessel", "Reina"], "vessel: there is none of this name. There are: JADA."),
        ("spreadsheet.csv", ["--brand", "example.org"], "brand: there is none of this name. There are: sailjada.com."),
    ],
)
def test_command_refuses_in_one_sentence(name: str, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(FILES / name, *options)
    assert str(refused.value) == sentence.format(FILES / name)


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(CommandError) as refused:
        run(huge)
    assert str(refused.value) == f"{huge} is larger than 20 MB. Split it and import the parts."


def test_second_run_of_a_file_changes_nothing() -> None:
    run(FILES / "spreadsheet.csv", "--tell")
    before = build.state()
    run(FILES / "spreadsheet.csv", "--tell")
    assert build.state() == before
