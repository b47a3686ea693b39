"""Plain builders: the least a test must say. Each saves, and returns the row."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bookings import actions
from bookings.models import Booking, Brand, Client, Stage, User, Vessel

NOON = datetime(2026, 12, 5, 20, 0, tzinfo=UTC)
"""Noon in San Diego on the day of the first charter."""
NOW = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
"""When tests happen, where they do not say otherwise."""
STAFF = "user:olive"

_numbers = count(1)


def vessel(**fields: Any) -> Vessel:
    defaults = {"name": f"JADA {next(_numbers)}", "capacity": 12, "home_port": "San Diego", "dock": "Pier 1, slip 4"}
    return Vessel.objects.create(**defaults | fields)


def brand(**fields: Any) -> Brand:
    number = next(_numbers)
    defaults = {
        "name": f"Sail {number}",
        "domain": f"sail{number}.example.com",
        "email": f"hello@sail{number}.example.com",
        "sender": f"charters@sail{number}.example.com",
        "phone": "+16195550100",
    }
    return Brand.objects.create(**defaults | fields)


def client(**fields: Any) -> Client:
    defaults = {"name": "Nora Quist", "email": "nora@example.com", "phone": "+16195550123"}
    return Client.objects.create(**defaults | fields)


def user(**fields: Any) -> User:
    defaults: dict[str, Any] = {"username": f"user{next(_numbers)}", "password": "a good long one", "is_staff": True}
    return User.objects.create_user(**defaults | fields)


def booking(**fields: Any) -> Booking:
    """A confirmed charter, three hours at noon, through the one door there is."""
    fields.setdefault("vessel", None)
    fields["vessel"] = fields["vessel"] or vessel()
    if fields.get("kind") != "closure":
        fields.setdefault("brand", None)
        fields["brand"] = fields["brand"] or brand()
        fields.setdefault("party_size", 6)
    starts_at = fields.pop("starts_at", NOON)
    defaults: dict[str, Any] = {
        "title": "Sunset sail",
        "ends_at": starts_at + timedelta(hours=3),
        "stage": Stage.CONFIRMED,
        "by": STAFF,
        "at": NOW,
    }
    return actions.book(starts_at=starts_at, **defaults | fields)
