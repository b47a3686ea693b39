"""How crew come in: a magic link for one person on one charter opens a session, a signed cookie of its own.

Crew are never `request.user`: neither link nor session opens anything but /crew/. Both are asked afresh with every
request, so that losing the place, a newer link or a last day with us ends them at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from bookings import tokens
from bookings.models import Stage
from crew.models import LINK_OUTLIVES_CHARTER, SHOWN, Assignment, AssignmentQuerySet, Person

LINK = "crew-link"
COOKIE = "crew"
COOKIE_DAYS = 30
LINK_OUTLIVES_CANCELLED = timedelta(days=7)
HOURS_AFTER_LEAVING = timedelta(days=14)
Arguments = ParamSpec("Arguments")
Guarded = Callable[Concatenate[HttpRequest, Person, Arguments], HttpResponse]
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


@dataclass(frozen=True)
class Visit:
    """Someone who came in by `place`. `hours_only`: they left us, and may still sign their hours.

    `numbers` are what link and session are made of: place, link version, and the day they last, where it is set.
    """

    numbers: tuple[int, ...]
    place: Assignment
    hours_only: bool

    @property
    def person(self) -> Person:
        return self.place.person


def link_for(assignment: Assignment, *, until: date | None = None) -> str:
    """Return the address that this person is sent for this charter.

    It lives until a day after the charter, a week where that was cancelled, or through the day `until`, if later.
    """
    numbers = [assignment.pk, assignment.link_version, *([until.toordinal()] if until else [])]
    return f"{settings.PUBLIC_URL}{reverse('crew-link', args=[tokens.make(LINK, *numbers)])}"


def follow(token: str, *, at: datetime) -> Visit | None:
    """Return whom a link lets in; None where it is unknown, expired, revoked, or the place is gone."""
    numbers = tokens.read(LINK, token)
    return _visit(numbers, at=at) if numbers and len(numbers) in (2, 3) else None


def open_session(response: HttpResponse, visit: Visit) -> None:
    """Sign this browser in as the person of `visit`, for as long as the link that they came by lives."""
    response.set_signed_cookie(
        COOKIE,
        ".".join(str(number) for number in visit.numbers),
        salt=COOKIE,
        max_age=COOKIE_DAYS * 86_400,
        path=reverse("crew-charters"),
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def visitor(request: HttpRequest, *, at: datetime) -> Visit | None:
    """Return who is signed in."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_DAYS * 86_400)
    return _visit(tuple(int(number) for number in cookie.split(".")), at=at) if cookie else None


def places(person: Person, *, at: datetime) -> AssignmentQuerySet:
    """The person's charters whose pages they may open: those whose links live."""
    sailed = Q(booking__ends_at__gt=at - LINK_OUTLIVES_CHARTER)
    called_off = Q(booking__stage=Stage.CANCELLED, booking__ends_at__gt=at - LINK_OUTLIVES_CANCELLED)
    return person.assignments.filter(sailed | called_off, booking__stage__in=SHOWN)


def crew_only(view: Guarded[Arguments]) -> View[Arguments]:
    """Hand the signed-in person to a view; everyone else sees what a dead link shows. Nothing is cached."""
    return _guarded(view, also_left=False)


def for_hours(view: Guarded[Arguments]) -> View[Arguments]:
    """As `crew_only`, but open for 14 days more to those who left us: they have hours to sign."""
    return _guarded(view, also_left=True)


def dead_link(request: HttpRequest, *, status: int) -> HttpResponse:
    """Say the same calm thing, whatever the reason."""
    return render(request, "crew/dead_link.html", status=status)


def _guarded(view: Guarded[Arguments], *, also_left: bool) -> View[Arguments]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        visit = visitor(request, at=timezone.now())
        if visit is None:
            response = dead_link(request, status=403)
        elif visit.hours_only and not also_left:
            response = redirect("crew-hours")
        else:
            response = view(request, visit.person, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def _visit(numbers: Sequence[int], *, at: datetime) -> Visit | None:
    pk, link_version, *until = numbers
    place = Assignment.objects.with_terms().filter(pk=pk, link_version=link_version, booking__stage__in=SHOWN).first()
    if place is None or at >= _ends_at(place, *until):
        return None
    today = at.astimezone(place.booking.zone).date()
    left_on = place.person.leaves_on
    if left_on is not None and today > left_on + HOURS_AFTER_LEAVING:
        return None
    return Visit(tuple(numbers), place, hours_only=place.person.has_left(today))


def _ends_at(place: Assignment, until: int = 0) -> datetime:
    cancelled = place.booking.stage == Stage.CANCELLED
    with_charter = place.booking.ends_at + LINK_OUTLIVES_CANCELLED if cancelled else place.link_ends_at
    if not until:
        return with_charter
    day_after = date.fromordinal(until) + timedelta(days=1)
    return max(with_charter, datetime.combine(day_after, time.min, place.booking.zone).astimezone(UTC))
