"""What speaks against a person on a charter, short of forbidding it: staff may override, with a reason that is kept."""

from collections.abc import Collection
from datetime import date
from itertools import product

from bookings.clock import spoken
from bookings.models import Booking, Stage
from crew.models import Answer, Assignment, Away, HeldLicence, Person, Role


def concerns(person: Person, role: Role, booking: Booking) -> list[str]:
    """Say, in sentences for staff, what should keep this person off: their last day, a day away, a licence."""
    held = list(person.licences.filter(licence=role.requires_id)) if role.requires_id else []
    return _concerns(person, role, _day(booking), held=held, away=person.away.touching(booking).exists())


def concerns_about(assignments: Collection[Assignment]) -> dict[int, list[str]]:
    """Return pk → what staff should look at, another charter at the same time included; three queries for all."""
    people = {assignment.person_id for assignment in assignments}
    held = list(HeldLicence.objects.filter(person__in=people))
    away = list(Away.objects.filter(person__in=people))
    overlaps = overlapping(assignments)
    found = {}
    for assignment in assignments:
        person, booking = assignment.person, assignment.booking
        said = _concerns(
            person,
            assignment.role,
            _day(booking),
            held=[one for one in held if (one.person_id, one.licence_id) == (person.pk, assignment.role.requires_id)],
            away=any(
                one.person_id == person.pk and one.from_at < booking.ends_at and one.until_at > booking.starts_at
                for one in away
            ),
        )
        other = overlaps.get(assignment.pk)
        if other:
            said.insert(0, f"Is on {other.code} too, from {spoken(other.starts_at, other.zone)}.")
        found[assignment.pk] = said
    return found


def overlapping(assignments: Collection[Assignment]) -> dict[int, Booking]:
    """Return pk → another charter that the same person is on meanwhile: rescheduling and restoring can do that."""
    mine = [assignment for assignment in assignments if assignment.answer != Answer.DECLINED]
    if not mine:
        return {}
    others = (
        Assignment.objects.not_declined()
        .filter(
            person__in={assignment.person_id for assignment in mine},
            booking__starts_at__lt=max(assignment.booking.ends_at for assignment in mine),
            booking__ends_at__gt=min(assignment.booking.starts_at for assignment in mine),
        )
        .exclude(booking__stage=Stage.CANCELLED)
        .select_related("booking__vessel")
    )
    return {
        one.pk: other.booking
        for one, other in product(mine, others)
        if one.person_id == other.person_id
        and one.booking_id != other.booking_id
        and one.booking.starts_at < other.booking.ends_at
        and one.booking.ends_at > other.booking.starts_at
    }


def _concerns(person: Person, role: Role, day: date, *, held: list[HeldLicence], away: bool) -> list[str]:
    found = []
    if person.has_left(day):
        found.append(f"{person} leaves us on {person.leaves_on:%-d %b %Y}.")
    if away:
        found.append(f"{person} said that they cannot sail then.")
    if role.requires_id and not held:
        found.append(f"{person} holds no {role.requires}, which {role} requires.")
    elif role.requires_id and not held[0].good_on(day):
        found.append(f"{person}'s {role.requires} runs out on {held[0].expires_on:%-d %b %Y}.")
    return found


def _day(booking: Booking) -> date:
    return booking.starts_at.astimezone(booking.zone).date()
