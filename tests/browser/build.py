"""Builders of the browser's room: charters as they are lived, in every state that somebody may look at."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from bookings import actions
from bookings.models import Booking, Stage, Vessel
from crew.models import Assignment
from guests.models import Photo, Site
from guests.photos import decisions
from tests import make
from tests.crew import build as crew
from tests.guests import build as guests
from tests.guests.photos import build as photos

STATES = {
    "held": "We are holding this date for you",
    "confirmed": "Your charter is confirmed",
    "moved": "Your charter has a new time",
    "cancelled": "Your charter is cancelled",
    "thanks": "Thank you for sailing with us",
}
"""State of a guest page → what it says first."""

BRING = "Soft-soled shoes\nA jacket: it is cooler on the water\nSunscreen and a hat"


def jada() -> Site:
    return guests.site(brand=make.brand(name="Sail JADA"), what_to_bring=BRING)


def queen() -> Site:
    return guests.queen(brand=make.brand(name="Queen of San Diego"), what_to_bring=BRING)


def vessel() -> Vessel:
    return make.vessel(
        name="JADA",
        dock="Harbor Island West, B dock, slip 12",
        directions="Park in the marina lot and wait at the B gate: we let you in.",
        map_url="https://maps.example.com/b-dock",
    )


def guest_charter(site: Site, state: str = "confirmed", **fields: Any) -> Booking:
    """A charter in `state` whose pages are published: the code's, and one at a friendly address."""
    booking = guests.charter(
        **{
            "title": "Quist family sunset sail",
            "slug": "quist-sail",
            "vessel": vessel(),
            "brand": site.brand,
            "stage": Stage.HOLD if state == "held" else Stage.CONFIRMED,
            "guest_notes": "We bring the cake.\nNora turns forty: please don't tell her.",
        }
        | fields
    )
    guests.publish()
    match state:
        case "moved":
            actions.reschedule(booking, starts_at=make.NOON + timedelta(days=1), by=make.STAFF, at=make.NOW)
        case "cancelled":
            actions.cancel(booking, cause="weather", by=make.STAFF, at=make.NOW)
        case "thanks":
            actions.complete(booking, by=make.STAFF, at=booking.ends_at)
    guests.publish(booking.ends_at if state == "thanks" else make.NOW)
    return booking


def guest_page(site: Site, state: str = "confirmed", **fields: Any) -> str:
    """Publish the pages of a charter in `state`; return the code's address."""
    return site.address(guest_charter(site, state, **fields).code)


def gallery(site: Site, pictures: int) -> str:
    """Publish the page of a charter with so many photos, sent by guests and approved; return its address."""
    booking = guest_charter(site, "thanks")
    for seed in range(pictures):
        photos.sent(booking, seed=seed, at=booking.ends_at)
    decisions.approve(Photo.objects.of(booking.code), by=make.STAFF, at=booking.ends_at)
    guests.publish(booking.ends_at)
    return site.address(booking.code)


def coming(*, days: int = 9, **fields: Any) -> Booking:
    """A confirmed charter that begins in so many days: pages that we serve ourselves go by the real clock."""
    now = timezone.now()
    fields.setdefault("vessel", None)
    fields["vessel"] = fields["vessel"] or vessel()
    return guests.charter(starts_at=now + timedelta(days=days), at=now, **fields)


def place() -> Assignment:
    """The captain's place on a charter to come, with a mate aboard and notes to read."""
    now = timezone.now()
    booking = coming(crew_notes="Bring foulies.\nThe guests celebrate a birthday.")
    crew.assignment(booking, crew.person(name="Teo Brand"), slug="crew", at=now)
    return crew.assignment(booking, crew.person(name="Ines Marlow"), at=now)
