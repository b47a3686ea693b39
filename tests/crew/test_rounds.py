"""A round of calling is done once, leaves nothing owed, and staff see what it could not do."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.outbox import upkeep, worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from crew.calling import shortages
from crew.models import Assignment
from tests import make
from tests.crew.cascade import HOUR, Log, charter, port, sailor
from tests.make import NOON, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Log:
    return Log()


def test_what_is_done_leaves_nothing_owed(log: Log) -> None:
    sailor("Ana")
    booking = charter()
    log.until(NOW)
    row = Delivery.objects.get(target="crew_calling")
    assert (row.facts, row.state, row.due_at) == (None, "delivered", port(25, 21, month=11))
    assert upkeep.reconcile([booking.code], at=NOW).behind == 0


def test_a_round_done_twice_asks_once(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    charter()
    wishes = targets()["crew_calling"].desired([Delivery.objects.get(target="crew_calling").booking_code], NOW)
    assert [wish.facts and len(wish.facts["calls"]) for wish in next(iter(wishes.values())).values()] == [1]
    worker.drain("crew_calling", clock=lambda: NOW)
    Delivery.objects.filter(target="crew_calling").update(due_at=NOW, facts={"calls": []})
    worker.drain("crew_calling", clock=lambda: NOW)
    assert [place.person.name for place in Assignment.objects.all()] == ["Ana"]


def test_staff_see_what_is_open_who_is_silent_and_whether_anyone_is_left(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    booking = charter(needs=[("captain", 1), ("crew", 1)])
    log.until(NOW + 24 * HOUR)
    found = [
        (
            each.role.slug,
            each.open,
            [asked.person.name for asked in each.asked],
            [silent.person.name for silent in each.unanswered],
            each.nobody_left,
        )
        for each in shortages([booking], at=NOW + 24 * HOUR)
    ]
    assert found == [("captain", 1, ["Bea"], ["Ana"], True), ("crew", 1, [], [], True)]


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_rounds_take_the_same_queries_however_many_charters(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sailor("Ana")
    sailor("Bea")
    first = charter()
    made = [first] + [
        make.booking(vessel=first.vessel, starts_at=NOON + timedelta(days=day)) for day in range(1, count)
    ]
    codes = [booking.code for booking in made]
    with django_assert_num_queries(17):
        targets()["crew_calling"].desired(codes, NOW)
