import json
import time
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.urls import reverse
from django.utils import timezone

from benchmarks import charters
from crew.access import link_for
from crew.models import Assignment, Person
from tests.crew import build

WARM_UP = 3
MATES = ("crew", "hostess")
SAILED = 6
"""One in so many charters lies behind: those have hours to sign."""


class Command(BaseCommand):
    help = "Visit the crew's pages as someone who is on every charter, and print as JSON what a visit costs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--charters", type=int, required=True)
        parser.add_argument("--count", type=int, required=True)

    def handle(self, *, count: int, **options: Any) -> None:
        setup_test_environment()
        browser, pages = Client(), {"dead link": reverse("crew-link", args=["dead"])}
        place = _season(options["charters"], at=timezone.now())
        browser.post(link_for(place))
        pages |= {
            "my charters": reverse("crew-charters"),
            "one charter": reverse("crew-charter", args=[place.booking.code]),
            "hours": reverse("crew-hours"),
            "pay": reverse("crew-pay"),
            "away": reverse("crew-away"),
            "calendar": reverse("crew-calendar"),
        }
        self.stdout.write(json.dumps({page: _visit(browser, url, count) for page, url in pages.items()}))


def _season(count: int, *, at: datetime) -> Assignment:
    """Crew `count` charters around `at` with the same captain and a crew of two; return the captain's next place."""
    bookings = charters.confirmed(count, first=at - charters.APART * (count // SAILED) + timedelta(hours=5))
    people: list[tuple[Person, str]] = [(build.person(), slug) for slug in ("captain", *MATES)]
    places = [
        Assignment(booking=booking, person=person, role=build.role(slug))
        for booking in bookings
        for person, slug in people
    ]
    Assignment.objects.bulk_create(places, batch_size=2_000)
    captain = people[0][0]
    return captain.assignments.with_terms().filter(booking__starts_at__gt=at).earliest("booking__starts_at")


def _visit(browser: Client, url: str, count: int) -> dict[str, float]:
    for _ in range(WARM_UP):
        answer = browser.get(url)
    if answer.status_code not in (200, 404):
        raise RuntimeError(f"{url} answered {answer.status_code}.")
    spent = []
    for _ in range(count):
        started = time.process_time()
        browser.get(url)
        spent.append((time.process_time() - started) * 1000)
    with CaptureQueriesContext(connection) as captured:
        browser.get(url)
    return {
        "cpu_ms": round(median(spent), 2),
        "statements": len(captured.captured_queries),
        "kb": round(len(answer.content) / 1000, 1),
    }
