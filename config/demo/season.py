"""The season of the demo: the sample files, moved to begin two weeks before the first run, imported and crewed."""

import csv
import re
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TextIO

from django.core.management import call_command
from tqdm import tqdm

from bookings.models import Booking, Vessel
from config.demo.fleet import CREW
from crew import actions
from crew.errors import OverlapError
from crew.models import Person, Role

SAMPLES = Path(__file__).resolve().parent
BEGINS_BEFORE = timedelta(days=14)
ICS_DATE = re.compile(r"(?<![0-9A-Za-z])(\d{8})(?=T\d{6}|\D|$)")
ICS_DATED = re.compile(r"^(DTSTART|DTEND|EXDATE|RDATE|RECURRENCE-ID|RRULE)\b")
BY = "user:owner"


def first_run(folder: Path, *, today: date) -> date:
    """Return the day of the first run, which `folder` remembers."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / "first_run"
    if not note.exists():
        note.write_text(today.isoformat())
    return date.fromisoformat(note.read_text())


def import_files(folder: Path, *, first_run: date, vessel: Vessel, out: TextIO) -> None:
    """Write the shifted files to `folder` and import them, telling everyone; `out` takes the reports."""
    season = (SAMPLES / "season.csv").read_text(encoding="utf-8")
    marketplace = (SAMPLES / "marketplace.ics").read_bytes().decode()  # bytes, for its line ends
    begins = min(date.fromisoformat(row["date"]) for row in csv.DictReader(season.splitlines()))
    shift = first_run - BEGINS_BEFORE - begins
    shifted = {"season.csv": shifted_csv(season, shift), "marketplace.ics": shifted_ics(marketplace, shift)}
    for name, text in shifted.items():
        (folder / name).write_bytes(text.encode())
        with suppress(SystemExit):  # rows that did not go in were named; the others sail
            call_command("import_bookings", str(folder / name), vessel=vessel.name, tell=True, stdout=out)


def shifted_csv(text: str, shift: timedelta) -> str:
    """Move every ISO date: the sample file has them in its date columns alone."""
    return re.sub(r"\b\d{4}-\d\d-\d\d\b", lambda found: str(date.fromisoformat(found[0]) + shift), text)


def shifted_ics(text: str, shift: timedelta) -> str:
    """Move the dates of events; the rules of time zones stay where they are."""

    def moved(found: re.Match[str]) -> str:
        return f"{datetime.strptime(found[1], '%Y%m%d').date() + shift:%Y%m%d}"  # noqa: DTZ007  # a date alone

    lines, in_zone = [], False
    for line in text.splitlines(keepends=True):
        in_zone = (in_zone or line.startswith("BEGIN:VTIMEZONE")) and not line.startswith("END:VTIMEZONE")
        lines.append(ICS_DATE.sub(moved, line) if ICS_DATED.match(line) and not in_zone else line)
    return "".join(lines)


def crew_up(*, at: datetime) -> None:
    """Give every confirmed charter a captain, a crew member and a hostess, turn by turn."""
    people = {person.scc_id: person for person in Person.objects.filter(active=True)}
    roles = {role.slug: role for role in Role.objects.all()}
    charters = list(Booking.objects.confirmed().charters().prefetch_related("assignments"))
    for turn, booking in enumerate(tqdm(charters, desc="crew", unit="charter", disable=None)):
        taken = {assignment.role_id for assignment in booking.assignments.all()}
        for slug, listed in CREW.items():
            if roles[slug].pk not in taken:
                able = deque(people[scc_id] for scc_id, *_ in listed if scc_id in people)
                able.rotate(-turn)
                _assign_first_free(booking, able, roles[slug], at=at)


def _assign_first_free(booking: Booking, people: Iterable[Person], role: Role, *, at: datetime) -> None:
    for person in people:
        try:
            actions.assign(booking, person, role, by=BY, at=at)
            return
        except OverlapError:
            continue
