"""The internal calendar in our own database: entries that our feeds and the admin show."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from bookings.models import Vessel
from bookings.outbox.targets import Facts, Job, Standing, Target, Wishes
from calendar_sync.models import Entry, Status
from calendar_sync.wire import wishes


class LocalCalendar(Target):
    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        return wishes(codes)

    @transaction.atomic
    def deliver(self, job: Job) -> str:
        """Write the entry, or cancel it where its booking is gone; return its admin page."""
        entry = Entry.objects.select_for_update(of=("self",)).select_related("vessel").filter(code=job.code).first()
        if entry is None and job.facts is None:
            return ""
        entry = entry or Entry(code=job.code, sequence=0)
        if entry.pk is None or not _stands(entry, job.facts):
            _rewrite(entry, job.facts)
            # Above ours and above what calendars have seen: an entry edited by hand may have gone ahead.
            entry.sequence = max(job.version, entry.sequence + 1)
            entry.modified_at = job.at
            entry.save()
        return reverse("admin:calendar_sync_entry_change", args=[entry.pk])

    def drifted(self, standings: Iterable[Standing]) -> Iterable[tuple[str, str]]:
        standings = list(standings)
        codes = [standing.code for standing in standings]
        entries = Entry.objects.select_related("vessel").in_bulk(codes, field_name="code")
        for standing in standings:
            entry = entries.get(standing.code)
            gone = standing.facts is not None if entry is None else not _stands(entry, standing.facts)
            if gone:
                yield standing.code, standing.recipient


def _stands(entry: Entry, facts: Facts | None) -> bool:
    return entry.status == Status.CANCELLED if facts is None else entry.facts == facts


def _rewrite(entry: Entry, facts: Facts | None) -> None:
    if facts is None:
        entry.status, entry.occupies = Status.CANCELLED, False
        return
    entry.vessel = Vessel.objects.get(name=facts["vessel"])
    entry.title, entry.location = facts["title"], facts["location"]
    entry.starts_at, entry.ends_at = datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"])
    entry.status, entry.occupies, entry.progress = facts["status"], facts["occupies"], facts["progress"]
