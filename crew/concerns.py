"""What speaks against a person on a charter, short of forbidding it: staff may override, with a reason that is kept."""

from bookings.models import Booking
from crew.models import Person, Role


def concerns(person: Person, role: Role, booking: Booking) -> list[str]:
    """Say, in sentences for staff, what should keep this person off: their last day, a day away, a licence."""
    day = booking.starts_at.astimezone(booking.zone).date()
    found = []
    if person.has_left(day):
        found.append(f"{person} leaves us on {person.leaves_on:%-d %b %Y}.")
    if person.away.touching(booking).exists():
        found.append(f"{person} said that they cannot sail then.")
    if role.requires is not None:
        held = person.licences.filter(licence=role.requires).first()
        if held is None:
            found.append(f"{person} holds no {role.requires}, which {role} requires.")
        elif not held.good_on(day):
            found.append(f"{person}'s {role.requires} runs out on {held.expires_on:%-d %b %Y}.")
    return found
