"""Builders of the crew room, beside tests/make.py."""

from datetime import date, datetime
from itertools import count
from typing import Any

from bookings.models import Booking
from crew import actions, consent
from crew.models import Assignment, Person, Role
from crew.pay.models import Rate
from tests import make

_numbers = count(1)


def person(**fields: Any) -> Person:
    number = next(_numbers)
    defaults = {"name": f"Ines Marlow {number}", "email": f"ines{number}@example.com", "mobile": "+16195550142"}
    return Person.objects.create(**defaults | fields)


def role(slug: str = "captain") -> Role:
    """One of the first roles, made anew where a test with real transactions has emptied the table."""
    return Role.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def assignment(
    booking: Booking | None = None, who: Person | None = None, *, slug: str = "captain", at: datetime = make.NOW
) -> Assignment:
    return actions.assign(booking or make.booking(), who or person(), role(slug), by=make.STAFF, at=at)


def accepted(place: Assignment, *, at: datetime = make.NOW) -> Assignment:
    place = fresh(place)
    return actions.accept(place, shown=consent.digest(place), by=f"crew:{place.person_id}", at=at)


def fresh(place: Assignment) -> Assignment:
    return Assignment.objects.with_terms().get(pk=place.pk)


def standing(place: Assignment) -> str:
    """The answer as it counts today."""
    place = fresh(place)
    return place.standing(consent.digest(place)).value


def rate(cents_per_hour: int, *, slug: str = "captain", **fields: Any) -> Rate:
    defaults = {"role": role(slug), "from_date": date(2026, 1, 1), "currency": "USD"}
    return Rate.objects.create(cents_per_hour=cents_per_hour, **defaults | fields)
