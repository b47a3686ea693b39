"""The only writers of bookings. Each verb is one transaction: the change, its history, and what it owes.

`by` is the actor's text (see bookings.history), `at` the time it happens. Every verb also takes `seen`, the version
that the actor looked at (StaleError if it changed since), and `tell=False`, where people are not to be told.
Errors are bookings.errors; a refused action changes nothing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from bookings import availability, codes, history
from bookings.errors import BookingError, HoldExpiredError, SlotTakenError, StaleError, WrongStageError
from bookings.models import Booking, BookingQuerySet, Brand, CancelCause, Kind, Stage, Vessel
from bookings.signals import booking_changed

HOLD_FOR = timedelta(hours=48)
COMPLETE_AFTER = timedelta(hours=1)
COMPLETED_AT_ONCE = 500

NOTES = {"internal_notes", "crew_notes", "guest_notes"}
STAGED = {"stage", "hold_expires_at", "cancel_cause", "code"}
BOOKKEEPING = {"version", "created_at", "updated_at"}


class How(TypedDict, total=False):
    seen: int | None
    tell: bool


def book(
    *,
    title: str,
    vessel: Vessel,
    starts_at: datetime,
    by: str,
    at: datetime,
    ends_at: datetime | None = None,
    stage: Stage = Stage.INQUIRY,
    code: str = "",
    tell: bool = True,
    **fields: Any,
) -> Booking:
    """Make a booking at `stage`; without an end it lasts the vessel's usual length, a hold 48 hours.

    `fields` are columns of Booking. Raises BookingError where the slot is taken, the party too large, or the code,
    the address or the outside's reference known already.
    """
    booking = Booking(
        code=codes.as_code(code) or codes.new_code(),
        title=title,
        vessel=vessel,
        starts_at=starts_at,
        ends_at=ends_at or starts_at + timedelta(minutes=vessel.usual_minutes),
        stage=stage,
        **fields,
    )
    with transaction.atomic():
        locked = availability.lock({vessel.pk})[vessel.pk]
        if booking.stage == Stage.HOLD and booking.hold_expires_at is None:
            booking.hold_expires_at = at + HOLD_FOR
        availability.occupy(booking, locked)
        _write(booking, locked, by=by, at=at, tell=tell)
    return booking


def hold(booking: Booking, *, by: str, at: datetime, until: datetime | None = None, **how: Unpack[How]) -> Booking:
    """Keep the slot for a client until `until` (48 hours if not given)."""
    with _changing(booking, by=by, at=at, **how) as fresh:
        _require_stage(fresh, Stage.INQUIRY, Stage.HOLD)
        fresh.stage, fresh.hold_expires_at, fresh.hold_lapsed_at = Stage.HOLD, until or at + HOLD_FOR, None
        if fresh.hold_expires_at <= at:
            raise BookingError("A hold must run out later than now.", field="hold_expires_at")
    return fresh


def confirm(booking: Booking, *, by: str, at: datetime, **how: Unpack[How]) -> Booking:
    """Make it certain. An expired hold is confirmed as long as its slot is free, else HoldExpiredError."""
    with _changing(booking, by=by, at=at, **how) as fresh:
        _require_stage(fresh, Stage.INQUIRY, Stage.HOLD)
        fresh.stage, fresh.hold_expires_at, fresh.hold_lapsed_at = Stage.CONFIRMED, None, None
    return fresh


def reschedule(
    booking: Booking,
    *,
    starts_at: datetime,
    by: str,
    at: datetime,
    ends_at: datetime | None = None,
    **how: Unpack[How],
) -> Booking:
    """Sail at another time; without an end it lasts as long as before."""
    ends_at = ends_at or starts_at + (booking.ends_at - booking.starts_at)
    return edit(booking, {"starts_at": starts_at, "ends_at": ends_at}, by=by, at=at, **how)


def move(
    booking: Booking,
    *,
    by: str,
    at: datetime,
    vessel: Vessel | None = None,
    brand: Brand | None = None,
    **how: Unpack[How],
) -> Booking:
    """Put the booking on another vessel, or under another brand."""
    changes = {"vessel": vessel or booking.vessel, "brand": brand or booking.brand}
    return edit(booking, changes, by=by, at=at, **how)


def edit(booking: Booking, changes: dict[str, Any], *, by: str, at: datetime, **how: Unpack[How]) -> Booking:
    """Change columns other than the stage's own. Nothing different: nothing written, nothing owed."""
    if misplaced := changes.keys() & STAGED:
        raise TypeError(f"{', '.join(sorted(misplaced))}: changed by the verbs of a stage, not by edit().")
    vessels = {changes["vessel"].pk} if "vessel" in changes else set()
    with _changing(booking, by=by, at=at, also=vessels, **how) as fresh:
        different = {name: value for name, value in changes.items() if getattr(fresh, name) != value}
        if fresh.stage == Stage.CANCELLED and not different.keys() <= NOTES:
            raise WrongStageError("A cancelled booking keeps its facts. Restore it first, then change it.")
        known = fresh.starts_at
        for name, value in different.items():
            setattr(fresh, name, value)
        if fresh.starts_at != known and fresh.stage in (Stage.HOLD, Stage.CONFIRMED):
            first_known = fresh.rescheduled_from or known
            fresh.rescheduled_from = None if first_known == fresh.starts_at else first_known
    return fresh


def cancel(booking: Booking, *, cause: CancelCause | str, by: str, at: datetime, **how: Unpack[How]) -> Booking:
    with _changing(booking, by=by, at=at, **how) as fresh:
        _require_stage(fresh, Stage.INQUIRY, Stage.HOLD, Stage.CONFIRMED)
        fresh.stage, fresh.cancel_cause, fresh.hold_expires_at = Stage.CANCELLED, CancelCause(cause), None
    return fresh


def restore(booking: Booking, *, by: str, at: datetime, **how: Unpack[How]) -> Booking:
    """Revive a cancelled booking at the stage it had, while its slot is free: same code and page, crew asked again."""
    with _changing(booking, by=by, at=at, **how) as fresh:
        _require_stage(fresh, Stage.CANCELLED)
        before = fresh.history.exclude(stage=Stage.CANCELLED).first()
        fresh.stage, fresh.cancel_cause = before.stage if before else Stage.CONFIRMED, ""
        fresh.hold_expires_at = at + HOLD_FOR if fresh.stage == Stage.HOLD else None
    return fresh


def complete(booking: Booking, *, by: str, at: datetime, **how: Unpack[How]) -> Booking:
    with _changing(booking, by=by, at=at, **how) as fresh:
        _require_stage(fresh, Stage.CONFIRMED)
        if fresh.kind == Kind.CLOSURE or fresh.ends_at > at:
            raise WrongStageError("Only a charter that has ended can be completed.", field="stage")
        fresh.stage = Stage.COMPLETED
    return fresh


def announce(bookings: BookingQuerySet, *, by: str, at: datetime, tell: bool = True) -> int:
    """Say that what hangs on these bookings changed: their crew, their vessel's dock, their client's name.

    Returns how many there were; those that are over are left out.
    """
    with transaction.atomic():
        rows = bookings.filter(ends_at__gt=at).select_related("vessel", "brand", "client").order_by("pk")
        concerned = list(rows.select_for_update(of=("self",), no_key=True))
        for booking in concerned:
            booking_changed.send(Booking, booking=booking, by=by, at=at, tell=tell)
    return len(concerned)


def tick(*, at: datetime) -> int:
    """Do what the clock does: lapse holds that ran out, complete charters an hour after their end.

    Returns how many bookings changed.
    """
    changed = 0
    stale = Booking.objects.lapsed_holds(at).order_by("vessel").values_list("vessel", flat=True).distinct()
    for vessel_id in list(stale):
        with transaction.atomic():
            vessel = availability.lock({vessel_id})[vessel_id]
            changed += _lapse_holds(vessel, at=at)
    for booking in Booking.objects.confirmed().charters().over_since(at - COMPLETE_AFTER)[:COMPLETED_AT_ONCE]:
        try:
            complete(booking, by=history.CLOCK, at=at)
        except WrongStageError:  # somebody was quicker
            continue
        changed += 1
    return changed


@contextmanager
def _changing(
    booking: Booking,
    *,
    by: str,
    at: datetime,
    seen: int | None = None,
    tell: bool = True,
    also: Collection[int] = (),
) -> Iterator[Booking]:
    """Lock the vessels, then the booking; hand over the row as it is now; check, write and announce it."""
    with transaction.atomic():
        vessels = availability.lock({booking.vessel_id, *also})
        rows = Booking.objects.select_for_update(of=("self",)).select_related("vessel", "brand", "client")
        fresh = rows.get(pk=booking.pk)
        if (seen is not None and fresh.version != seen) or fresh.vessel_id not in vessels:
            raise StaleError(fresh)
        before = _columns(fresh)
        lapsed = fresh.hold_lapsed_at is not None
        yield fresh
        after = _columns(fresh)
        if before == after:
            return
        vessel = vessels[fresh.vessel_id]
        if any(before[name] != after[name] for name in ("vessel_id", "starts_at", "ends_at")):
            availability.occupy(fresh, vessel)
        try:
            _write(fresh, vessel, by=by, at=at, tell=tell)
        except SlotTakenError as taken:
            if lapsed:
                raise HoldExpiredError(taken.other) from taken
            raise


def _write(booking: Booking, vessel: Vessel, *, by: str, at: datetime, tell: bool) -> None:
    """Check and save a booking under its vessel's lock, with its history row, and announce it."""
    _require_whole(booking)
    _lapse_holds(vessel, at=at, but=booking)
    availability.require_room(booking, vessel)
    _save(booking, by=by, at=at, tell=tell)


def _save(booking: Booking, *, by: str, at: datetime, tell: bool) -> None:
    booking.version += 1
    booking.changed_by = by
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as error:
        raise _explained(booking, error) from error
    booking_changed.send(Booking, booking=booking, by=by, at=at, tell=tell)


def _lapse_holds(vessel: Vessel, *, at: datetime, but: Booking | None = None) -> int:
    """Send holds that ran out on this vessel back to inquiry, so that a dead timer never blocks a sale."""
    stale = Booking.objects.lapsed_holds(at).filter(vessel=vessel).exclude(code=but.code if but else "")
    lapsed = list(stale.select_for_update(of=("self",)).select_related("vessel", "brand", "client"))
    for booking in lapsed:
        booking.stage, booking.hold_expires_at, booking.hold_lapsed_at = Stage.INQUIRY, None, at
        _save(booking, by=history.CLOCK, at=at, tell=True)
    return len(lapsed)


def _require_stage(booking: Booking, *allowed: Stage) -> None:
    if booking.stage not in allowed:
        raise WrongStageError(
            f"{booking.code} is {booking.stage}; this needs {' or '.join(stage.value for stage in allowed)}.",
            field="stage",
        )


def _require_whole(booking: Booking) -> None:
    """Refuse, with the field named, what the database would refuse in its own words."""
    if booking.ends_at <= booking.starts_at:
        raise BookingError("The end must be later than the start.", field="ends_at")
    if booking.kind == Kind.CHARTER and booking.brand is None:
        raise BookingError("A charter sails under a brand. Choose one.", field="brand")
    if booking.kind == Kind.CLOSURE and booking.stage not in (Stage.CONFIRMED, Stage.CANCELLED):
        raise BookingError("A closure stands (confirmed) or is cancelled.", field="stage")


def _columns(booking: Booking) -> dict[str, Any]:
    names = (field.attname for field in booking._meta.concrete_fields)
    return {name: getattr(booking, name) for name in names if name not in BOOKKEEPING}


def _explained(booking: Booking, error: IntegrityError) -> Exception:
    """Say which unique name is taken. Never the database's own words: they quote whole rows."""
    others = Booking.objects.exclude(pk=booking.pk)
    if others.filter(code=booking.code).exists():
        return BookingError(f"There is a booking {booking.code} already.", field="code")
    if booking.slug and others.filter(brand=booking.brand, slug=booking.slug).exists():
        return BookingError(f"Another page of {booking.brand} has the address {booking.slug}.", field="slug")
    if booking.external_ref and others.filter(source=booking.source, external_ref=booking.external_ref).exists():
        return BookingError(f"{booking.source} has sent {booking.external_ref} before.", field="external_ref")
    return error
