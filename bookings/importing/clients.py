"""For whom: the client a row means, matched by e-mail, else by name and telephone, else made."""

from datetime import datetime
from typing import Any

from bookings import actions
from bookings.models import Booking, Client

FIELDS = {"client_name": "name", "client_email": "email", "client_phone": "phone", "client_language": "language"}


def find_or_make(facts: dict[str, Any], *, by: str) -> Client | None:
    """Return the client these facts mean, as known; None where they name nobody."""
    if not facts.get("client_name"):
        return None
    found = _find(facts)
    if found is None:
        found = Client(**{field: facts[name] for name, field in FIELDS.items() if facts.get(name)})
        found.changed_by = by  # type: ignore[attr-defined]  # read by bookings.history
        found.save()
    return found


def change(
    booking: Booking, changes: dict[str, Any], known: dict[str, Any], *, by: str, at: datetime, tell: bool
) -> Booking:
    """Give the booking the client that `changes` to its `known` facts mean.

    Someone already known, or another name and another e-mail: the booking changes hands. Else it is the same person
    with other details, and each of their bookings to come is announced.
    """
    wanted = known | changes
    same_person = booking.client and wanted["client_name"] and not {"client_name", "client_email"} <= changes.keys()
    found = _find(wanted)
    if not same_person or (found and found != booking.client):
        return actions.edit(booking, {"client": find_or_make(wanted, by=by)}, by=by, at=at, tell=tell)
    client = booking.client
    assert client is not None
    for name, value in changes.items():
        setattr(client, FIELDS[name], value)
    client.changed_by = by  # type: ignore[attr-defined]  # read by bookings.history
    client.save()
    actions.announce(Booking.objects.filter(client=client), by=by, at=at, tell=tell)
    return booking


def _find(facts: dict[str, Any]) -> Client | None:
    email, name, phone = (facts.get(column, "") for column in ("client_email", "client_name", "client_phone"))
    by_email = Client.objects.filter(email__iexact=email) if email else Client.objects.none()
    by_name = Client.objects.filter(name__iexact=name, phone=phone) if name and phone else Client.objects.none()
    return by_email.order_by("pk").first() or by_name.order_by("pk").first()
