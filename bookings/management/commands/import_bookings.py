import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from bookings.importing import reading
from bookings.importing.fleet import Fleet
from bookings.importing.report import Report
from bookings.importing.rows import MAX_BYTES, FileError
from bookings.importing.run import Import, import_rows


class Command(BaseCommand):
    help = (
        "Import charters from a .csv or .ics file. Again is safe: the same file changes nothing, and later only what "
        "changed in the file is updated. Exit status 1 if any row was bad. See docs/importing.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--vessel", default="", help="name of the vessel for rows that name none")
        parser.add_argument("--brand", default="", metavar="DOMAIN", help="brand for rows that name none")
        parser.add_argument("--tell", action="store_true", help="tell guests and crew, as a save in the admin would")
        parser.add_argument("--strict", action="store_true", help="all or nothing: one bad row undoes the import")
        parser.add_argument("--dry-run", action="store_true", help="do everything, report, undo it")

    def handle(self, *, file: Path, vessel: str, brand: str, tell: bool, strict: bool, dry_run: bool, **_: Any) -> None:
        now = timezone.now()
        try:
            rows, ignored = reading.read(file.name, _content(file), at=now)
            job = Import(file.name, Fleet.load(vessel=vessel, brand=brand), at=now, tell=tell)
        except FileError as error:
            raise CommandError(str(error)) from None
        bar = tqdm(rows, desc=file.name, unit="row", file=sys.stderr, disable=None)
        report = import_rows(bar, job, strict=strict, dry_run=dry_run)
        report.ignored = ignored
        self._print(report)
        if report.bad:
            sys.exit(1)

    def _print(self, report: Report) -> None:
        for bad in report.bad:
            self.stdout.write(f"line {bad.line}, {bad.reference or 'no reference'}: {bad.reason}")
        for kept in report.conflicts:
            fields = ", ".join(kept.fields)
            self.stdout.write(f"line {kept.line}, {kept.reference}: {kept.code} keeps what staff changed ({fields})")
        if report.ignored:
            self.stdout.write(f"columns not understood, left out: {', '.join(report.ignored)}")
        self.stdout.write(f"{report.file}: {report.summary}. {report.outcome}")


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise FileError(f"{file} is larger than {MAX_BYTES // 1024 // 1024} MB. Split it and import the parts.")
        return file.read_bytes()
    except FileNotFoundError:
        raise FileError(f"There is no file {file}.") from None
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror}.") from None
