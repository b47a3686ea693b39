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
EARLY, LATE = 12, 14


@dataclass(frozen=True)
class Form:
    browser: Browser
    url: str
    filled: dict[str, Any]

    def send(self) -> None:
        """Send it as the browser would. Raises RuntimeError where the admin shows it again, refused."""
        if self.browser.post(self.url, self.filled).status_code != 302:
            raise RuntimeError(f"{self.url} refused the form.")
        self.browser.cookies.pop("messages", None)  # read on the page that follows, or they would pile up


class Desk:
    """An owner who books one vessel day after day, and moves the first of those charters to and fro.

    Every charter has a lead guest; the one that moves has a crew of three as well.
    """

    def __init__(self, *, at: datetime) -> None:
        self.browser = Browser()
        self.browser.force_login(make.user(is_superuser=True))
        self.day = (at + FIRST_DAY).date()
        self.blank = self._open(
            reverse("admin:bookings_booking_add"),
            title="Sunset sail",
            kind="charter",
            stage="confirmed",
            vessel=make.vessel().pk,
            brand=make.brand().pk,
            client=make.client().pk,
            party_size=6,
        )
        self.new_booking().send()
        self.moving = Booking.objects.get()
        for role in ROLES:
            crew.assignment(self.moving, slug=role, at=at)
        self.page = self._open(page_of(self.moving))
        self.card = self._open(reverse("admin:bookings_client_add"), name="Nora Quist", email="nora@example.com")

    def new_client(self) -> Form:
        return self.card

    def new_booking(self) -> Form:
        self.day += timedelta(days=1)
        return self._typed(self.blank, starts_at=f"{self.day}T{EARLY}:00")

    def moved_booking(self) -> Form:
        """Move it by two hours, as whoever has just opened its page."""
        self.moving.refresh_from_db()
        starts = self.moving.starts_at.astimezone(self.moving.zone)
        hour = LATE if starts.hour == EARLY else EARLY
        times = {"starts_at": f"{starts:%Y-%m-%d}T{hour}:00", "ends_at": f"{starts:%Y-%m-%d}T{hour + 3}:00"}
        return self._typed(self.page, seen=self.moving.version, **times)

    def _open(self, url: str, **typed: Any) -> Form:
        return Form(self.browser, url, entries(self.browser, url, **typed))

    def _typed(self, form: Form, **typed: Any) -> Form:
        return Form(form.browser, form.url, form.filled | typed)
