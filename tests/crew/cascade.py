"""Drives the calling of crew moment by moment, and tells it as a table."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min

from bookings.duty.models import Alarm
from bookings.messages.models import Message, Outcome
from bookings.messages.outcomes import settle
from bookings.models import Booking
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from crew import actions
from crew.models import Assignment, CallingRule, ManningRule, Person, QuietHours
from tests import make
from tests.crew import build

PORT = ZoneInfo("America/Los_Angeles")
TARGETS = ("crew_calling", "crew_notice")
RULES = [
    (336, 1440, 2880, False, False),
    (72, 360, 720, False, False),
    (24, 60, 120, True, False),
    (12, 20, 40, True, False),
    (0, 10, 20, True, True),
]


def rules() -> None:
    """The rules that the product starts with, made anew where real transactions have emptied the table."""
    names = ("hours_left", "remind_after_minutes", "next_after_minutes", "side_by_side", "everyone")
    for row in RULES:
        values = dict(zip(names, row, strict=True))
        CallingRule.objects.get_or_create(hours_left=values.pop("hours_left"), defaults=values)
    QuietHours.objects.get_or_create(vessel=None, defaults={"from_time": time(21), "until_time": time(8)})


def sailor(name: str, *slugs: str, **fields: Any) -> Person:
    """Someone who may be called for these roles: Ana is ana@example.com."""
    fields.setdefault("email", f"{name.lower()}@example.com")
    person = build.person(name=name, **fields)
    person.roles.set([build.role(slug) for slug in slugs or ["captain"]])
    return person


def charter(*, needs: Iterable[tuple[str, int]] = (("captain", 1),), **fields: Any) -> Booking:
    """A confirmed charter on JADA at noon on Saturday, whose vessel's rules ask for so many of each role."""
    rules()
    vessel = fields.pop("vessel", None) or make.vessel(name="JADA")
    for slug, count in needs:
        role = build.role(slug)
        role.order = {"captain": 10, "crew": 20, "hostess": 30}[slug]
        role.save()
        ManningRule.objects.get_or_create(vessel=vessel, role=role, defaults={"count": count})
    return make.booking(vessel=vessel, **fields)


def place(name: str) -> Assignment:
    return Assignment.objects.with_terms().get(person__name=name)


def says_yes(name: str, *, at: datetime) -> None:
    build.accepted(place(name), at=at)


def says_no(name: str, *, at: datetime) -> None:
    actions.decline(place(name), reason="", by=f"crew:{place(name).person_id}", at=at)


def bounces(name: str, *, at: datetime, outcome: Outcome = Outcome.BOUNCED) -> None:
    """The last message to this person did not arrive, as the provider says now."""
    person = Person.objects.get(name=name)
    sent = Message.objects.filter(to__in=[person.email, str(person.mobile)]).latest("pk")
    settle(sent, outcome, at=at)


class Log:
    """What happened since the last look, a line each: `Wed 25 Nov 09:00 Ana: captain`."""

    def __init__(self) -> None:
        self.clock = make.NOW
        self._told = 0
        self._rung: set[tuple[str, datetime]] = set()
        self._over: set[tuple[str, datetime]] = set()

    def until(self, moment: datetime) -> list[str]:
        """Let the clock run, from one due delivery to the next."""
        lines = []
        while (due := self._next_due()) and due <= moment:
            self.clock = max(self.clock, due)
            for name in TARGETS:
                worker.drain(name, clock=lambda: self.clock)
            lines += self._news()
        self.clock = moment
        return lines

    def _next_due(self) -> datetime | None:
        waiting = Delivery.objects.filter(target__in=TARGETS, parked_at=None)
        due: datetime | None = waiting.aggregate(due=Min("due_at"))["due"]
        return due

    def _news(self) -> list[str]:
        names = {person.email: person.name for person in Person.objects.all()}
        news = []
        for message in Message.objects.filter(pk__gt=self._told).order_by("pk"):
            said = message.subject or message.text.split(". ")[0]
            who = names.get(message.to, message.to)
            news.append(f"{who}: {said.replace('JADA Sat 5 Dec 12:00, ', '')}")
            self._told = message.pk
        for alarm, over in product(Alarm.objects.order_by("key"), (False, True)):
            moment, known = (alarm.over_at, self._over) if over else (alarm.raised_at, self._rung)
            if moment and (alarm.key, moment) not in known:
                known.add((alarm.key, moment))
                news.append(f"duty, over: {alarm.key.split(':')[0]}" if over else f"duty: {alarm.words}")
        return [f"{self.clock.astimezone(PORT):%a %-d %b %H:%M} {line}" for line in news]


def port(day: int, hour: int, minute: int = 0, *, month: int = 12) -> datetime:
    """A moment in San Diego, 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=PORT)


HOUR = timedelta(hours=1)
