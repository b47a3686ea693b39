"""What is written round the actions, on bookings and on crew places, reaches people all the same."""

import json
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection

from bookings import upkeep
from bookings.messages.models import Message
from bookings.models import Booking
from bookings.outbox import worker
from crew.models import Assignment
from tests import make
from tests.crew import build
from tests.make import NOW

pytestmark = pytest.mark.django_db


def healed() -> list[str]:
    """Reconcile, deliver, and return the subjects of what crew were told since."""
    before = set(Message.objects.values_list("pk", flat=True))
    for _ in upkeep.reconcile(upkeep.codes_of_interest(at=NOW), at=NOW):
        pass
    worker.drain("crew_notice", clock=lambda: NOW)
    return list(Message.objects.exclude(pk__in=before).order_by("to").values_list("subject", flat=True))


def told(place: Assignment) -> Assignment:
    assert len(healed()) == 1
    return place


def test_a_place_made_by_bulk_create_is_asked() -> None:
    booking, person = make.booking(), build.person()
    Assignment.objects.bulk_create([Assignment(booking=booking, person=person, role=build.role())])
    assert healed() == [f"{booking.vessel} Sat 5 Dec 12:00, captain"]
    assert healed() == []


def test_a_role_changed_by_update_is_told() -> None:
    place = told(build.assignment())
    Assignment.objects.filter(pk=place.pk).update(role=build.role("hostess"))
    assert healed() == [f"Changed: {place.booking.vessel} Sat 5 Dec 12:00, hostess"]


def test_a_place_deleted_by_raw_sql_is_told() -> None:
    place = told(build.assignment())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pay_agreedrate WHERE assignment_id = %s", [place.pk])
        cursor.execute("DELETE FROM crew_assignment WHERE id = %s", [place.pk])
    assert healed() == [f"Not needed: {place.booking.vessel} Sat 5 Dec 12:00, captain"]


def test_a_vessel_renamed_by_update_is_told_to_everyone_aboard() -> None:
    place = told(build.assignment())
    type(place.booking.vessel).objects.filter(pk=place.booking.vessel_id).update(dock="Pier 9")
    assert healed() == [f"Changed: {place.booking.vessel} Sat 5 Dec 12:00, captain"]


def test_bookings_and_places_from_a_fixture_are_told(tmp_path: Path) -> None:
    place = build.assignment()
    rows = json.loads(serializers.serialize("json", [place.booking, place]))
    rows[0]["fields"]["title"] = "From a fixture"
    Assignment.objects.all().delete()
    Booking.history.all().delete()
    fixture = tmp_path / "season.json"
    fixture.write_text(json.dumps(rows))
    call_command("loaddata", str(fixture), verbosity=0)
    assert Booking.objects.get().title == "From a fixture"
    assert healed() == [f"{place.booking.vessel} Sat 5 Dec 12:00, captain"]
