"""My charters: what needs an answer first, then what is coming, then what was sailed."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from crew import consent
from crew.access import crew_only
from crew.models import SHOWN, Answer, Person

MOST_COMING = 60
MOST_RECENT = 10
RECENT = timedelta(days=60)


@require_safe
@crew_only
def charters(request: HttpRequest, person: Person) -> HttpResponse:
    now = timezone.now()
    places = person.assignments.filter(booking__stage__in=SHOWN).with_terms()
    coming = list(places.filter(booking__ends_at__gt=now).order_by("booking__starts_at")[:MOST_COMING])
    over = places.not_declined().filter(booking__ends_at__lte=now, booking__ends_at__gt=now - RECENT)
    consents = consent.digests(coming)
    rows = [(place, place.standing(consents[place.pk])) for place in coming]
    waiting = [row for row in rows if row[1] == Answer.ASKED and row[0].takes_answers(now)]
    context = {
        "person": person,
        "waiting": waiting,
        "others": [row for row in rows if row not in waiting],
        "recent": over.order_by("-booking__ends_at")[:MOST_RECENT],
    }
    return render(request, "crew/charters.html", context)
