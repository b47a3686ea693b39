from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings import actions
from bookings.models import Booking, CancelCause
from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from bookings.outbox.targets import Job, Standing, targets
from calendar_sync.models import Entry
from crew import consent
from crew.models import Answer, Assignment
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


def standings() -> list[Standing]:
    rows = Delivery.objects.filter(target="calendar")
    return [Standing(row.booking_code, row.recipient, row.facts, row.ref) for row in rows]


def test_saved_booking_owes_an_entry_even_if_nobody_is_told() -> None:
    booking = make.booking(tell=False)

    assert Delivery.objects.of("calendar", booking.code).get().state == "owed"


def test_entry_is_written_and_its_admin_page_is_the_reference() -> None:
    booking = make.booking()
    build.deliver()

    entry, delivery = Entry.objects.get(), Delivery.objects.of("calendar", booking.code).get()
    assert entry.facts == delivery.facts
    assert delivery.ref == reverse("admin:calendar_sync_entry_change", args=[entry.pk])
    assert (entry.code, entry.sequence, entry.modified_at) == (booking.code, 1, make.NOW)


def test_sequence_rises_with_a_change() -> None:
    booking = make.booking()
    build.deliver()
    actions.reschedule(booking, starts_at=make.NOON + timedelta(hours=1), by=make.STAFF, at=LATER)
    build.deliver(LATER)

    entry = Entry.objects.get()
    assert (entry.starts_at, entry.sequence, entry.modified_at) == (make.NOON + timedelta(hours=1), 2, LATER)


def test_sequence_stays_without_a_change() -> None:
    booking = make.booking()
    build.deliver()
    actions.edit(booking, {"internal_notes": "Bring the spare fender."}, by=make.STAFF, at=LATER)
    build.deliver(LATER)

    entry = Entry.objects.get()
    assert (entry.sequence, entry.modified_at) == (1, make.NOW)


def test_cancelled_and_restored_booking_keeps_its_entry() -> None:
    booking = make.booking()
    build.deliver()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=make.STAFF, at=LATER)
    build.deliver(LATER)
    cancelled = Entry.objects.get()
    actions.restore(booking, by=make.STAFF, at=LATER)
    build.deliver(LATER)

    restored = Entry.objects.get()
    assert (cancelled.status, restored.status, restored.pk) == ("cancelled", "confirmed", cancelled.pk)
    assert (cancelled.sequence, restored.sequence) == (2, 3)


def test_moved_booking_moves_its_entry_to_the_other_vessel() -> None:
    booking, other = make.booking(), make.vessel()
    build.deliver()
    actions.move(booking, vessel=other, by=make.STAFF, at=LATER)
    build.deliver(LATER)

    assert Entry.objects.get().vessel == other


def test_same_delivery_again_changes_nothing() -> None:
    booking = make.booking()
    build.deliver()
    delivery = Delivery.objects.of("calendar", booking.code).get()
    targets()["calendar"].deliver(Job(booking.code, "", 1, delivery.facts, None, "", at=LATER))

    entry = Entry.objects.get()
    assert (entry.sequence, entry.modified_at) == (1, make.NOW)


def test_entry_of_a_vanished_booking_is_cancelled() -> None:
    entry = build.entry(code="XHQGMDH", occupies=True, sequence=4)
    targets()["calendar"].deliver(Job("XHQGMDH", "", 5, None, {}, "", at=LATER))

    entry.refresh_from_db()
    assert (entry.status, entry.occupies, entry.sequence) == ("cancelled", False, 5)


def test_booking_that_vanished_before_its_first_delivery_leaves_no_entry() -> None:
    assert targets()["calendar"].deliver(Job("XHQGMDH", "", 1, None, None, "", at=LATER)) == ""
    assert not Entry.objects.exists()


def test_entries_as_delivered_have_not_drifted() -> None:
    make.booking()
    build.deliver()

    assert list(targets()["calendar"].drifted(standings())) == []


def test_deleted_entry_has_drifted() -> None:
    booking = make.booking()
    build.deliver()
    Entry.objects.all().delete()

    assert list(targets()["calendar"].drifted(standings())) == [(booking.code, "")]


def test_edited_entry_is_healed_above_what_calendars_saw() -> None:
    booking = make.booking()
    build.deliver()
    Entry.objects.update(title="Somebody else's words", sequence=7)
    found = upkeep.reconcile([booking.code], at=LATER)
    build.deliver(LATER)

    healed = Entry.objects.get()
    assert found.drifted == 1
    assert (healed.title, healed.sequence, healed.modified_at) == ("Sunset sail", 8, LATER)


def test_change_that_no_signal_spoke_of_is_found() -> None:
    booking = make.booking()
    place = build.place(booking)
    build.deliver()
    terms = {"answer": Answer.ACCEPTED, "answer_to": consent.digest(place), "answered_at": make.NOW}
    Assignment.objects.filter(pk=place.pk).update(**terms)
    Booking.objects.update(title="Sunrise sail")
    upkeep.reconcile([booking.code], at=LATER)
    build.deliver(LATER)

    entry = Entry.objects.get()
    assert (entry.title, entry.progress["crew"]) == ("Sunrise sail", {"needed": 1, "accepted": 1})


@pytest.mark.parametrize("number", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_drift_is_seen_in_one_query(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    vessel = make.vessel()
    for day in range(number):
        make.booking(vessel=vessel, starts_at=make.NOON + timedelta(days=day))
    build.deliver()
    delivered = standings()

    with django_assert_num_queries(1):
        assert list(targets()["calendar"].drifted(delivered)) == []
