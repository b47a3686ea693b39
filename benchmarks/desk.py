"""The office at its desk: forms filled in and ready, so that sending them alone is measured."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from bookings.models import Booking
from tests import make
from tests.bookings.test_admin import entries, page_of
from tests.crew import build as crew

ROLES = ("captain", "crew", "hostess")
FIRST_DAY = timedelta(days=30)


@dataclass(frozen=True)
class Form:
    browser: Browser
    url: str
    filled: dict[str, Any]

    def send(self) -> None:
        """Send it as the browser would. Raises RuntimeError where the admin shows it again, refused."""
        if self.browser.post(self.url, self.filled).status_code != 302:
            raise RuntimeError(f"{self.url} refused the form.")


class Desk:
    """An owner who books one vessel day after day, each charter with a lead guest and a crew of three."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self.browser = Browser()
        self.browser.force_login(make.user(is_superuser=True))
        self.facts = {
            "title": "Sunset sail",
            "kind": "charter",
            "stage": "confirmed",
            "vessel": make.vessel().pk,
            "brand": make.brand().pk,
            "client": make.client().pk,
            "party_size": 6,
        }
        self.people = {role: crew.person() for role in ROLES}
        self.day = (at + FIRST_DAY).date()

    def new_client(self) -> Form:
        return self._form(reverse("admin:bookings_client_add"), name="Nora Quist", email="nora@example.com")

    def new_booking(self) -> Form:
        self.day += timedelta(days=1)
        return self._form(reverse("admin:bookings_booking_add"), **self.facts, starts_at=f"{self.day}T12:00")

    def later_start(self) -> Form:
        """Give the newest booking its crew, and the form that moves it by two hours."""
        booking = Booking.objects.latest("pk")
        for role, person in self.people.items():
            crew.assignment(booking, person, slug=role, at=self.at)
        return self._form(page_of(booking), starts_at=f"{self.day}T14:00", ends_at=f"{self.day}T17:00")

    def _form(self, url: str, **typed: Any) -> Form:
        return Form(self.browser, url, entries(self.browser, url, **typed))
