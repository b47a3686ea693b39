"""How crew come in: a magic link for one person on one charter opens a session, a signed cookie of its own.

Crew are never `request.user`: neither link nor session opens anything but /crew/.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from bookings import tokens
from crew.models import SHOWN, Assignment, Person

LINK = "crew-link"
COOKIE = "crew"
COOKIE_DAYS = 30
Arguments = ParamSpec("Arguments")


def link_for(assignment: Assignment) -> str:
    """Return the address that this person is sent for this charter."""
    token = tokens.make(LINK, assignment.pk, assignment.link_version)
    return f"{settings.PUBLIC_URL}{reverse('crew-link', args=[token])}"


def follow(token: str, *, at: datetime) -> Assignment | None:
    """Return the place a link leads to; None where it is unknown, expired, revoked, or the place is gone."""
    numbers = tokens.read(LINK, token)
    return _live(*numbers, at=at) if numbers and len(numbers) == 2 else None


def open_session(response: HttpResponse, assignment: Assignment) -> None:
    """Sign this browser in as the person of `assignment`, for as long as that link lives."""
    response.set_signed_cookie(
        COOKIE,
        f"{assignment.pk}.{assignment.link_version}",
        salt=COOKIE,
        max_age=COOKIE_DAYS * 86_400,
        path=reverse("crew-charters"),
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )


def visitor(request: HttpRequest, *, at: datetime) -> Person | None:
    """Return who is signed in. Asked afresh with every request: losing the place ends the session."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_DAYS * 86_400)
    if not cookie:
        return None
    pk, _, link_version = cookie.partition(".")
    assignment = _live(int(pk), int(link_version), at=at)
    return assignment.person if assignment else None


def crew_only(
    view: Callable[Concatenate[HttpRequest, Person, Arguments], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Arguments], HttpResponse]:
    """Hand the signed-in person to a view; everyone else sees what a dead link shows. Nothing is cached."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        person = visitor(request, at=timezone.now())
        response = view(request, person, *args, **kwargs) if person else dead_link(request, status=403)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def dead_link(request: HttpRequest, *, status: int) -> HttpResponse:
    """Say the same calm thing, whatever the reason."""
    return render(request, "crew/dead_link.html", status=status)


def _live(pk: int, link_version: int, *, at: datetime) -> Assignment | None:
    assignment = Assignment.objects.with_terms().filter(pk=pk, link_version=link_version).first()
    if assignment is None or assignment.booking.stage not in SHOWN or at >= assignment.link_ends_at:
        return None
    return assignment
