"""Builders of the calendar's own rows."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bookings.models import Booking
from bookings.outbox import worker
from calendar_sync.models import Entry, Feed, Status
from crew import actions
from crew.models import Assignment, Person, Role
from tests import make

_numbers = count(1)


def entry(**fields: Any) -> Entry:
    starts_at = fields.pop("starts_at", make.NOON)
    defaults: dict[str, Any] = {
        "code": f"OTHER-{next(_numbers)}",
        "title": "Haul-out",
        "ends_at": starts_at + timedelta(hours=3),
        "status": Status.CONFIRMED,
        "progress": {"stage": "confirmed", "crew": {"needed": 0, "accepted": 0}, "checklist": {"done": 0, "of": 0}},
        "sequence": 1,
        "modified_at": make.NOW,
    }
    fields.setdefault("vessel", None)
    fields["vessel"] = fields["vessel"] or make.vessel()
    return Entry.objects.create(starts_at=starts_at, **defaults | fields)


def feed(**fields: Any) -> Feed:
    return Feed.objects.create(**fields)


def person() -> Person:
    number = next(_numbers)
    return Person.objects.create(name=f"Crew {number}", email=f"crew{number}@example.com")


def place(booking: Booking, whose: Person | None = None) -> Assignment:
    """Give someone a place on the booking."""
    role, _ = Role.objects.get_or_create(slug="crew", defaults={"name": "Crew"})
    return actions.assign(booking, whose or person(), role, by=make.STAFF, at=make.NOW)


def deliver(at: datetime = make.NOW) -> worker.Tally:
    """Have the outbox bring the calendar up to date."""
    return worker.drain("calendar", clock=lambda: at)
