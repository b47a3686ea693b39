"""A crew member's own calendar."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bookings import actions, tokens
from crew.models import Assignment, Person
from tests import make
from tests.crew import build
from tests.make import NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def place() -> Assignment:
    return build.assignment(make.booking(vessel=make.vessel(name="JADA"), title="Revenue dinner"))


def address(person: Person) -> str:
    return reverse("calendar_sync:feed", args=[tokens.make("crew-feed", person.pk, person.feed_version)])


def lines(client: Client, person: Person) -> list[str]:
    return client.get(address(person)).content.decode().splitlines()


def test_it_shows_when_to_be_aboard_and_as_what(client: Client, place: Assignment) -> None:
    read = lines(client, place.person)
    assert "SUMMARY:JADA\\, captain" in read
    assert "DTSTART;TZID=America/Los_Angeles:20261205T110000" in read
    assert "DESCRIPTION:Be aboard 11:00. Sails 12:00." in read


def test_it_shows_nobody_elses_charters(client: Client, place: Assignment) -> None:
    assert "BEGIN:VEVENT" not in lines(client, build.person())


def test_a_cancelled_charter_stays_as_cancelled(client: Client, place: Assignment) -> None:
    actions.cancel(place.booking, cause="weather", by=STAFF, at=NOW)
    assert "STATUS:CANCELLED" in lines(client, place.person)


def test_unchanged_it_is_a_304(client: Client, place: Assignment) -> None:
    etag = client.get(address(place.person))["ETag"]
    assert client.get(address(place.person), HTTP_IF_NONE_MATCH=etag).status_code == 304


@pytest.mark.parametrize("change", [{"feed_version": 2}, {"leaves_on": date(2026, 11, 24)}, {"active": False}])
def test_a_new_address_or_leaving_ends_it(client: Client, place: Assignment, change: dict[str, object]) -> None:
    url = address(place.person)
    Person.objects.filter(pk=place.person_id).update(**change)
    assert client.get(url).status_code == 404
