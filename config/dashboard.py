"""The admin's first page: what needs a person, and what sails next. Every number is a link to what it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking, Stage
from bookings.outbox.models import Delivery
from calendar_sync.progress import progress_of

NEXT_BOOKINGS = 12
SOON = timedelta(hours=24)


@dataclass(frozen=True)
class Count:
    label: str
    number: int
    link: str
    wants_someone: bool = True


@dataclass(frozen=True)
class Coming:
    booking: Booking
    crew: str
    crew_complete: bool


def fill(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the page's figures to its context; the theme calls it."""
    now = timezone.now()
    context["title"] = "Today"
    if request.user.has_perm("bookings.view_booking"):
        context |= {"counts": _counts(now), "coming": _coming(now)}
    return context


def _counts(now: datetime) -> list[Count]:
    deliveries, bookings = reverse("admin:outbox_delivery_changelist"), reverse("admin:bookings_booking_changelist")
    running_out = Booking.objects.filter(stage=Stage.HOLD, hold_expires_at__lt=now + SOON)
    return [
        Count("parked", Delivery.objects.parked().count(), f"{deliveries}?state=parked"),
        Count("late", Delivery.objects.late(now).count(), f"{deliveries}?state=late"),
        Count("holds run out within a day", running_out.count(), f"{bookings}?stage__exact=hold"),
        Count("on their way", Delivery.objects.owed().count(), f"{deliveries}?state=owed", wants_someone=False),
    ]


def _coming(now: datetime) -> list[Coming]:
    standing = Booking.objects.occupying().filter(ends_at__gte=now).select_related("vessel", "brand")
    bookings = list(standing.order_by("starts_at")[:NEXT_BOOKINGS])
    progress = progress_of(bookings)
    rows = []
    for booking in bookings:
        needed, accepted = progress[booking.pk]["crew"]["needed"], progress[booking.pk]["crew"]["accepted"]
        rows.append(Coming(booking, f"{accepted} of {needed}" if needed else "–", accepted == needed))
    return rows
