"""The cascade under a fake clock: who is asked when, and when the duty phone rings. It is Wednesday, 25 Nov, 9:00."""

import pytest

from bookings import actions as bookings
from bookings.models import CancelCause, Kind, Stage
from crew import actions, staffing
from crew.models import Answer, Assignment
from crew.muster import muster
from tests.crew import build
from tests.crew.cascade import HOUR, Log, bounces, charter, place, port, sailor, says_no, says_yes
from tests.make import NOON, NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CALL = port(5, 11)
"""When the crew of these charters are called."""


@pytest.fixture
def log() -> Log:
    return Log()


def names(answer: Answer = Answer.ASKED) -> list[str]:
    return sorted(Assignment.objects.filter(answer=answer).values_list("person__name", flat=True))


def test_silence_is_reminded_and_then_goes_on_to_the_next_until_staff_must_call(log: Log) -> None:
    for name in ("Ana", "Bea"):
        sailor(name)
    charter()
    assert log.until(CALL) == [
        "Wed 25 Nov 09:00 Ana: captain",
        "Wed 25 Nov 15:00 Ana: Can you sail? captain",
        "Thu 26 Nov 08:00 Bea: captain",
        "Thu 26 Nov 14:00 Bea: Can you sail? captain",
        "Fri 4 Dec 11:00 Ana: Reminder: captain",
        "Fri 4 Dec 11:00 Bea: Reminder: captain",
        "Fri 4 Dec 11:00 duty: 1 captain missing for Sat 5 Dec 12:00. Call Ana, +1 619-555-0142.",
    ]


def test_a_no_goes_on_to_the_next_at_once(log: Log) -> None:
    for name in ("Ana", "Bea", "Cem"):
        sailor(name)
    charter()
    log.until(NOW)
    says_no("Ana", at=NOW + HOUR)
    assert log.until(NOW + HOUR) == ["Wed 25 Nov 10:00 Bea: captain"]
    says_no("Bea", at=NOW + 2 * HOUR)
    assert log.until(NOW + 2 * HOUR) == ["Wed 25 Nov 11:00 Cem: captain"]


def test_the_captain_is_found_first_then_the_crew_then_the_hostess(log: Log) -> None:
    for name, slug in (("Ana", "captain"), ("Bea", "crew"), ("Cem", "crew"), ("Dov", "crew"), ("Eli", "hostess")):
        sailor(name, slug)
    charter(needs=[("hostess", 1), ("captain", 1), ("crew", 2)])
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: captain"]
    says_yes("Ana", at=NOW + HOUR)
    assert log.until(NOW + HOUR) == ["Wed 25 Nov 10:00 Bea: crew", "Wed 25 Nov 10:00 Cem: crew"]
    says_yes("Bea", at=NOW + 2 * HOUR)
    assert log.until(NOW + 2 * HOUR) == []
    says_yes("Cem", at=NOW + 3 * HOUR)
    assert log.until(NOW + 3 * HOUR) == ["Wed 25 Nov 12:00 Eli: hostess"]


def test_within_three_days_all_roles_are_called_side_by_side(log: Log) -> None:
    sailor("Ana")
    sailor("Bea", "crew")
    charter(needs=[("captain", 1), ("crew", 1)])
    log.until(CALL - 72 * HOUR)
    assert log.until(CALL - 71 * HOUR) == ["Wed 2 Dec 11:00 Bea: crew"]


def test_whoever_sails_in_two_roles_is_called_for_one(log: Log) -> None:
    sailor("Ana", "captain", "crew")
    sailor("Bea", "crew")
    charter(needs=[("captain", 1), ("crew", 1)], at=CALL - 30 * HOUR)
    assert log.until(port(4, 8)) == ["Fri 4 Dec 08:00 Ana: captain", "Fri 4 Dec 08:00 Bea: crew"]


def test_the_overdue_may_still_say_yes_until_another_does(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    charter()
    log.until(port(26, 9, month=11))
    says_yes("Ana", at=port(26, 9, month=11))
    assert log.until(port(26, 9, month=11)) == ["Thu 26 Nov 09:00 Bea: Not needed: captain"]
    assert (names(Answer.ACCEPTED), names()) == (["Ana"], [])


def test_a_yes_frees_the_others_and_ends_the_calling(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    charter()
    log.until(NOW)
    says_yes("Ana", at=NOW)
    assert log.until(CALL) == ["Fri 4 Dec 11:00 Ana: Reminder: captain"]


def test_i_cannot_make_it_starts_again_at_once(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    charter()
    log.until(NOW)
    says_yes("Ana", at=NOW)
    log.until(NOW + HOUR)
    says_no("Ana", at=NOW + HOUR)
    assert log.until(NOW + HOUR) == ["Wed 25 Nov 10:00 Bea: captain"]


def test_a_withdrawal_on_the_last_day_rings_with_whom_to_call_and_is_over_when_filled(log: Log) -> None:
    sailor("Ana")
    sailor("Bea", mobile="+16195550199")
    charter()
    log.until(NOW)
    says_yes("Ana", at=NOW)
    log.until(port(4, 15))
    says_no("Ana", at=port(4, 15))
    assert log.until(port(4, 15)) == [
        "Fri 4 Dec 15:00 Bea: captain",
        "Fri 4 Dec 15:00 duty: Ana cannot sail as captain Sat 5 Dec 12:00. Call Bea, +1 619-555-0199.",
    ]
    says_yes("Bea", at=port(4, 16))
    assert log.until(port(4, 16)) == ["Fri 4 Dec 16:00 duty, over: withdrawn"]


def test_nobody_left_on_the_last_day_names_the_office(log: Log) -> None:
    charter()
    assert log.until(CALL) == [
        "Fri 4 Dec 11:00 duty: 1 captain missing for Sat 5 Dec 12:00. "
        "Nobody is left to ask. Call the office, +1 619-555-0100."
    ]


def test_in_the_last_hours_everyone_is_asked_and_the_first_yes_wins(log: Log) -> None:
    for name in ("Ana", "Bea", "Cem"):
        sailor(name)
    charter(at=port(5, 3))
    log.clock = port(5, 3)
    assert log.until(port(5, 3))[:3] == [
        "Sat 5 Dec 03:00 Ana: captain",
        "Sat 5 Dec 03:00 Bea: captain",
        "Sat 5 Dec 03:00 Cem: captain",
    ]
    says_yes("Bea", at=port(5, 3, 5))
    assert log.until(port(5, 3, 5)) == [
        "Sat 5 Dec 03:05 Ana: Not needed: captain",
        "Sat 5 Dec 03:05 Cem: Not needed: captain",
        "Sat 5 Dec 03:05 duty, over: unfilled",
    ]


def test_a_bounce_goes_on_to_the_next_at_once(log: Log) -> None:
    sailor("Ana", mobile="")
    sailor("Bea")
    charter()
    log.until(NOW)
    bounces("Ana", at=NOW + HOUR)
    assert log.until(NOW + HOUR) == ["Wed 25 Nov 10:00 Bea: captain"]


def test_someone_not_reached_on_the_last_day_is_to_be_telephoned(log: Log) -> None:
    sailor("Ana")
    charter()
    log.until(NOW)
    says_yes("Ana", at=NOW)
    log.until(port(4, 11))
    bounces("Ana", at=port(4, 12))
    assert log.until(port(4, 12)) == [
        "Fri 4 Dec 12:00 duty: No message reaches Ana about Sat 5 Dec 12:00. Call them, +1 619-555-0142."
    ]


def test_a_paused_charter_calls_nobody_until_staff_start_it(log: Log) -> None:
    sailor("Ana")
    booking = charter(tell=False, by="import:season.csv")
    assert log.until(NOW) == []
    staffing.start_calling(booking, by=STAFF, at=NOW + HOUR)
    assert log.until(NOW + HOUR) == ["Wed 25 Nov 10:00 Ana: captain"]


def test_a_moved_charter_asks_again_and_its_undoing_asks_nobody(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    booking = charter()
    log.until(NOW)
    says_yes("Ana", at=NOW)
    log.until(NOW)
    moved = bookings.reschedule(booking, starts_at=NOON + HOUR, by=STAFF, at=NOW + HOUR)
    bookings.reschedule(moved, starts_at=NOON, by=STAFF, at=NOW + HOUR)
    assert log.until(NOW + 48 * HOUR) == []
    bookings.reschedule(moved, starts_at=NOON + HOUR, by=STAFF, at=NOW + 48 * HOUR)
    assert log.until(NOW + 48 * HOUR) == ["Fri 27 Nov 09:00 Ana: Changed: JADA Sat 5 Dec 13:00, captain"]
    assert log.until(NOW + 72 * HOUR) == [
        "Fri 27 Nov 15:00 Ana: Can you sail? JADA Sat 5 Dec 13:00, captain",
        "Sat 28 Nov 08:00 Bea: JADA Sat 5 Dec 13:00, captain",
    ]


def test_without_needs_only_a_place_that_staff_gave_is_filled_again(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    sailor("Cem")
    booking = charter(needs=[])
    assert log.until(NOW) == []
    actions.assign(booking, build.person(name="Dov", email="dov@example.com"), build.role(), by=STAFF, at=NOW)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Dov: captain"]
    says_no("Dov", at=NOW)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: captain"]
    says_yes("Ana", at=NOW)
    assert (log.until(NOW), [post.needed for post in muster(booking)]) == ([], [1])


def test_a_larger_party_calls_the_missing_and_a_smaller_one_lets_them_go(log: Log) -> None:
    sailor("Ana")
    booking = charter(needs=[])
    booking.vessel.manning_rules.create(role=build.role(), party_from=8, count=1)
    assert log.until(NOW) == []
    larger = bookings.edit(booking, {"party_size": 9}, by=STAFF, at=NOW)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: captain"]
    bookings.edit(larger, {"party_size": 6}, by=STAFF, at=NOW)
    assert (log.until(NOW), names()) == (["Wed 25 Nov 09:00 Ana: Not needed: captain"], [])


def test_whom_staff_took_off_is_not_called_again(log: Log) -> None:
    sailor("Ana")
    sailor("Bea")
    charter()
    log.until(NOW)
    actions.unassign(place("Ana"), by=STAFF, at=NOW)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: Not needed: captain", "Wed 25 Nov 09:00 Bea: captain"]


@pytest.mark.parametrize("stage", [Stage.INQUIRY, Stage.HOLD])
def test_only_a_confirmed_charter_calls(log: Log, stage: Stage) -> None:
    sailor("Ana")
    booking = charter(stage=stage)
    assert log.until(NOW) == []
    bookings.confirm(booking, by=STAFF, at=NOW)
    assert log.until(NOW) == ["Wed 25 Nov 09:00 Ana: captain"]


def test_a_closure_calls_nobody(log: Log) -> None:
    sailor("Ana")
    charter(kind=Kind.CLOSURE)
    assert log.until(CALL) == []


def test_a_cancelled_charter_ends_its_alarms(log: Log) -> None:
    booking = charter()
    log.until(CALL - 20 * HOUR)
    bookings.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=CALL - 19 * HOUR)
    assert log.until(CALL - 19 * HOUR) == ["Fri 4 Dec 16:00 duty, over: unfilled"]


def test_a_charter_that_has_started_calls_and_rings_no_more(log: Log) -> None:
    sailor("Ana")
    charter()
    log.until(CALL)
    assert log.until(NOON) == ["Sat 5 Dec 12:00 duty, over: unfilled"]
    assert log.until(NOON + 24 * HOUR) == []
