"""Builders of the wire that we serve, beside tests/make.py and tests/crew/build.py."""

from typing import Any

import bcrypt
from django.test import Client

from bookings.models import Booking, Vessel
from bookings.outbox import worker
from crew.models import Person
from tests import make
from tests.crew import build

SERVICE_KEY = "an-invented-key-for-tests"
KEY_HASH = bcrypt.hashpw(SERVICE_KEY.encode(), bcrypt.gensalt(4)).decode()

OLDEST = {
    "eventName": "Sunset sail",
    "eventDate": "2026-12-05",
    "eventTime": "16:30",
    "notes": "Bring the spare fenders.",
    "crewIds": ["c-17", "c-18"],
}
"""The body of the older seed."""
CANONICAL = {
    "eventId": "XHQGMDH",
    "eventName": "Sunset sail",
    "eventDate": "2026-12-05",
    "eventTime": "16:30",
    "startsAt": "2026-12-05T16:30:00-08:00",
    "endsAt": "2026-12-05T19:30:00-08:00",
    "vessel": "JADA",
    "notes": "Bring the spare fenders.",
    "crew_assignments": [
        {"crewId": "c-17", "role": "captain", "hourlyRate": "45.00", "currency": "USD"},
        {"crewId": "c-18", "role": "hostess", "hourlyRate": "25.00", "currency": "USD"},
    ],
    "version": 3,
}
"""The body of the newer seed, completed (CONTRACTS 4)."""


class Wire:
    """A sender with the key. Each verb returns (status, body)."""

    def __init__(self, key: str = SERVICE_KEY, **headers: str) -> None:
        self.client = Client()
        self.headers = headers or {"Authorization": f"Bearer {key}"}

    def post(self, body: Any = None, **fields: Any) -> tuple[int, Any]:
        return self._ask("post", "/scc/events", {**(body or {}), **fields} if body is None or fields else body)

    def get(self, event_id: str) -> tuple[int, Any]:
        return self._ask("get", f"/scc/events/{event_id}")

    def patch(self, event_id: str, **fields: Any) -> tuple[int, Any]:
        return self._ask("patch", f"/scc/events/{event_id}", fields)

    def delete(self, event_id: str) -> tuple[int, Any]:
        return self._ask("delete", f"/scc/events/{event_id}")

    def _ask(self, verb: str, path: str, body: Any = None) -> tuple[int, Any]:
        sent = {"data": body, "content_type": "application/json"} if body is not None else {}
        response = getattr(self.client, verb)(path, headers=self.headers, **sent)
        return response.status_code, response.json()


def jada(**fields: Any) -> Vessel:
    """The one vessel, under the one brand."""
    make.brand(is_default=True)
    return make.vessel(**{"name": "JADA"} | fields)


def sailors() -> tuple[Person, Person]:
    """Ines, a captain, c-17, and Tomas, who has no role of his own, c-18."""
    ines = build.person(name="Ines Marlow", scc_id="c-17")
    ines.roles.add(build.role("captain"))
    for slug in ("crew", "hostess"):
        build.role(slug)
    return ines, build.person(name="Tomas Rey", scc_id="c-18")


def told() -> int:
    """Tell the crew what is owed to them, and count the messages."""
    return worker.drain("crew_notice", clock=lambda: make.NOW).delivered


def crew_of(booking: Booking) -> dict[str, str]:
    return {place.person.scc_id: place.role.slug for place in booking.assignments.select_related("person", "role")}
