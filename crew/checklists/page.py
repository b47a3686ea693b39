"""The checklist on a charter's page: phases, items, who ticked them and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import Booking, Stage
from crew.checklists.entitlement import write_token
from crew.checklists.lists import items_of
from crew.checklists.models import Phase, Tick
from crew.models import Assignment


@dataclass(frozen=True)
class Row:
    """One item; `who` and `at` say who ticked it last and when, "" and None while nobody has."""

    item: int
    text: str
    done: bool
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Checklist:
    code: str
    zone: ZoneInfo
    token: str
    phases: Sequence[tuple[str, Sequence[Row]]]

    @property
    def rows(self) -> list[Row]:
        return [row for _, rows in self.phases for row in rows]

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)


def checklist_context(place: Assignment, now: datetime) -> dict[str, Any]:
    """Return what `crew/_checklist.html` shows on the page of a place; no list where there is nothing to tick."""
    booking = place.booking
    open_now = booking.stage in (Stage.CONFIRMED, Stage.COMPLETED) and now < place.link_ends_at
    phases = _phases(place) if open_now else []
    checklist = Checklist(booking.code, booking.zone, write_token(place), phases) if phases else None
    return {"checklist": checklist}


def _phases(place: Assignment) -> list[tuple[str, list[Row]]]:
    ticks = _ticks(place.booking)
    by_phase = groupby(items_of(place), key=lambda item: item.phase)
    return [
        (Phase(phase).label, [_row(item.pk, item.readable, ticks.get(item.pk)) for item in items])
        for phase, items in by_phase
    ]


def _ticks(booking: Booking) -> dict[int, Tick]:
    standing = Tick.objects.filter(booking=booking).that_hold().select_related("person")
    return {tick.item_id: tick for tick in standing if tick.ticked}


def _row(item: int, text: str, tick: Tick | None) -> Row:
    if tick is None:
        return Row(item, text, done=False, who="", at=None)
    first_name = tick.person.name.split()[0]
    return Row(item, text, done=True, who=first_name, at=min(tick.made_at, tick.received_at))
