"""Which tick holds, and who may make one: the rules, each shown once."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from bookings.models import Booking
from crew import actions as crew_actions
from crew.checklists.actions import Sent
from crew.checklists.models import Tick
from crew.checklists.signals import checklist_changed
from crew.models import Assignment
from tests import make
from tests.checklists import build
from tests.checklists.build import MINUTE
from tests.crew import build as crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ticks", "holds"),
    [
        pytest.param([(True, 1, 1)], True, id="a tick"),
        pytest.param([(True, 1, 1), (False, 2, 2)], False, id="taken back"),
        pytest.param([(True, 1, 1), (False, 2, 2), (True, 3, 3)], True, id="ticked again"),
        pytest.param([(False, 2, 2), (True, 1, 5)], False, id="made earlier, sent later"),
        pytest.param([(True, 3, 9), (False, 2, 5)], True, id="made later, sent later"),
        pytest.param(
            [(True, 99, 2), (False, 3, 3)], False, id="a clock that runs ahead counts as when it was received"
        ),
        pytest.param([(True, 99, 2), (False, 1, 3)], True, id="and that still is later"),
        pytest.param([(True, 1, 2), (False, 1, 3)], False, id="made at once: received last"),
        pytest.param([(True, 1, 2), (False, 1, 2)], False, id="received at once: written last"),
    ],
)
def test_the_tick_made_last_holds(ticks: list[tuple[bool, int, int]], holds: bool) -> None:
    """Each is (ticked, minute it was made, minute it was received)."""
    place, item = crew.assignment(), build.item()
    for ticked, made, received in ticks:
        tick = build.sent(place, item, ticked=ticked, made_at=make.NOW + made * MINUTE)
        build.take(place, tick, at=make.NOW + received * MINUTE)
    assert (build.done(place) == [item.text], Tick.objects.count()) == (holds, len(ticks))


def test_two_people_at_once_lose_nothing() -> None:
    captain, (bilge, fuel, ice) = crew.assignment(), build.items("Bilge", "Fuel", "Ice")
    mate = crew.assignment(captain.booking, slug="crew")
    build.take(captain, build.sent(captain, bilge), build.sent(captain, fuel))
    build.take(mate, build.sent(mate, fuel), build.sent(mate, ice))
    assert (build.done(captain), Tick.objects.count()) == (["Bilge", "Fuel", "Ice"], 4)


def test_what_is_sent_again_is_the_same_tick() -> None:
    place, item = crew.assignment(), build.item()
    tick = build.sent(place, item)
    answers = [build.take(place, tick) for _ in range(2)]
    assert answers == [([tick.sent_id], [])] * 2
    assert Tick.objects.count() == 1


def test_both_times_are_kept() -> None:
    place, item = crew.assignment(), build.item()
    build.take(place, build.sent(place, item, made_at=make.NOW + 5 * MINUTE), at=make.NOW + MINUTE)
    tick = Tick.objects.get()
    assert (tick.made_at, tick.received_at) == (make.NOW + 5 * MINUTE, make.NOW + MINUTE)


def why(place: Assignment, tick: Sent, *, days_later: float = 0) -> list[str]:
    _, refused = build.take(place, tick, at=make.NOW + days_later * DAY)
    return [refusal.why for refusal in refused]


def test_a_tick_is_taken_for_fourteen_days() -> None:
    place, item = crew.assignment(), build.item()
    late = "It was made more than 14 days ago."
    assert why(place, build.sent(place, item), days_later=14) == []
    assert why(place, build.sent(place, item), days_later=14.001) == [late]


def test_a_tick_made_while_entitled_is_taken_though_the_place_is_gone(now: time_machine.Traveller) -> None:
    place, item = crew.assignment(), build.item()
    now.move_to(make.NOW + 10 * MINUTE)
    pk = place.pk
    crew_actions.unassign(place, by=make.STAFF, at=make.NOW)
    place.pk = pk
    taken = why(place, build.sent(place, item, made_at=make.NOW + 9 * MINUTE), days_later=1)
    after = why(place, build.sent(place, item, made_at=make.NOW + 10 * MINUTE), days_later=1)
    assert (taken, after) == ([], ["You were not on this charter then."])


def test_a_tick_made_before_the_place_was_given_is_refused() -> None:
    place, item = crew.assignment(), build.item()
    assert why(place, build.sent(place, item, made_at=make.NOW - MINUTE)) == ["You were not on this charter then."]


def test_a_tick_made_before_a_no_is_taken_and_one_after_it_refused(now: time_machine.Traveller) -> None:
    place, item = crew.assignment(), build.item()
    now.move_to(make.NOW + 10 * MINUTE)
    crew_actions.decline(place, reason="", by="crew:1", at=make.NOW)
    before = why(place, build.sent(place, item, made_at=make.NOW + 9 * MINUTE), days_later=1)
    after = why(place, build.sent(place, item, made_at=make.NOW + 11 * MINUTE), days_later=1)
    assert (before, after) == ([], ["You were not on this charter then."])


def test_a_clock_that_runs_ahead_does_not_reach_past_a_place_that_is_gone(now: time_machine.Traveller) -> None:
    place, item = crew.assignment(), build.item()
    crew_actions.decline(place, reason="", by="crew:1", at=make.NOW)
    assert why(place, build.sent(place, item, made_at=make.NOW + 30 * DAY)) == ["You were not on this charter then."]


def test_the_role_they_had_then_says_what_they_may_tick(now: time_machine.Traveller) -> None:
    place, item = crew.assignment(slug="captain"), build.item(slug="captain")
    now.move_to(make.NOW + 10 * MINUTE)
    crew_actions.change_role(place, crew.role("crew"), by=make.STAFF, at=make.NOW)
    before = why(place, build.sent(place, item, made_at=make.NOW + 9 * MINUTE), days_later=1)
    after = why(place, build.sent(place, item, made_at=make.NOW + 11 * MINUTE), days_later=1)
    assert (before, after) == ([], ["It is not on your list any more."])


def test_ticking_ends_a_day_after_the_charter() -> None:
    place, item = crew.assignment(), build.item()
    end = place.booking.ends_at + DAY
    _, refused = build.take(place, build.sent(place, item, made_at=end), at=end)
    assert [refusal.why for refusal in refused] == ["You were not on this charter then."]
    assert build.take(place, build.sent(place, item, made_at=end - MINUTE), at=end + DAY)[1] == []


def test_another_charters_code_is_refused() -> None:
    place, item = crew.assignment(), build.item()
    other = crew.assignment().booking.code
    assert why(place, build.sent(place, item, code=other)) == ["You were not on this charter then."]


def test_another_vessels_item_is_refused() -> None:
    place, item = crew.assignment(), build.item(vessel=make.vessel())
    assert why(place, build.sent(place, item)) == ["It is not on your list any more."]


def test_an_item_that_was_taken_off_meanwhile_is_still_ticked() -> None:
    place, item = crew.assignment(), build.item()
    item.retired_at = make.NOW
    item.save()
    assert why(place, build.sent(place, item)) == []


def test_one_bad_tick_holds_up_no_other() -> None:
    place, item = crew.assignment(), build.item()
    good = build.sent(place, item)
    bad = replace(build.sent(place, item), item=10**30)
    saved, refused = build.take(place, bad, good)
    assert (saved, [refusal.sent_id for refusal in refused]) == ([good.sent_id], [str(bad.sent_id)])


def test_a_tick_is_announced_once_a_batch_and_a_refusal_is_not() -> None:
    place, item = crew.assignment(), build.item()
    heard: list[Booking] = []

    def hear(booking: Booking, **_: object) -> None:
        heard.append(booking)

    checklist_changed.connect(hear)
    try:
        build.take(place, build.sent(place, item), build.sent(place, item, ticked=False))
        build.take(place, build.sent(place, item, sent_id=uuid4(), code="XXXXXXX"))
    finally:
        checklist_changed.disconnect(hear)
    assert heard == [place.booking]
