"""The admin's first page: what needs a person, and what sails next. Every number is a link to what it counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bookings.duty.models import Alarm
from bookings.models import Booking, Stage
from bookings.outbox.models import Delivery
from calendar_sync.progress import progress_of
from crew.calling import Shortage, shortages
from crew.concerns import overlapping
from crew.models import Assignment
from guests.photos import decisions

NEXT_BOOKINGS = 12
SOON = timedelta(hours=24)
CREW_LOOK_AHEAD = timedelta(days=21)
MOST_CHARTERS_LOOKED_AT = 200


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
        context |= {"counts": _counts(now), "coming": _coming(now), "missing": _missing(now)}
    return context


def _counts(now: datetime) -> list[Count]:
    deliveries, bookings = reverse("admin:outbox_delivery_changelist"), reverse("admin:bookings_booking_changelist")
    alarms, photos = reverse("admin:duty_alarm_changelist"), reverse("admin:guests_photo_changelist")
    running_out = Booking.objects.filter(stage=Stage.HOLD, hold_expires_at__lt=now + SOON)
    return [
        Count("alarms ringing", Alarm.objects.ringing().count(), alarms),
        Count("parked", Delivery.objects.parked().count(), f"{deliveries}?state=parked"),
        Count("late", Delivery.objects.late(now).count(), f"{deliveries}?state=late"),
        Count("holds run out within a day", running_out.count(), f"{bookings}?stage__exact=hold"),
        Count("photos to decide on", decisions.undecided().count(), photos),
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


@dataclass(frozen=True)
class Missing:
    """What a person must see to about one charter's crew, in words."""

    booking: Booking
    words: str


def _missing(now: datetime) -> list[Missing]:
    """List open places and people who are on two charters at once, of the coming three weeks."""
    coming = Booking.objects.confirmed().charters().filter(starts_at__gt=now, starts_at__lt=now + CREW_LOOK_AHEAD)
    bookings = list(coming.select_related("vessel", "brand").order_by("starts_at")[:MOST_CHARTERS_LOOKED_AT])
    places = list(Assignment.objects.filter(booking__in=bookings).with_terms())
    twice = overlapping(places)
    rows = [Missing(short.booking, _said(short)) for short in shortages(bookings, at=now) if _wants_someone(short)]
    rows += [
        Missing(place.booking, f"{place.person} is on {twice[place.pk].code} at the same time.")
        for place in places
        if place.pk in twice
    ]
    return sorted(rows, key=lambda row: row.booking.starts_at)


def _wants_someone(short: Shortage) -> bool:
    """Tell whether the calling will not do by itself."""
    return bool(short.unanswered) or short.paused or (short.nobody_left and len(short.asked) < short.open)


def _said(short: Shortage) -> str:
    parts = [f"{short.open} {short.role.name.lower()} open"]
    parts += [f"asked: {_names(short.asked)}"] if short.asked else []
    parts += [f"unanswered: {_names(short.unanswered)}"] if short.unanswered else []
    parts += ["calling paused"] if short.paused else []
    parts += ["nobody left to call"] if short.nobody_left and not short.asked else []
    return ", ".join(parts) + "."


def _names(places: list[Assignment]) -> str:
    return " and ".join(place.person.name for place in places)
