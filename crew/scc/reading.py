"""What a message means here: which vessel, when, and who of our people. Refusals name the field, and store nothing."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from bookings.clock import LocalTimeError, localise
from bookings.errors import BookingError
from bookings.models import Booking, Brand, Vessel
from crew.models import Person, Role
from crew.scc.payload_in import NO_START, Said, Seat

ROLE_OF_LAST_RESORT = "crew"


@dataclass(frozen=True)
class Place:
    """A person of ours whom the sender named, and as what. `field` is where they did."""

    person: Person
    role: Role
    field: str


def digest(said: Said) -> str:
    """Boil a message down to 64 hex digits; its version is no part of what it says."""
    return _hash({name: value for name, value in said.items() if name != "version"})


def identity(said: Said, vessel: Vessel) -> str:
    """Boil down what tells an event that has no id: vessel, date, time and name."""
    return _hash([vessel.pk, start_of(said, vessel).astimezone(UTC), said["name"]])


def vessel_of(said: Said) -> Vessel:
    """Return the vessel named; else the default one, else the only one."""
    name = said.get("vessel") or settings.SCC_DEFAULT_VESSEL
    if not name:
        return _the_only_vessel()
    found = Vessel.objects.filter(name=name).first() or Vessel.objects.filter(name__iexact=name).first()
    if found is None:
        raise BookingError("No vessel has this name here.", field="vessel")
    return found


def start_of(said: Said, vessel: Vessel, known: datetime | None = None) -> datetime:
    """Return the start. A date or a time that is left out stays as in `known`."""
    if "starts_at" in said:
        return said["starts_at"]
    if known and not {"date", "time"} & said.keys():
        return known
    local = known.astimezone(vessel.zone) if known else None
    day = said.get("date", local.date() if local else None)
    clock = said.get("time", local.time() if local else None)
    if day is None or clock is None:
        raise BookingError(NO_START, field="eventDate")
    try:
        return localise(datetime.combine(day, clock), vessel.zone)
    except LocalTimeError as problem:
        raise BookingError(f"{problem} Or send startsAt, with its offset.", field="eventTime") from problem


def default_brand() -> Brand:
    brands = list(Brand.objects.all()[:2])
    chosen = Brand.objects.filter(is_default=True).first() or (brands[0] if len(brands) == 1 else None)
    if chosen is None:
        raise BookingError("No brand takes events from the wire: the office has to mark one as the default.")
    return chosen


def places_of(seats: Sequence[Seat], booking: Booking | None) -> list[Place]:
    """Find the people and their roles, in a few queries for all."""
    ids = [seat.crew_id for seat in seats]
    people = {person.scc_id: person for person in Person.objects.filter(scc_id__in=ids).prefetch_related("roles")}
    roles = {role.slug: role for role in Role.objects.all()}
    aboard = booking.assignments.select_related("role") if booking else []
    held = {assignment.person_id: assignment.role for assignment in aboard}
    return [_place(seat, people, roles, held) for seat in seats]


def _place(seat: Seat, people: dict[str, Person], roles: dict[str, Role], held: dict[int, Role]) -> Place:
    by_id_alone = seat.role is None
    person = people.get(seat.crew_id)
    if person is None:
        raise BookingError("Nobody here has this crew id.", field=seat.field + ("" if by_id_alone else ".crewId"))
    if seat.role is None:
        role = held.get(person.pk) or next(iter(person.roles.all()), roles.get(ROLE_OF_LAST_RESORT))
    else:
        role = roles.get(seat.role)
    if role is None:
        there_are = f"There is no such role here. There are: {', '.join(roles)}."
        raise BookingError(there_are, field=seat.field + ("" if by_id_alone else ".role"))
    return Place(person, role, seat.field)


def _the_only_vessel() -> Vessel:
    vessels = list(Vessel.objects.all()[:2])
    if len(vessels) != 1:
        raise BookingError("Say which vessel: there is no default one here.", field="vessel")
    return vessels[0]


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
