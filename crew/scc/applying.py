"""Makes a booking and its crew what a sender says, by the actions that staff use. Callers lock the event's row."""

from datetime import datetime
from typing import Any

from bookings import actions
from bookings.errors import BookingError
from bookings.models import Booking, Stage
from crew import actions as crew_actions
from crew.models import Answer, Assignment, Person
from crew.scc import reading
from crew.scc.models import InboundEvent
from crew.scc.payload_in import Said
from crew.scc.reading import Place

SENDER = "scc"
"""Both keys of a rotation are one sender's."""
BY = f"key:{SENDER}"
WHY = "assigned by SCC"


def apply(event: InboundEvent, said: Said, booking: Booking | None, *, at: datetime) -> Booking:
    """Book the charter, or change it, and remember what we went by."""
    places = reading.places_of(said["crew"], booking) if "crew" in said else None
    _lock([place.person for place in places or []])
    booking = _edit(booking, said, at=at) if booking else _book(event, said, at=at)
    if places is not None:
        _man(booking, places, before=event.crew_named or [], at=at)
        event.crew_named = [place.person.pk for place in places]
    event.version = said.get("version", event.version)
    event.body_digest = reading.digest(said)
    return booking


def _lock(people: list[Person]) -> None:
    """Lock people before vessel and booking, as an answer of theirs does."""
    pks = [person.pk for person in people]
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))


def _book(event: InboundEvent, said: Said, *, at: datetime) -> Booking:
    vessel = reading.vessel_of(said)
    return actions.book(
        code=event.booking_id,
        title=said["name"],
        vessel=vessel,
        brand=reading.default_brand(),
        starts_at=reading.start_of(said, vessel),
        ends_at=said.get("ends_at"),
        crew_notes=said.get("notes", ""),
        stage=Stage.CONFIRMED,
        source=SENDER,
        external_ref="" if event.identity else event.event_id,
        by=BY,
        at=at,
    )


def _edit(booking: Booking, said: Said, *, at: datetime) -> Booking:
    vessel = reading.vessel_of(said) if "vessel" in said else booking.vessel
    starts_at = reading.start_of(said, vessel, booking.starts_at)
    changes: dict[str, Any] = {
        "vessel": vessel,
        "starts_at": starts_at,
        "ends_at": said.get("ends_at", starts_at + (booking.ends_at - booking.starts_at)),
        "title": said.get("name", booking.title),
        "crew_notes": said.get("notes", booking.crew_notes),
    }
    return actions.edit(booking, changes, by=BY, at=at)


def _man(booking: Booking, places: list[Place], *, before: list[int], at: datetime) -> None:
    """Give the named their places, and take off whom the sender named before and names no longer.

    Whoever staff or our own calling put aboard stays.
    """
    aboard = {place.person_id: place for place in booking.assignments.select_related("booking", "person", "role")}
    named = {place.person.pk for place in places}
    for pk in sorted(set(before) & aboard.keys() - named):
        crew_actions.unassign(aboard[pk], by=BY, at=at)
    for place in places:
        try:
            _seat(booking, place, aboard.get(place.person.pk), at=at)
        except BookingError as refused:
            refused.field = place.field
            raise


def _seat(booking: Booking, place: Place, held: Assignment | None, *, at: datetime) -> None:
    if held is None:
        crew_actions.assign(booking, place.person, place.role, override_reason=WHY, by=BY, at=at)
        return
    if held.answer != Answer.DECLINED:
        crew_actions.require_free(place.person, booking)
    if place.role != held.role:
        crew_actions.change_role(held, place.role, by=BY, at=at)
