"""My calendar feed: its secret address, and another one where that became known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from crew.access import crew_only
from crew.models import Person
from crew.own_feed import feed_address, renew_feed


@require_safe
@crew_only
def calendar(request: HttpRequest, person: Person) -> HttpResponse:
    address = feed_address(person)
    context = {"person": person, "address": address, "webcal": f"webcal://{address.partition('://')[2]}"}
    return render(request, "crew/calendar.html", context)


@require_POST
@crew_only
def new_address(request: HttpRequest, person: Person) -> HttpResponse:
    renew_feed(person)
    return redirect("crew-calendar")
