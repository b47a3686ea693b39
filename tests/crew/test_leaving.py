"""Someone leaves on the fifth of December."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from pytest_django import Settings

from bookings import actions as bookings
from bookings.duty.actions import raise_alarm
from bookings.duty.models import Alarm
from bookings.messages.models import Channel, Message, Reason, Unreachable
from bookings.messages.reach import give_up_on
from bookings.models import Booking, CancelCause
from bookings.outbox import worker
from crew import actions
from crew.erasing import erase
from crew.leaving import leave, see_off
from crew.models import Assignment, Away, HeldLicence, Licence, Person
from crew.muster import muster
from crew.pay.models import AgreedRate
from tests import make
from tests.crew import build
from tests.crew.cascade import HOUR, Log, charter, place, port, sailor
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db
LAST_DAY = date(2026, 12, 5)
SUNDAY = NOON + timedelta(days=1)


@pytest.fixture
def ana() -> Person:
    return sailor("Ana")


def left(person: Person, *, at: datetime = NOW) -> Person:
    leave(person, on=LAST_DAY, by=STAFF, at=at)
    person.refresh_from_db()
    return person


def test_their_last_day_is_kept_with_who_said_so(ana: Person) -> None:
    assert (left(ana).leaves_on, ana.history.latest().actor) == (LAST_DAY, STAFF)


def test_places_after_the_last_day_are_given_back_and_those_until_then_kept(ana: Person) -> None:
    kept, gone = build.assignment(make.booking(), ana), build.assignment(make.booking(starts_at=SUNDAY), ana)
    left(ana)
    assert list(ana.assignments.all()) == [kept]
    assert Assignment.history.filter(id=gone.pk).latest().actor == STAFF


def test_the_next_one_is_called_and_the_one_who_leaves_is_told(ana: Person) -> None:
    log = Log()
    charter(starts_at=SUNDAY)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: JADA Sun 6 Dec 12:00, captain"]
    build.accepted(place("Ana"))
    log.until(NOW)
    sailor("Bea")
    left(ana)
    assert sorted(log.until(NOW)) == [
        "Wed 25 Nov 09:00 Ana: You are off: JADA Sun 6 Dec 12:00, captain",
        "Wed 25 Nov 09:00 Bea: JADA Sun 6 Dec 12:00, captain",
    ]


def test_a_place_that_no_rule_asks_for_stays_open_all_the_same(ana: Person) -> None:
    booking = make.booking(starts_at=SUNDAY)
    build.assignment(booking, ana)
    left(ana)
    assert [(post.role.slug, post.needed, post.open) for post in muster(booking)] == [("captain", 1, 1)]


def test_cancelled_and_past_charters_keep_who_sailed(ana: Person) -> None:
    cancelled = build.assignment(make.booking(starts_at=SUNDAY), ana)
    bookings.cancel(cancelled.booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    sailed = build.assignment(make.booking(starts_at=SUNDAY + 5 * HOUR), ana)
    left(ana, at=sailed.booking.starts_at)
    assert ana.assignments.count() == 2


def test_leaving_twice_changes_nothing(ana: Person) -> None:
    versions = left(ana).history.count()
    assert left(ana).history.count() == versions


@pytest.mark.parametrize(("now", "count"), [(port(19, 23, 59), 0), (port(20, 0), 1)])
def test_after_two_weeks_every_address_they_were_given_ends(ana: Person, now: datetime, count: int) -> None:
    kept = build.assignment(make.booking(), ana)
    left(ana)
    assert see_off(at=now) == count
    ana.refresh_from_db()
    assert (ana.feed_version, build.fresh(kept).link_version) == (1 + count, 1 + count)


def test_they_are_seen_off_once_and_once_more_if_they_come_back_and_leave_again(ana: Person) -> None:
    make.vessel()
    left(ana)
    assert [see_off(at=port(20, 0)), see_off(at=port(21, 0))] == [1, 0]
    leave(ana, on=date(2027, 3, 1), by=STAFF, at=NOW)
    assert [see_off(at=port(20, 0, month=4).replace(year=2027)) for _ in range(2)] == [1, 0]


def test_seeing_off_tells_nobody(ana: Person) -> None:
    build.assignment(make.booking(), ana)
    worker.drain("crew_notice", clock=lambda: NOW)
    left(ana)
    see_off(at=port(20, 0))
    worker.drain("crew_notice", clock=lambda: port(20, 0))
    assert Message.objects.count() == 1


@pytest.fixture
def known(ana: Person, settings: Settings) -> Person:
    """Someone of whom we know all that we ever know, who left."""
    settings.CREW_DATA_DAYS = 730
    build.rate(4500)
    licence = Licence.objects.create(name="Master 50 GRT")
    ana.licences.create(licence=licence, expires_on=date(2027, 1, 1))
    ana.away.create(from_at=NOON - 48 * HOUR, until_at=NOON - 24 * HOUR)
    ana.name, ana.email = "Ana Marlow", "ana.marlow@example.com"
    ana.save()
    build.assignment(make.booking(), ana)
    worker.drain("crew_notice", clock=lambda: NOW)
    actions.decline(place("Ana Marlow"), reason="My knee.", by=f"crew:{ana.pk}", at=NOW)
    raise_alarm("unfilled:captain", about=Booking.objects.get().code, words="Call Ana Marlow.", at=NOW)
    give_up_on("ana@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    types = ContentType.objects.get_for_model
    for model, pk, message in ((Person, ana.pk, "x"), (Booking, 1, [{"added": {"object": "Ana Marlow as Captain"}}])):
        LogEntry.objects.create(
            user=make.user(),
            content_type=types(model),
            object_id=str(pk),
            object_repr="Ana Marlow" if model is Person else "A sail",
            action_flag=CHANGE,
            change_message=json.dumps(message),
        )
    return left(ana)


def everything() -> str:
    """Every row that could hold something of a person."""
    tables: list[Any] = [Person, Assignment, HeldLicence, Away]
    rows = [
        *(row for model in tables for row in (*model.objects.values(), *model.history.values())),
        *Message.objects.values(),
        *Unreachable.objects.values(),
        *LogEntry.objects.values("object_repr", "change_message"),
        *Alarm.objects.values(),
    ]
    return repr(rows)


def test_two_years_later_nothing_speaks_of_them(known: Person) -> None:
    day = datetime(2028, 12, 4, 12, tzinfo=NOON.tzinfo)
    assert [erase(at=day), erase(at=day + timedelta(days=1)), erase(at=day + timedelta(days=2))] == [0, 1, 0]
    rows = everything()
    traces = ["Ana", "ana@", "ana.marlow", "0142", "knee", "/c/"]
    assert [trace for trace in traces if trace in rows] == []
    assert (HeldLicence.history.count(), Away.history.count()) == (0, 0)


def test_pay_and_who_sailed_stay_under_a_number(known: Person) -> None:
    erase(at=datetime(2029, 1, 1, tzinfo=NOON.tzinfo))
    known.refresh_from_db()
    assert (known.name, known.active, known.assignments.count()) == (f"Former crew {known.pk}", False, 1)
    assert AgreedRate.objects.get(assignment__person=known).cents_per_hour == 4500
