"""One charter, as one of its crew sees it, and what they do about it: answer, and as her captain call and count."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, cast

from csp.decorators import csp_update
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings import plain
from bookings.codes import as_code
from bookings.errors import BookingError
from bookings.models import Stage
from crew import actions, consent, dock
from crew.access import crew_only, places
from crew.checklists.page import checklist_context
from crew.errors import PlaceTakenError
from crew.models import Answer, Assignment, AssignmentQuerySet, Person

Arguments = ParamSpec("Arguments")


class Dial(HttpResponseRedirect):
    """Have the phone call a number that stands on no page."""

    status_code = 303
    allowed_schemes = ["tel"]


def may_dial(page: Callable[Arguments, HttpResponse]) -> Callable[Arguments, HttpResponse]:
    """Let the page's forms lead on to a call: browsers hold a form's redirect to the policy too."""
    updated = csp_update({"form-action": ["tel:"]})(cast(Any, page))
    return cast(Callable[Arguments, HttpResponse], updated)


@require_safe
@crew_only
def charter(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    return _page(request, _place(person, code, now), now)


@require_POST
@crew_only
def accept(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    place = _place(person, code, now)
    try:
        actions.accept(place, shown=request.POST.get("shown", ""), by=f"crew:{person.pk}", at=now)
    except PlaceTakenError as error:
        return _taken(request, person, error)
    except BookingError as error:
        return _page(request, _place(person, code, now), now, error=error)
    return redirect("crew-charter", code=code)


@require_POST
@crew_only
def decline(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Take a no in any case; of its reason what speaks of money is left out, and they are told."""
    now = timezone.now()
    place = _place(person, code, now)
    reason, money = plain.without_money(request.POST.get("reason", "").replace("\0", ""))
    try:
        actions.decline(place, reason=reason, by=f"crew:{person.pk}", at=now)
    except PlaceTakenError as error:
        return _taken(request, person, error)
    except BookingError as error:
        return _page(request, place, now, error=error)
    if money:
        return _page(request, _place(person, code, now), now, left_out=money)
    return redirect("crew-charter", code=code)


@require_POST
@crew_only
def call_guest(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    place = _place(person, code, now)
    try:
        return Dial(dock.call_lead_guest(place, at=now))
    except BookingError as error:
        return _page(request, place, now, error=error, refused="The call was not made.")


@require_POST
@crew_only
def count_aboard(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    place = _place(person, code, now)
    typed = request.POST.get("aboard", "").strip()
    try:
        if not (typed.isascii() and typed.isdecimal()):
            raise BookingError("Enter how many guests are aboard, as a number.", field="aboard")
        dock.count_aboard(place, aboard=int(typed[:6]), at=now)
    except BookingError as error:
        return _page(request, place, now, error=error, refused="The count was not taken.")
    return redirect("crew-charter", code=code)


def _place(person: Person, code: str, at: datetime) -> Assignment:
    """Return the person's own place on a charter, or 404: other people's charters do not exist for them."""
    mine = places(person, at=at).with_terms().select_related("booking__client")
    return get_object_or_404(mine, booking__code=as_code(code))


@may_dial
def _page(
    request: HttpRequest,
    place: Assignment,
    at: datetime,
    *,
    error: BookingError | None = None,
    refused: str = "Your answer was not taken.",
    left_out: list[str] | None = None,
) -> HttpResponse:
    booking, digest = place.booking, consent.digest(place)
    standing = place.standing(digest)
    context = {
        "person": place.person,
        "place": place,
        "booking": booking,
        "vessel": booking.vessel,
        "standing": standing,
        "shown": digest,
        "takes_answers": place.takes_answers(at),
        "notes": booking.readable("crew_notes"),
        "mates": _mates(place),
        "reach_mates": booking.stage == Stage.CONFIRMED and at < booking.ends_at and standing != Answer.DECLINED,
        "error": error,
        "refused": refused,
        "left_out": left_out,
        "typed": request.POST,
        "reason_length": actions.REASON_LENGTH,
        **checklist_context(place, at),
        **(_bridge(place) if dock.in_command(place, standing, at=at) else {}),
    }
    return render(request, "crew/charter.html", context, status=409 if error else 200)


def _taken(request: HttpRequest, person: Person, error: PlaceTakenError) -> HttpResponse:
    return render(request, "crew/taken.html", {"person": person, "error": error}, status=409)


def _mates(place: Assignment) -> AssignmentQuerySet:
    """Who else sails. A candidate does so only once they said yes."""
    others = place.booking.assignments.not_declined().exclude(pk=place.pk)
    return others.exclude(~Q(answer=Answer.ACCEPTED), called=True).select_related("person", "role")


def _bridge(place: Assignment) -> dict[str, Any]:
    """What only her captain has in hand."""
    booking = place.booking
    return {
        "commands": True,
        "lead_guest": booking.client if booking.client and booking.client.phone else None,
        "called": booking.guest_calls.filter(person=place.person).first(),
        "counted": booking.head_counts.first(),
    }
