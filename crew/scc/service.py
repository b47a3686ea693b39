"""Takes events in: what a sender says makes, changes or cancels a charter.

A message is one transaction: refused, it leaves nothing behind and nobody is told. Repeated, it is the same event
(CONTRACTS 4). Locks go event, people, vessel, booking, so that senders, crew and staff queue rather than deadlock.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings import actions, codes
from bookings.models import Booking, BookingQuerySet, CancelCause, Stage
from crew.models import SHOWN
from crew.scc import reading
from crew.scc.applying import BY, SENDER, apply
from crew.scc.errors import UnknownEventError
from crew.scc.models import EVENT_ID_LENGTH, InboundEvent
from crew.scc.payload_in import Said

CAUSE = CancelCause.US
"""The operator's own system withdraws a charter; it does not say why."""


@dataclass(frozen=True)
class Known:
    """An event as it stands. `event` is None where no sender has spoken of the charter yet."""

    booking: Booking
    event: InboundEvent | None


def find(event_id: str) -> Known:
    """Return an event by the sender's id, else a charter by our code. Raises UnknownEventError."""
    code = codes.as_code(event_id)
    events = InboundEvent.objects.filter(sender=SENDER)
    event = events.filter(event_id=canonical(event_id)).first() or events.filter(booking__code=code).first()
    booking = _booking(event) if event else _bookings().charters().filter(code=code, stage__in=SHOWN).first()
    if booking is None:
        raise UnknownEventError
    return Known(booking, event)


def receive(said: Said, *, at: datetime) -> tuple[Known, bool]:
    """Take a whole event, and say whether it is a new one. A cancelled one comes back, if this is news of it."""
    with transaction.atomic():
        event = _take(said, at=at)
        booking = _booking(event)
        first = booking is None
        if booking is None or event.is_news(said.get("version"), reading.digest(said)):
            if booking and booking.stage == Stage.CANCELLED:
                booking = actions.restore(booking, by=BY, at=at)
            booking = apply(event, said, booking, at=at)
        _save(event, at=at)
    return Known(booking, event), first


def amend(event_id: str, said: Said, *, at: datetime) -> Known:
    """Change what is named, if it is news. Raises UnknownEventError; WrongStageError where the event is cancelled."""
    with transaction.atomic():
        event, booking = _known(event_id, at=at)
        if event.is_news(said.get("version"), reading.digest(said)):
            booking = apply(event, said, booking, at=at)
        _save(event, at=at)
    return Known(booking, event)


def withdraw(event_id: str, *, at: datetime) -> Known:
    """Cancel an event, once. The next POST brings it back. Raises UnknownEventError."""
    with transaction.atomic():
        event, booking = _known(event_id, at=at)
        if booking.stage != Stage.CANCELLED:
            booking = actions.cancel(booking, cause=CAUSE, by=BY, at=at)
        event.body_digest = ""
        _save(event, at=at)
    return Known(booking, event)


def canonical(event_id: str) -> str:
    """Spell a code in upper case. Raises UnknownEventError for what can be no id at all."""
    if len(event_id) > EVENT_ID_LENGTH or "\0" in event_id:
        raise UnknownEventError
    return codes.as_code(event_id) or event_id


def _take(said: Said, *, at: datetime) -> InboundEvent:
    """Return the event's row, locked. A new one is written before its booking, so that its twin waits for it."""
    rows = InboundEvent.objects.select_for_update()
    if "event_id" not in said:
        code = codes.new_code()
        identity = reading.identity(said, reading.vessel_of(said))
        new = {"event_id": code, "booking_id": code, "seen_at": at}
        return rows.get_or_create(sender=SENDER, identity=identity, defaults=new)[0]
    event_id = canonical(said["event_id"])
    known = rows.filter(sender=SENDER, event_id=event_id).first()
    if known is None:
        new = {"booking_id": _code_for(event_id, said), "seen_at": at}
        known = rows.get_or_create(sender=SENDER, event_id=event_id, defaults=new)[0]
    return known


def _code_for(event_id: str, said: Said) -> str:
    """Return the code of a new event's booking: its own id where that is one and is free, or is the same charter's."""
    code = codes.as_code(event_id)
    standing = Booking.objects.filter(code=code).first()
    if code is None or (standing and not _is_same_charter(standing, said)):
        return codes.new_code()
    return code


def _is_same_charter(standing: Booking, said: Said) -> bool:
    """Say whether a charter that no sender spoke of yet is the one meant: the same vessel, at the same time."""
    if InboundEvent.objects.filter(booking__code=standing.code).exists() or standing.stage not in SHOWN:
        return False
    vessel = reading.vessel_of(said)
    return standing.vessel == vessel and standing.starts_at == reading.start_of(said, vessel)


def _known(event_id: str, *, at: datetime) -> tuple[InboundEvent, Booking]:
    """Return an event's row, locked, and its booking. A charter that no sender spoke of becomes an event."""
    known = find(event_id)
    rows, code = InboundEvent.objects.select_for_update(), known.booking.code
    if known.event:
        event = rows.get(pk=known.event.pk)
    else:
        event, _ = rows.get_or_create(sender=SENDER, event_id=code, defaults={"booking_id": code, "seen_at": at})
    return event, _bookings().get(code=code)  # read again, now that nobody else changes it by the wire


def _booking(event: InboundEvent) -> Booking | None:
    return _bookings().filter(code=event.booking_id).first()


def _bookings() -> BookingQuerySet:
    return Booking.objects.select_related("vessel", "brand", "client")


def _save(event: InboundEvent, *, at: datetime) -> None:
    event.seen_at = at
    event.save()
