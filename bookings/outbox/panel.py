"""What staff see of one booking's deliveries: state, the outside's reference, the time, the error."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets

WHEN = "%a %-d %b, %H:%M %Z"


@dataclass(frozen=True)
class Row:
    target: str
    recipient: str
    state: str
    ref: str
    when: str
    error: str
    attempts: int


def rows(code: str, *, zone: ZoneInfo, now: datetime) -> list[Row]:
    """Return the deliveries of one booking, times in its port's zone; not those that never had anything to bring."""
    deliveries = list(Delivery.objects.about(code).exclude(facts=None, delivered_at=None, wanted=F("delivered")))
    named = {
        name: target.names({row.recipient for row in deliveries if row.target == name})
        for name, target in targets().items()
    }
    return [
        Row(
            target=row.target.replace("_", " "),
            recipient=named.get(row.target, {}).get(row.recipient, row.recipient),
            state="late" if row.is_late(now) else row.state,
            ref=row.ref,
            when=_when(row, zone),
            error=row.error,
            attempts=row.attempts,
        )
        for row in deliveries
    ]


def _when(row: Delivery, zone: ZoneInfo) -> str:
    if row.state == "owed" and row.due_at:
        return f"next try {row.due_at.astimezone(zone):{WHEN}}"
    moment = row.parked_at or row.delivered_at
    return f"{moment.astimezone(zone):{WHEN}}" if moment else "known from before"
