from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings import actions
from bookings.models import Booking, Stage
from bookings.outbox import owing, upkeep, worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import Job, PermanentError, TransientError, targets
from bookings.outbox.worker import Tally
from tests import make
from tests.make import NOON, NOW, STAFF
from tests.outbox.notebook import Notebook

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def drain(at: datetime = NOW) -> Tally:
    return worker.drain("notebook", clock=lambda: at)


def delivery() -> Delivery:
    return Delivery.objects.get()


def fail_with(error: Exception) -> Callable[[Job], None]:
    def before_writing(job: Job) -> None:
        raise error

    return before_writing


def rename(booking: Booking, title: str) -> Booking:
    return actions.edit(booking, {"title": title}, by=STAFF, at=NOW)


def test_a_saved_booking_is_owed_and_then_delivered(notebook: type[Notebook]) -> None:
    booking = make.booking()
    assert (delivery().state, delivery().due_at) == ("owed", NOW)
    assert drain() == Tally(delivered=1)
    row = delivery()
    assert notebook.pages == {(booking.code, ""): {"title": "Sunset sail"}}
    assert (row.state, row.ref, row.facts, row.due_at, row.owner) == (
        "delivered",
        "page 1",
        {"title": "Sunset sail"},
        None,
        "",
    )


def test_ten_quick_edits_are_one_delivery(notebook: type[Notebook]) -> None:
    booking = make.booking()
    for number in range(10):
        booking = rename(booking, f"Sail {number}")
    assert drain() == Tally(delivered=1)
    assert notebook.pages[booking.code, ""] == {"title": "Sail 9"}


def test_equal_facts_need_no_call(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    rename(booking, "Other")
    rename(booking, "Sunset sail")
    assert drain() == Tally(unchanged=1)
    assert (len(notebook.jobs), delivery().state) == (1, "delivered")


def test_every_delivery_has_a_version_of_its_own(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    rename(booking, "Other")
    drain()
    first, second = notebook.jobs
    assert (first.told, second.told, second.ref) == (None, {"title": "Sunset sail"}, "page 1")
    assert second.version > first.version


def test_an_edit_during_a_delivery_is_not_lost(notebook: type[Notebook]) -> None:
    booking = make.booking()

    def edited_meanwhile(job: Job) -> None:
        notebook.before_writing = staticmethod(lambda job: None)
        rename(booking, "Edited meanwhile")

    notebook.before_writing = staticmethod(edited_meanwhile)
    assert drain() == Tally(delivered=2)
    assert notebook.pages[booking.code, ""] == {"title": "Edited meanwhile"}
    assert delivery().state == "delivered"


def test_what_should_not_stand_is_withdrawn(notebook: type[Notebook]) -> None:
    booking = make.booking(stage=Stage.HOLD, hold_expires_at=NOW + MINUTE)
    drain()
    actions.tick(at=NOW + MINUTE)
    assert drain(NOW + MINUTE) == Tally(delivered=1)
    assert (notebook.pages, delivery().facts) == ({}, None)
    assert booking.code == delivery().booking_code


def test_what_is_kept_is_left_alone(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    actions.complete(booking, by=STAFF, at=booking.ends_at)
    assert drain(booking.ends_at) == Tally(unchanged=1)
    assert delivery().facts == {"title": "Sunset sail"}


def test_a_recipient_who_goes_is_delivered_a_withdrawal(notebook: type[Notebook]) -> None:
    notebook.recipients = ["7", "8"]
    booking = make.booking()
    drain()
    notebook.recipients = ["8", "9"]
    rename(booking, "Other")
    drain()
    assert notebook.pages == {(booking.code, "8"): {"title": "Other"}, (booking.code, "9"): {"title": "Other"}}


def test_transient_failures_back_off_doubling_to_six_hours(notebook: type[Notebook]) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(TransientError("The notebook is away.")))
    at, waits = NOW, []
    while drain(at) == Tally(failed=1):
        due_at = delivery().due_at
        assert due_at is not None
        waits.append((due_at - at) / MINUTE)
        at = due_at
    assert len(waits) == 11
    for wait, expected in zip(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360], strict=True):
        assert 0.8 * expected <= wait <= 1.2 * expected
    assert (delivery().state, delivery().attempts, delivery().error) == ("parked", 12, "The notebook is away.")


@pytest.mark.parametrize(("asked", "waited_minutes"), [(600.0, 10), (10.0**9, 360), (-5.0, 0.8)])
def test_retry_after_is_respected_within_bounds(notebook: type[Notebook], asked: float, waited_minutes: float) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(TransientError("Busy.", retry_after=asked)))
    drain()
    due_at = delivery().due_at
    assert due_at is not None
    assert waited_minutes <= (due_at - NOW) / MINUTE <= max(waited_minutes, 1.2)


def test_a_permanent_failure_is_parked_at_once_with_its_reason(notebook: type[Notebook]) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(PermanentError("No such notebook.")))
    assert drain() == Tally(parked=1)
    assert (delivery().state, delivery().error, delivery().due_at) == ("parked", "No such notebook.", None)


def test_a_parked_delivery_is_tried_again_when_staff_say_so(notebook: type[Notebook]) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(PermanentError("No such notebook.")))
    drain()
    notebook.before_writing = staticmethod(lambda job: None)
    assert upkeep.retry(Delivery.objects.all(), at=NOW) == 1
    assert drain() == Tally(delivered=1)


def test_a_parked_delivery_is_tried_again_when_its_booking_changes(notebook: type[Notebook]) -> None:
    booking = make.booking()
    notebook.before_writing = staticmethod(fail_with(PermanentError("No such notebook.")))
    drain()
    notebook.before_writing = staticmethod(lambda job: None)
    rename(booking, "Other")
    assert drain() == Tally(delivered=1)


def test_a_success_makes_what_waits_at_the_target_due_at_once(notebook: type[Notebook]) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(TransientError("Away.")))
    drain()
    notebook.before_writing = staticmethod(lambda job: None)
    make.booking()
    assert drain() == Tally(delivered=2)


def test_a_row_with_a_fault_of_its_own_is_woken_once(notebook: type[Notebook]) -> None:
    faulty = make.booking()

    def refuse_one(job: Job) -> None:
        if job.code == faulty.code:
            raise TransientError("This one fails.")

    notebook.before_writing = staticmethod(refuse_one)
    drain()
    make.booking()
    assert drain() == Tally(delivered=1, failed=1)
    make.booking()
    assert drain() == Tally(delivered=1)


def test_an_unexpected_error_backs_off_and_names_itself(notebook: type[Notebook], caplog: Any) -> None:
    make.booking()
    notebook.before_writing = staticmethod(fail_with(ZeroDivisionError("a bug")))
    assert drain() == Tally(failed=1)
    assert delivery().error == "ZeroDivisionError: a bug"
    assert "failed unexpectedly" in caplog.text


def test_a_worker_that_died_leaves_a_lease_that_runs_out(notebook: type[Notebook], settings: Any) -> None:
    make.booking()
    worker._claim("notebook", now=NOW)
    assert drain(NOW + MINUTE) == Tally()
    assert drain(NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)) == Tally(delivered=1)


def test_a_worker_that_woke_up_late_is_fenced_off(notebook: type[Notebook], settings: Any) -> None:
    booking = make.booking()
    (stale,) = worker._claim("notebook", now=NOW)
    rename(booking, "Other")
    drain(NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS))
    worker._finish(stale, NOW, due_at=None, facts={"title": "Sunset sail"}, ref="late")
    assert (delivery().facts, delivery().ref) == ({"title": "Other"}, "page 2")


def test_a_change_moves_no_lease(notebook: type[Notebook], settings: Any) -> None:
    booking = make.booking()
    worker._claim("notebook", now=NOW)
    leased_until = delivery().due_at
    rename(booking, "Other")
    assert delivery().due_at == leased_until == NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


def test_a_slow_batch_gives_back_what_its_lease_is_too_short_for(notebook: type[Notebook], settings: Any) -> None:
    for _ in range(3):
        make.booking()
    clock = iter(NOW + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS * step / 4) for step in range(1000))
    claimed = worker._claim("notebook", now=NOW)
    worker._deliver(targets()["notebook"], claimed, lambda: next(clock))
    assert Delivery.objects.settled().count() < 3
    assert Delivery.objects.exclude(owner="").count() == 0


def test_what_changes_with_the_clock_alone_is_delivered_then(notebook: type[Notebook]) -> None:
    notebook.changes_at = NOON
    booking = make.booking()
    drain()
    assert (delivery().state, delivery().due_at) == ("delivered", NOON)
    assert drain(NOON - MINUTE) == Tally()
    assert drain(NOON) == Tally(delivered=1)
    assert notebook.pages[booking.code, ""] == {"title": "Sunset sail", "later": True}
    first, second = notebook.jobs
    assert second.version > first.version


def test_messages_settle_after_the_last_edit_but_not_for_ever(notebook: type[Notebook]) -> None:
    code = make.booking().code
    Delivery.objects.all().delete()
    dues = []
    for minute in (0, 2, 4, 6, 8, 9):
        at = NOW + minute * MINUTE
        owing.owe("notebook", code, at=at, settle=3 * MINUTE, at_most=10 * MINUTE)
        dues.append((delivery().due_at or NOW) - NOW)
    assert dues == [3 * MINUTE, 5 * MINUTE, 7 * MINUTE, 9 * MINUTE, 10 * MINUTE, 10 * MINUTE]


def test_what_is_known_already_is_told_to_nobody(notebook: type[Notebook]) -> None:
    booking = make.booking()
    Delivery.objects.all().delete()
    owing.know("notebook", booking.code, at=NOW)
    assert drain() == Tally()
    rename(booking, "Other")
    assert drain() == Tally(delivered=1)
    assert notebook.jobs[0].told == {"title": "Sunset sail"}


def test_late_is_over_five_minutes_past_its_time(notebook: type[Notebook]) -> None:
    make.booking()
    assert not Delivery.objects.late(NOW + 5 * MINUTE).exists()
    assert Delivery.objects.late(NOW + 5.1 * MINUTE).exists()
