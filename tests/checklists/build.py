"""Builders of the checklists' room, beside tests/crew/build.py."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from bookings.models import Vessel
from crew.checklists import actions
from crew.checklists.actions import Refusal, Sent
from crew.checklists.entitlement import PlaceThen
from crew.checklists.models import Phase, Template, TemplateItem, Tick
from crew.models import Assignment
from tests import make
from tests.crew import build as crew

_numbers = count(1)
MINUTE = timedelta(minutes=1)


def items(
    *texts: str, vessel: Vessel | None = None, slug: str = "", phase: Phase = Phase.PREPARE
) -> list[TemplateItem]:
    """A checklist of its own, for a vessel or all, for a role or all who sail."""
    role = crew.role(slug) if slug else None
    template = Template.objects.create(name=f"List {next(_numbers)}", vessel=vessel, role=role)
    return [
        TemplateItem.objects.create(template=template, text=text, order=order, phase=phase)
        for order, text in enumerate(texts)
    ]


def item(text: str = "Check the bilge", **fields: Any) -> TemplateItem:
    return items(text, **fields)[0]


def sent(place: Assignment, item: TemplateItem, **fields: Any) -> Sent:
    """A tick as a phone sends it, made at make.NOW."""
    defaults: dict[str, Any] = {
        "sent_id": uuid4(),
        "item": item.pk,
        "code": place.booking.code,
        "ticked": True,
        "made_at": make.NOW,
    }
    return Sent(**defaults | fields)


def take(place: Assignment, *ticks: Sent, at: datetime = make.NOW) -> tuple[list[UUID], list[Refusal]]:
    then = PlaceThen.of(place.person_id, place.pk)
    assert then
    return actions.take(ticks, place=then, by=f"crew:{place.person_id}", at=at)


def tick(place: Assignment, item: TemplateItem, *, at: datetime = make.NOW, **fields: Any) -> None:
    """Made and received at the same moment, unless `made_at` says otherwise."""
    take(place, sent(place, item, **{"made_at": at} | fields), at=at)


def done(place: Assignment) -> list[str]:
    """The items that stand ticked on a charter."""
    ticks = Tick.objects.filter(booking=place.booking).that_hold().select_related("item")
    return sorted(tick.item.text for tick in ticks if tick.ticked)
