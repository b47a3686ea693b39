from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import actions
from bookings.errors import (
    BookingError,
    HoldExpiredError,
    OverCapacityError,
    SlotTakenError,
    StaleError,
    WrongStageError,
)
from bookings.models import Booking, CancelCause, Kind, Stage
from tests import make
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_booking_without_an_end_lasts_the_vessels_usual_length() -> None:
    booking = make.booking(vessel=make.vessel(usual_minutes=150), ends_at=None)
    assert booking.ends_at == NOON + timedelta(minutes=150)


def test_a_booking_occupies_its_own_time_and_the_turnaround() -> None:
    booking = make.booking(vessel=make.vessel(buffer_minutes=45))
    assert (booking.occupies_from, booking.occupies_until) == (NOON, NOON + timedelta(hours=3, minutes=45))


def test_a_longer_turnaround_touches_no_booking_saved_before() -> None:
    vessel = make.vessel(buffer_minutes=45)
    booking = make.booking(vessel=vessel)
    vessel.buffer_minutes = 240
    vessel.save()
    booking = actions.edit(booking, {"title": "Whale watch"}, by=STAFF, at=NOW)
    assert booking.occupies_until == NOON + timedelta(hours=3, minutes=45)


def test_two_that_occupy_a_vessel_never_overlap() -> None:
    first = make.booking()
    with pytest.raises(SlotTakenError, match=first.code):
        make.booking(vessel=first.vessel, starts_at=NOON + HOUR)
    assert Booking.objects.count() == 1


def test_starting_exactly_when_the_turnaround_ends_is_allowed() -> None:
    first = make.booking(vessel=make.vessel(buffer_minutes=60))
    assert make.booking(vessel=first.vessel, starts_at=NOON + 4 * HOUR).stage == Stage.CONFIRMED


def test_a_closure_occupies_like_a_charter() -> None:
    closure = make.booking(kind=Kind.CLOSURE, title="Haul-out")
    with pytest.raises(SlotTakenError):
        make.booking(vessel=closure.vessel)


def test_two_overlapping_inquiries_may_stand_and_only_one_is_confirmed() -> None:
    first = make.booking(stage=Stage.INQUIRY)
    second = make.booking(vessel=first.vessel, stage=Stage.INQUIRY)
    actions.confirm(first, by=STAFF, at=NOW)
    with pytest.raises(SlotTakenError):
        actions.confirm(second, by=STAFF, at=NOW)


def test_a_hold_expires_after_48_hours_unless_told_otherwise() -> None:
    booking = actions.hold(make.booking(stage=Stage.INQUIRY), by=STAFF, at=NOW)
    assert booking.hold_expires_at == NOW + timedelta(hours=48)


def test_a_hold_into_the_past_is_refused() -> None:
    with pytest.raises(BookingError, match="later than now"):
        actions.hold(make.booking(stage=Stage.INQUIRY), by=STAFF, at=NOW, until=NOW)


def test_a_hold_that_ran_out_never_blocks_a_sale() -> None:
    stale = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + HOUR)
    make.booking(vessel=stale.vessel, at=NOW + HOUR)
    stale.refresh_from_db()
    assert (stale.stage, stale.hold_expires_at) == (Stage.INQUIRY, None)


def test_an_expired_hold_is_confirmed_while_its_slot_is_free() -> None:
    stale = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + HOUR)
    assert actions.confirm(stale, by=STAFF, at=NOW + 2 * HOUR).stage == Stage.CONFIRMED


def test_an_expired_hold_whose_slot_went_says_so() -> None:
    stale = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + HOUR)
    quicker = make.booking(vessel=stale.vessel, at=NOW + HOUR)
    with pytest.raises(HoldExpiredError, match=quicker.code):
        actions.confirm(stale, by=STAFF, at=NOW + HOUR)


@pytest.mark.parametrize("stage", [Stage.HOLD, Stage.CONFIRMED])
def test_more_passengers_than_the_vessel_takes_are_refused(stage: Stage) -> None:
    with pytest.raises(OverCapacityError, match="takes 12 passengers") as refused:
        make.booking(stage=stage, party_size=13)
    assert refused.value.field == "party_size"


def test_a_party_that_grows_beyond_capacity_is_refused() -> None:
    booking = make.booking(party_size=12)
    with pytest.raises(OverCapacityError):
        actions.edit(booking, {"party_size": 13}, by=STAFF, at=NOW)


def test_a_smaller_vessel_is_refused_in_a_move() -> None:
    with pytest.raises(OverCapacityError):
        actions.move(make.booking(party_size=10), vessel=make.vessel(capacity=8), by=STAFF, at=NOW)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(BookingError) as refused:
        make.booking(ends_at=NOON - HOUR)
    assert refused.value.field == "ends_at"


def test_rescheduling_keeps_the_length_and_remembers_the_time_that_guests_knew() -> None:
    booking = actions.reschedule(make.booking(), starts_at=NOON + 2 * HOUR, by=STAFF, at=NOW)
    assert (booking.ends_at, booking.rescheduled_from) == (NOON + 5 * HOUR, NOON)


def test_rescheduling_back_is_no_move_at_all() -> None:
    booking = actions.reschedule(make.booking(), starts_at=NOON + 2 * HOUR, by=STAFF, at=NOW)
    assert actions.reschedule(booking, starts_at=NOON, by=STAFF, at=NOW).rescheduled_from is None


def test_moving_to_another_vessel_frees_the_first_and_needs_the_second() -> None:
    booking, other = make.booking(), make.booking()
    with pytest.raises(SlotTakenError):
        actions.move(booking, vessel=other.vessel, by=STAFF, at=NOW)
    first_vessel = booking.vessel
    actions.move(booking, vessel=make.vessel(), by=STAFF, at=NOW)
    assert make.booking(vessel=first_vessel).stage == Stage.CONFIRMED


def test_moving_to_another_brand_keeps_everything_else() -> None:
    booking, brand = make.booking(), make.brand()
    moved = actions.move(booking, brand=brand, by=STAFF, at=NOW)
    assert (moved.brand, moved.code, moved.vessel) == (brand, booking.code, booking.vessel)


def test_a_cancelled_booking_frees_its_slot_and_keeps_its_cause() -> None:
    booking = actions.cancel(make.booking(), cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert (booking.stage, booking.cancel_cause) == (Stage.CANCELLED, CancelCause.WEATHER)
    assert make.booking(vessel=booking.vessel).stage == Stage.CONFIRMED


@pytest.mark.parametrize("stage", [Stage.INQUIRY, Stage.HOLD, Stage.CONFIRMED])
def test_restoring_brings_back_the_stage_and_the_code(stage: Stage) -> None:
    booking = make.booking(stage=stage)
    actions.cancel(booking, cause="mistake", by=STAFF, at=NOW)
    restored = actions.restore(booking, by=STAFF, at=NOW)
    assert (restored.stage, restored.code, restored.cancel_cause) == (stage, booking.code, "")


def test_restoring_into_a_taken_slot_is_refused() -> None:
    booking = actions.cancel(make.booking(), cause="client", by=STAFF, at=NOW)
    make.booking(vessel=booking.vessel)
    with pytest.raises(SlotTakenError):
        actions.restore(booking, by=STAFF, at=NOW)


def test_a_cancelled_booking_takes_notes_but_no_new_facts() -> None:
    booking = actions.cancel(make.booking(), cause="client", by=STAFF, at=NOW)
    assert actions.edit(booking, {"internal_notes": "Called."}, by=STAFF, at=NOW).internal_notes == "Called."
    with pytest.raises(WrongStageError):
        actions.edit(booking, {"title": "Other"}, by=STAFF, at=NOW)


def test_a_charter_completes_by_itself_an_hour_after_its_end() -> None:
    booking = make.booking()
    assert actions.tick(at=booking.ends_at + 59 * HOUR / 60) == 0
    assert actions.tick(at=booking.ends_at + HOUR) == 1
    booking.refresh_from_db()
    assert booking.stage == Stage.COMPLETED


def test_a_closure_never_completes() -> None:
    closure = make.booking(kind=Kind.CLOSURE)
    assert actions.tick(at=closure.ends_at + 2 * HOUR) == 0


def test_the_clock_lapses_holds() -> None:
    booking = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + HOUR)
    assert actions.tick(at=NOW + HOUR) == 1
    booking.refresh_from_db()
    assert (booking.stage, booking.hold_lapsed_at) == (Stage.INQUIRY, NOW + HOUR)


WRONG: list[tuple[Any, Stage, dict[str, Any]]] = [
    (actions.hold, Stage.CONFIRMED, {}),
    (actions.confirm, Stage.CONFIRMED, {}),
    (actions.restore, Stage.CONFIRMED, {}),
    (actions.complete, Stage.INQUIRY, {}),
    (actions.complete, Stage.CONFIRMED, {}),
]


@pytest.mark.parametrize(("verb", "stage", "arguments"), WRONG)
def test_a_verb_at_the_wrong_stage_is_refused(verb: Any, stage: Stage, arguments: dict[str, Any]) -> None:
    with pytest.raises(WrongStageError):
        verb(make.booking(stage=stage), by=STAFF, at=NOW, **arguments)


def test_the_second_of_two_editors_overwrites_nothing() -> None:
    booking = make.booking()
    seen = booking.version
    actions.edit(booking, {"title": "Mine"}, by=STAFF, at=NOW, seen=seen)
    with pytest.raises(StaleError) as stale:
        actions.edit(booking, {"title": "Yours"}, by="user:otto", at=NOW, seen=seen)
    assert stale.value.current.title == "Mine"


def test_an_edit_that_changes_nothing_writes_nothing() -> None:
    booking = make.booking()
    same = actions.edit(booking, {"title": booking.title}, by=STAFF, at=NOW)
    assert (same.version, same.history.count()) == (1, 1)


def test_stages_change_by_their_own_verbs_alone() -> None:
    with pytest.raises(TypeError, match="stage"):
        actions.edit(make.booking(), {"stage": Stage.CANCELLED}, by=STAFF, at=NOW)


def test_every_action_stands_in_the_history_with_its_actor() -> None:
    booking = make.booking(stage=Stage.INQUIRY, by="import:season.csv")
    actions.hold(booking, by="user:olive", at=NOW)
    actions.confirm(booking, by="key:abcd", at=NOW)
    actions.reschedule(booking, starts_at=NOON + HOUR, by="user:otto", at=NOW)
    actions.cancel(booking, cause="us", by="crew:7", at=NOW)
    actions.restore(booking, by="user:olive", at=NOW)
    actions.tick(at=NOON + timedelta(days=1))
    actors = list(booking.history.order_by("history_id").values_list("actor", flat=True))
    assert actors == ["import:season.csv", "user:olive", "key:abcd", "user:otto", "crew:7", "user:olive", "clock"]


@pytest.mark.parametrize(
    ("field", "again"),
    [
        ("code", {"code": "XHQGMDH"}),
        ("slug", {"slug": "smith-birthday"}),
        ("external_ref", {"source": "boatsetter", "external_ref": "b-1"}),
    ],
)
def test_a_name_that_is_taken_is_refused_by_name(field: str, again: dict[str, Any]) -> None:
    brand = make.brand()
    make.booking(brand=brand, **again)
    with pytest.raises(BookingError) as refused:
        make.booking(brand=brand, **again)
    assert refused.value.field == field


def test_a_refused_action_changes_nothing() -> None:
    first = make.booking()
    second = make.booking(vessel=first.vessel, starts_at=NOON + timedelta(days=1))
    with pytest.raises(SlotTakenError):
        actions.reschedule(second, starts_at=NOON, by=STAFF, at=NOW)
    untouched = Booking.objects.get(pk=second.pk)
    assert (untouched.starts_at, untouched.version, untouched.history.count()) == (NOON + timedelta(days=1), 1, 1)


def test_times_are_kept_aware() -> None:
    booking = make.booking()
    booking.refresh_from_db()
    assert isinstance(booking.starts_at, datetime)
    assert booking.when == "Sat 5 Dec, 12:00 PST"
