"""A booking in SCC's words (CONTRACTS 4). Of money, one thing may leave: what a crew member is paid by the hour."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from bookings import plain
from bookings.models import Booking
from bookings.outbox.targets import Facts, PermanentError
from crew.models import Assignment
from crew.pay.models import AgreedRate

NOTE_HELD = "A note is held back. Ask the office."
EVENT_KEYS = {
    "eventId",
    "eventName",
    "eventDate",
    "eventTime",
    "startsAt",
    "endsAt",
    "vessel",
    "notes",
    "crew_assignments",
    "crewIds",
    "version",
}
ASSIGNMENT_KEYS = {"crewId", "role", "hourlyRate", "currency"}
NAMES = {"eventId", "vessel", "crewId", "crewIds", "hourlyRate", "currency"}
"""Keys whose values are no prose: a code such as GBP2345 is no amount, nor is a Catalina 320."""


def facts_of(booking: Booking, places: Collection[Assignment], terms: Mapping[int, str]) -> Facts:
    """Write what SCC should hold of a booking, without any rate: staff read facts.

    `terms` are the opaque terms of pay by assignment pk, so that another rate is another fact.
    """
    starts_at, ends_at = (moment.astimezone(booking.zone) for moment in (booking.starts_at, booking.ends_at))
    notes = booking.readable("crew_notes")
    return {
        "eventId": booking.code,
        "eventName": booking.public_title,
        "eventDate": f"{starts_at:%Y-%m-%d}",
        "eventTime": f"{starts_at:%H:%M}",
        "startsAt": starts_at.isoformat(),
        "endsAt": ends_at.isoformat(),
        "vessel": booking.vessel.name,
        "notes": NOTE_HELD if notes is None else notes,
        "crew_assignments": [
            {"crewId": place.person.scc_id, "role": place.role.slug, "terms": terms.get(place.pk, "")}
            for place in sorted(places, key=lambda place: (place.role.order, place.person.scc_id))
        ],
    }


def agreed_rates(code: str) -> dict[str, dict[str, str]]:
    """Return SCC id → the two keys that tell SCC what this person is paid on this charter."""
    agreed = AgreedRate.objects.filter(assignment__booking__code=code).select_related("assignment__person")
    return {
        rate.assignment.person.scc_id: {
            "hourlyRate": f"{Decimal(rate.cents_per_hour) / 100:.2f}",
            "currency": rate.currency,
        }
        for rate in agreed
    }


def event_for(facts: Facts, rates: Mapping[str, Mapping[str, str]], *, version: int, crew_ids: bool) -> Facts:
    """Write the body that goes over the wire. Who has no SCC id is left out: SCC could not tell them apart."""
    event = {name: value for name, value in facts.items() if name != "crew_assignments"}
    crew = [place for place in facts["crew_assignments"] if place["crewId"]]
    if crew_ids:
        event["crewIds"] = [place["crewId"] for place in crew]
    else:
        event["crew_assignments"] = [
            {"crewId": place["crewId"], "role": place["role"]} | dict(rates.get(place["crewId"], {})) for place in crew
        ]
    return event | {"version": version}


def require_clean(event: Facts, *, harmless: Collection[str] = ()) -> None:
    """Refuse to send what has a key that SCC does not know, or a text that speaks of money.

    `harmless` are lines that staff looked at and let stand. Raises PermanentError, which repeats no amount.
    """
    unknown = set(event) - EVENT_KEYS
    for place in event.get("crew_assignments", []):
        unknown |= set(place) - ASSIGNMENT_KEYS
    if unknown:
        raise PermanentError(f"Not sent: SCC knows no {', '.join(sorted(unknown))}.")
    for name, text in _texts(event):
        if set(plain.money_lines(text)) - set(harmless):
            raise PermanentError(f"Not sent: {name} speaks of money. Take it out, or mark the line as harmless.")


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, name)
    elif isinstance(value, str) and name not in NAMES:
        yield name, value
