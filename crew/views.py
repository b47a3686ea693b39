"""What crew see: the door that a link opens, their charters, one charter, and their answer to it."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.errors import BookingError
from crew import access, actions, consent
from crew.access import crew_only
from crew.errors import ConsentChangedError
from crew.models import Answer, Assignment, Person


@csrf_exempt  # the token in the address is the secret; and no-referrer has browsers send `Origin: null`
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it signs in, so that mail scanners may follow the link as they like."""
    assignment = access.follow(token, at=timezone.now())
    if assignment is None:
        response = access.dead_link(request, status=404)
    elif request.method == "POST":
        response = redirect("crew-charter", code=assignment.booking.code)
        access.open_session(response, assignment)
    else:
        response = render(request, "crew/door.html", {"assignment": assignment})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@crew_only
def charters(request: HttpRequest, person: Person) -> HttpResponse:
    """List the person's charters: what needs an answer first, then by time."""
    now = timezone.now()
    assignments = list(person.assignments.shown_to_crew(now).with_terms().order_by("booking__starts_at"))
    consents = consent.digests(assignments)
    rows = [(assignment, assignment.standing(consents[assignment.pk])) for assignment in assignments]
    waiting = [row for row in rows if row[1] == Answer.ASKED and row[0].takes_answers(now)]
    context = {"person": person, "waiting": waiting, "others": [row for row in rows if row not in waiting]}
    return render(request, "crew/charters.html", context)


@require_safe
@crew_only
def charter(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    return _charter_page(request, _place(person, code, now), now)


@require_POST
@crew_only
def accept(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    place = _place(person, code, now)
    try:
        actions.accept(place, shown=request.POST.get("shown", ""), by=f"crew:{person.pk}", at=now)
    except BookingError as error:
        return _charter_page(request, _place(person, code, now), now, error=error)
    return redirect("crew-charter", code=code)


@require_POST
@crew_only
def decline(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    now = timezone.now()
    place = _place(person, code, now)
    try:
        actions.decline(place, reason=request.POST.get("reason", ""), by=f"crew:{person.pk}", at=now)
    except BookingError as error:
        return _charter_page(request, place, now, error=error)
    return redirect("crew-charter", code=code)


def _place(person: Person, code: str, at: datetime) -> Assignment:
    """Return the person's own place on a charter, or 404: other people's charters do not exist for them."""
    places = person.assignments.shown_to_crew(at).with_terms().select_related("booking__client")
    return get_object_or_404(places, booking__code=code.upper())


def _charter_page(
    request: HttpRequest, place: Assignment, at: datetime, *, error: BookingError | None = None
) -> HttpResponse:
    booking, digest = place.booking, consent.digest(place)
    context = {
        "place": place,
        "booking": booking,
        "vessel": booking.vessel,
        "standing": place.standing(digest),
        "shown": digest,
        "takes_answers": place.takes_answers(at),
        "notes": booking.readable("crew_notes"),
        "mates": booking.assignments.not_declined().exclude(pk=place.pk).select_related("person", "role"),
        "error": error,
        "look_again": isinstance(error, ConsentChangedError),
        "reason": request.POST.get("reason", ""),
        "reason_length": actions.REASON_LENGTH,
    }
    return render(request, "crew/charter.html", context, status=409 if error else 200)
