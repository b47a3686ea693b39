"""What waits for an hour of day, and what goes together."""

from datetime import timedelta

import pytest

from bookings import actions
from bookings.outbox import upkeep, worker
from bookings.outbox.models import Delivery
from bookings.outbox.owing import owe
from bookings.outbox.signals import delivery_parked
from bookings.outbox.targets import Job, LaterError, PermanentError
from bookings.outbox.worker import Tally
from tests import make
from tests.make import NOON, NOW
from tests.outbox.notebook import Notebook

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def not_before_eight(job: Job) -> None:
    if not job.at_once and job.at < NOW + HOUR:
        raise LaterError(NOW + HOUR)


def test_what_waits_for_an_hour_costs_no_attempt_and_is_not_late(notebook: type[Notebook]) -> None:
    notebook.before_writing = staticmethod(not_before_eight)
    make.booking()
    assert worker.drain("notebook", clock=lambda: NOW) == Tally()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.due_at, row.owner, row.is_late(NOW + HOUR)) == (
        "owed",
        0,
        NOW + HOUR,
        "",
        False,
    )
    assert worker.drain("notebook", clock=lambda: NOW + HOUR) == Tally(delivered=1)


def test_staff_may_have_it_now(notebook: type[Notebook]) -> None:
    notebook.before_writing = staticmethod(not_before_eight)
    make.booking()
    worker.drain("notebook", clock=lambda: NOW)
    upkeep.retry(Delivery.objects.all(), at=NOW)
    assert worker.drain("notebook", clock=lambda: NOW) == Tally(delivered=1)
    assert not Delivery.objects.get().at_once


def test_what_one_recipient_is_owed_within_a_minute_goes_together(notebook: type[Notebook]) -> None:
    notebook.bundles = True
    first = make.booking()
    second = make.booking(starts_at=NOON + 24 * HOUR)
    third = make.booking(starts_at=NOON + 48 * HOUR)
    Delivery.objects.filter(booking_code=second.code).update(due_at=NOW + 50 * SECOND)
    Delivery.objects.filter(booking_code=third.code).update(due_at=NOW + 70 * SECOND)
    assert worker.drain("notebook", clock=lambda: NOW) == Tally(delivered=2)
    assert notebook.together == [sorted([first.code, second.code])]


def test_a_target_that_does_not_bundle_gets_one_at_a_time(notebook: type[Notebook]) -> None:
    first, second = make.booking(), make.booking(starts_at=NOON + 24 * HOUR)
    worker.drain("notebook", clock=lambda: NOW)
    assert sorted(notebook.together) == sorted([[first.code], [second.code]])


def test_a_failure_of_what_goes_together_is_everyones(notebook: type[Notebook]) -> None:
    def refuse(job: Job) -> None:
        raise PermanentError("The address is refused.")

    notebook.bundles, notebook.before_writing = True, staticmethod(refuse)
    make.booking()
    make.booking(starts_at=NOON + 24 * HOUR)
    assert worker.drain("notebook", clock=lambda: NOW) == Tally(parked=2)


def test_what_is_parked_is_told_to_the_house(notebook: type[Notebook]) -> None:
    def refuse(job: Job) -> None:
        raise PermanentError("The address is refused.")

    heard: list[tuple[str, str]] = []

    def listen(sender: object, *, delivery: Delivery, reason: str, **_: object) -> None:
        heard.append((delivery.booking_code, reason))

    notebook.before_writing = staticmethod(refuse)
    booking = make.booking()
    delivery_parked.connect(listen)
    try:
        worker.drain("notebook", clock=lambda: NOW)
    finally:
        delivery_parked.disconnect(listen)
    assert heard == [(booking.code, "The address is refused.")]


def test_a_target_that_is_not_here_is_owed_nothing(notebook: type[Notebook]) -> None:
    owe("elsewhere", make.booking().code, at=NOW)
    assert not Delivery.objects.filter(target="elsewhere").exists()


def test_an_edit_during_a_refusal_is_tried(notebook: type[Notebook]) -> None:
    def refuse_while_somebody_mends_it(job: Job) -> None:
        if job.version == 1:
            actions.edit(booking, {"title": "Morning sail"}, by=make.STAFF, at=NOW)
            raise PermanentError("This title is refused.")

    booking = make.booking()
    notebook.before_writing = staticmethod(refuse_while_somebody_mends_it)
    assert worker.drain("notebook", clock=lambda: NOW) == Tally(failed=1, delivered=1)
    assert notebook.pages[booking.code, ""] == {"title": "Morning sail"}
