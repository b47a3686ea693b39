"""Imports rows, each in a transaction of its own: what is new is booked, what is known is merged."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction

from bookings import actions, sockets
from bookings.clock import LocalTimeError
from bookings.errors import BookingError
from bookings.importing import clients, facts, stages
from bookings.importing.fleet import Fleet
from bookings.importing.merge import Merged, merge
from bookings.importing.models import ImportedRow
from bookings.importing.report import Kept, Refused, Report
from bookings.importing.rows import Row, RowError
from bookings.models import Booking, Stage

ACTOR_LENGTH = 100
AS_THEY_WERE = ("stage", *facts.NOTES)
"""All that changes about a cancelled booking; its other facts wait until it is restored."""


@dataclass(frozen=True)
class Import:
    """What holds for every row: `at` is when, `tell` whether people hear of it."""

    file: str
    fleet: Fleet
    at: datetime
    tell: bool = False

    @property
    def by(self) -> str:
        return f"import:{self.file}"[:ACTOR_LENGTH]


def import_rows(rows: Iterable[Row], job: Import, *, strict: bool = False, dry_run: bool = False) -> Report:
    """Import rows and report. `strict`: all or none. `dry_run`: do everything, then undo it."""
    report = Report(job.file, dry_run=dry_run)
    begun: dict[tuple[str, str], int] = {}
    with transaction.atomic() if strict or dry_run else nullcontext():
        for row in rows:
            try:
                first = begun.setdefault((row.source, row.reference), row.line)
                if first != row.line and row.reference and not row.error:
                    raise RowError(f"reference: line {first} has the same.")
                with transaction.atomic():
                    _import(row, job, report)
            except (RowError, LocalTimeError, BookingError) as error:
                report.bad.append(Refused(row.line, row.reference, str(error)))
            except DatabaseError:  # its own words would quote the whole row
                report.bad.append(Refused(row.line, row.reference, "The database refuses this row."))
        report.undone = strict and bool(report.bad) and not dry_run
        if dry_run or report.undone:
            transaction.set_rollback(True)
    return report


def _import(row: Row, job: Import, report: Report) -> None:
    if row.error:
        raise RowError(row.error)
    booking = _known(row)
    if booking is None and row.withdrawn:
        report.unchanged += 1
        return
    if row.withdrawn:
        theirs, taken = {"stage": Stage.CANCELLED.value}, list[str]()
    else:
        theirs, taken = facts.of_row(row, job.fleet)
    money = [] if row.withdrawn else _parse_money(row, taken)
    if booking is None:
        booking = _book(row, theirs, job)
        _remember(row, theirs, job)
        _apply_money(booking, money, job)
        report.new += 1
        return
    merged = _merge(row, booking, theirs)
    changed = bool(merged.changes)
    booking = _change(booking, merged.changes, job)
    _remember(row, merged.base, job)
    changed |= _apply_money(booking, money, job) > 0
    if changed:
        report.updated += 1
    else:
        report.unchanged += 1
    if merged.conflicts:
        names = [name.replace("_", " ") for name in merged.conflicts]
        report.conflicts.append(Kept(row.line, row.reference, booking.code, names))


def _known(row: Row) -> Booking | None:
    known = Booking.objects.select_related("vessel", "brand", "client")
    return known.filter(source=row.source, external_ref=row.reference).first()


def _book(row: Row, said: dict[str, Any], job: Import) -> Booking:
    made = facts.columns(said, job.fleet)
    stages.require_possible(stage=said["stage"], ends_at=made["ends_at"], at=job.at)
    return actions.book(
        **made,
        stage=Stage(said["stage"]),
        cancel_cause=stages.CAUSE if said["stage"] == Stage.CANCELLED else "",
        client=clients.find_or_make(said, by=job.by),
        code=row.facts.get("code", ""),
        source=row.source,
        external_ref=row.reference,
        by=job.by,
        at=job.at,
        tell=job.tell,
    )


def _merge(row: Row, booking: Booking, theirs: dict[str, Any]) -> Merged:
    last = ImportedRow.objects.filter(source=row.source, reference=row.reference).first()
    base: dict[str, Any] = last.values if last else {}
    ours = facts.of_booking(booking)
    merged = merge(base=base, ours=ours, theirs=theirs)
    if merged.changes.get("stage", ours["stage"]) == Stage.CANCELLED:
        merged = merge(base=base, ours=ours, theirs={name: theirs[name] for name in AS_THEY_WERE if name in theirs})
    return merged


def _change(booking: Booking, changes: dict[str, Any], job: Import) -> Booking:
    """Make the changes by the actions there are: revived first, else facts first and the stage last."""
    stage = changes.get("stage")
    if stage and booking.stage == Stage.CANCELLED:
        booking = stages.bring(booking, stage, by=job.by, at=job.at, tell=job.tell)
        stage = None
    if edits := facts.columns(changes, job.fleet):
        booking = actions.edit(booking, edits, seen=booking.version, by=job.by, at=job.at, tell=job.tell)
    if people := {name: changes[name] for name in facts.CLIENT if name in changes}:
        known = {name: value for name, value in facts.of_booking(booking).items() if name in facts.CLIENT}
        booking = clients.change(booking, people, known, by=job.by, at=job.at, tell=job.tell)
    if stage:
        booking = stages.bring(booking, stage, by=job.by, at=job.at, tell=job.tell)
    return booking


def _remember(row: Row, said: dict[str, Any], job: Import) -> None:
    """Keep what the file said, for the next merge."""
    known, made = ImportedRow.objects.get_or_create(
        source=row.source,
        reference=row.reference,
        defaults={"values": said, "file": job.file[:ACTOR_LENGTH], "read_at": job.at},
    )
    if not made and known.values != said:
        known.values, known.file, known.read_at = said, job.file[:ACTOR_LENGTH], job.at
        known.save()


def _parse_money(row: Row, taken: Iterable[str]) -> list[tuple[sockets.ImportColumns, Any]]:
    """Have each taker of money read its columns and the lines found in text, before anything is written."""
    parsed = []
    for columns in sockets.import_columns:
        cells = {column: text for column, text in row.money.items() if column in columns.names.values()}
        try:
            parsed.append((columns, columns.parse(cells, [*row.money_text, *taken])))
        except ValueError as error:
            raise RowError(str(error)) from None
    return parsed


def _apply_money(booking: Booking, parsed: Iterable[tuple[sockets.ImportColumns, Any]], job: Import) -> int:
    return sum(
        columns.apply(booking, amounts, source=booking.source, by=job.by, at=job.at) for columns, amounts in parsed
    )
