"""Many senders at once: one event, one charter in a slot, nobody left hanging."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bookings import actions
from bookings.models import Booking
from crew.models import Assignment, Person
from crew.scc.models import InboundEvent
from tests import make, threads
from tests.crew import build
from tests.scc.build import CANONICAL, OLDEST, Wire, jada, sailors

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
AT_ONCE = 16


@pytest.fixture(autouse=True)
def world() -> None:
    jada()
    sailors()


def at_once(send: Callable[[int], Any]) -> list[Any]:
    return threads.at_once([partial(send, number) for number in range(AT_ONCE)])


def statuses(answers: list[Any]) -> list[int]:
    return sorted(status for status, _ in answers)


@pytest.mark.parametrize("body", [CANONICAL, OLDEST, OLDEST | {"eventId": "their own id/7"}])
def test_one_event_sent_sixteen_times_at_once_is_one_event(wire: Wire, body: dict[str, Any]) -> None:
    answers = at_once(lambda _: Wire().post(body))
    assert statuses(answers) == [200] * 15 + [201]
    assert len({shown["eventId"] for _, shown in answers}) == 1
    assert (Booking.objects.count(), InboundEvent.objects.count(), Assignment.objects.count()) == (1, 1, 2)


def test_sixteen_events_for_one_slot_make_one_charter(wire: Wire) -> None:
    answers = at_once(lambda number: Wire().post(CANONICAL, eventId=f"A-{number}"))
    assert statuses(answers) == [201] + [409] * 15
    assert (Booking.objects.count(), InboundEvent.objects.count()) == (1, 1)


def test_versions_that_overtake_each_other_end_at_the_highest(wire: Wire) -> None:
    answers = at_once(lambda number: Wire().post(CANONICAL, version=number + 1, eventName=f"Sail {number + 1}"))
    assert set(statuses(answers)) == {200, 201}
    assert (Booking.objects.get().title, InboundEvent.objects.get().version) == ("Sail 16", 16)


def test_the_wire_the_crew_and_staff_change_one_charter_at_once_without_a_deadlock(wire: Wire) -> None:
    wire.post(CANONICAL)
    booking = Booking.objects.get()

    def disturb(number: int) -> tuple[int, Any]:
        if number % 4 == 0:
            place = Assignment.objects.with_terms().get(person=Person.objects.get(scc_id="c-17"))
            build.accepted(place)
        elif number % 4 == 1:
            actions.edit(booking, {"internal_notes": f"Note {number}"}, by=make.STAFF, at=make.NOW)
        else:
            return Wire().patch("XHQGMDH", notes=f"Fenders {number}", crewIds=["c-17", "c-18"], version=10 + number)
        return 200, None

    assert set(statuses(at_once(disturb))) == {200}
    assert Booking.objects.get().crew_notes == "Fenders 15"
