"""Taking ticks: the one writer of the log, whichever door they come through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from crew.checklists.entitlement import PlaceThen
from crew.checklists.models import TemplateItem, Tick
from crew.checklists.signals import checklist_changed

TAKEN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Sent:
    """One tick as it was made; `made_at` is by the phone's clock, which may be wrong."""

    sent_id: UUID
    item: int
    code: str
    ticked: bool
    made_at: datetime


@dataclass(frozen=True)
class Refusal:
    sent_id: str
    why: str


def take(
    sent: Sequence[Sent], *, place: PlaceThen, by: str, at: datetime, device: str = ""
) -> tuple[list[UUID], list[Refusal]]:
    """Write down the ticks that this person was entitled to make; return what is kept, and what is refused and why.

    Whatever is sent again is kept once. Nothing raises: each tick stands alone.
    """
    items = {item.pk: item for item in TemplateItem.objects.for_charters([place.booking])}
    verdicts = [(tick, _refusal(tick, place, items, at)) for tick in sent]
    good = [tick for tick, why in verdicts if not why]
    if good:
        with transaction.atomic():
            Tick.objects.bulk_create([_row(tick, place, device, at) for tick in good], ignore_conflicts=True)
            checklist_changed.send(Tick, booking=place.booking, by=by, at=at)
    return [tick.sent_id for tick in good], [Refusal(str(tick.sent_id), why) for tick, why in verdicts if why]


def _refusal(tick: Sent, place: PlaceThen, items: dict[int, TemplateItem], at: datetime) -> str:
    """Say why a tick is not taken, "" where it is."""
    role_id = place.role_at(min(tick.made_at, at))
    item = items.get(tick.item)
    if tick.made_at < at - TAKEN_FOR:
        return "It was made more than 14 days ago."
    if tick.code != place.booking.code or role_id is None:
        return "You were not on this charter then."
    if item is None or not item.fits(place.booking, {role_id}):
        return "It is not on your list any more."
    return ""


def _row(tick: Sent, place: PlaceThen, device: str, at: datetime) -> Tick:
    return Tick(
        sent_id=tick.sent_id,
        booking=place.booking,
        item_id=tick.item,
        person_id=place.person_id,
        ticked=tick.ticked,
        made_at=tick.made_at,
        received_at=at,
        device=device,
    )
