"""The door that a link opens, and a new link for whoever stands before a closed one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from bookings.throttle import allowed
from crew import access, fresh_link

PER_ADDRESS = {"most": 3, "seconds": 15 * 60}
PER_CLIENT = {"most": 20, "seconds": 60 * 60}
LONGEST_ADDRESS = 254


@csrf_exempt  # the token in the address is the secret; and no-referrer has browsers send `Origin: null`
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it signs in, so that mail scanners may follow the link as they like."""
    now = timezone.now()
    visit = access.follow(token, at=now)
    if visit is None:
        response = access.dead_link(request, status=404)
    elif request.method == "POST":
        response = _into(visit, shown=access.places(visit.person, at=now).filter(pk=visit.place.pk).exists())
        access.open_session(response, visit)
    else:
        response = render(request, "crew/door.html", {"assignment": visit.place, "hours_only": visit.hours_only})
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt  # it opens nothing and asks no session; and it is pressed on pages with no-referrer too
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Take an e-mail address or a telephone number; known or not, the answer is the same."""
    if request.method != "POST":
        return render(request, "crew/new_link.html")
    typed = request.POST.get("reach", "").replace("\0", "").strip()[:LONGEST_ADDRESS]
    if not typed:
        return render(request, "crew/new_link.html", {"missing": True}, status=400)
    client = BaseThrottle().get_ident(Request(request))
    if not (
        allowed("crew-link-to", fresh_link.normal(typed), **PER_ADDRESS)
        and allowed("crew-link-from", client or "", **PER_CLIENT)
    ):
        return render(request, "crew/new_link.html", {"too_often": True}, status=429)
    fresh_link.ask(typed, at=timezone.now())
    return redirect("crew-link-sent")


@never_cache
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "crew/link_sent.html")


def _into(visit: access.Visit, *, shown: bool) -> HttpResponse:
    if visit.hours_only:
        return redirect("crew-hours")
    return redirect("crew-charter", code=visit.place.booking.code) if shown else redirect("crew-charters")
