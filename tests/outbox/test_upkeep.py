from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from bookings import upkeep
from bookings.models import Booking
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import Finding
from tests import make
from tests.make import NOW
from tests.outbox.notebook import Notebook

pytestmark = pytest.mark.django_db


def reconcile(*, everything: bool = False) -> Finding:
    codes = upkeep.codes_of_interest(at=NOW, everything=everything)
    return sum((finding for _, finding in upkeep.reconcile(codes, at=NOW)), Finding())


def drain() -> None:
    worker.drain("notebook", clock=lambda: NOW)


def test_a_pass_over_a_true_world_finds_nothing(notebook: type[Notebook]) -> None:
    make.booking()
    drain()
    assert reconcile() == Finding()


def test_an_update_that_went_round_the_signals_is_healed(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    Booking.objects.filter(pk=booking.pk).update(title="Written past us")
    assert reconcile() == Finding(behind=1)
    drain()
    assert notebook.pages == {(booking.code, ""): {"title": "Written past us"}}


def test_raw_sql_is_healed(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bookings_booking SET title = 'Raw' WHERE code = %s", [booking.code])
    reconcile()
    drain()
    assert notebook.pages == {(booking.code, ""): {"title": "Raw"}}


def test_bulk_created_bookings_are_found(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    day = timedelta(days=1)
    for name in ("starts_at", "ends_at", "occupies_from", "occupies_until"):
        setattr(booking, name, getattr(booking, name) + day)
    booking.pk, booking.code = None, "XHQGMDH"
    Booking.objects.bulk_create([booking])
    assert reconcile() == Finding(behind=1)
    drain()
    assert notebook.pages["XHQGMDH", ""] == {"title": "Sunset sail"}


def test_a_row_deleted_past_us_is_withdrawn(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    Booking.objects.filter(pk=booking.pk).delete()
    assert reconcile() == Finding(behind=1)
    drain()
    assert notebook.pages == {}


def test_what_was_changed_outside_is_written_again(notebook: type[Notebook]) -> None:
    booking = make.booking()
    drain()
    notebook.pages[booking.code, ""] = {"title": "Edited by hand"}
    assert reconcile() == Finding(drifted=1)
    drain()
    assert notebook.pages == {(booking.code, ""): {"title": "Sunset sail"}}


def test_what_is_owed_or_parked_already_is_left_to_its_worker(notebook: type[Notebook]) -> None:
    booking = make.booking()
    Booking.objects.filter(pk=booking.pk).update(title="Other")
    assert reconcile() == Finding()


def test_charters_long_past_are_looked_at_only_when_all_are(notebook: type[Notebook]) -> None:
    long_ago = NOW - timedelta(days=90)
    booking = make.booking(starts_at=long_ago)
    drain()
    Booking.objects.filter(pk=booking.pk).update(title="Other")
    assert reconcile() == Finding()
    assert reconcile(everything=True) == Finding(behind=1)


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_pass_asks_no_more_questions_for_more_bookings(
    notebook: type[Notebook], django_assert_max_num_queries: Any, count: int
) -> None:
    vessel, brand = make.vessel(), make.brand()
    for number in range(count):
        make.booking(vessel=vessel, brand=brand, starts_at=NOW + timedelta(days=number))
    drain()
    with django_assert_max_num_queries(6):
        reconcile()


def test_the_commands_deliver_and_heal(notebook: type[Notebook], capsys: pytest.CaptureFixture[str]) -> None:
    make.booking()
    call_command("deliveries")
    call_command("reconcile")
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == "0 delivered, 1 owed (0 late), 0 parked"
    assert Delivery.objects.owed().count() == 1
