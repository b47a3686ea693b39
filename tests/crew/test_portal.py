"""The pages beside a charter's own: my charters, my calendar."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from bookings import actions as bookings
from bookings import tokens
from bookings.models import CancelCause, Stage
from crew import actions
from crew.models import Assignment, Person
from tests import make
from tests.crew import build
from tests.crew.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)


def several(count: int, person: Person, *, every: timedelta = DAY) -> list[Assignment]:
    vessel = make.vessel()
    return [
        build.assignment(make.booking(vessel=vessel, starts_at=make.NOON + n * every), person) for n in range(count)
    ]


def listed(client: Client, section: str) -> list[int]:
    return [row[0].pk for row in client.get("/crew/").context[section]]


def test_the_list_shows_first_what_needs_an_answer(client: Client) -> None:
    settled, waiting = several(2, build.person())
    sign_in(client, build.accepted(settled))
    assert (listed(client, "waiting"), listed(client, "others")) == ([waiting.pk], [settled.pk])


def test_the_list_has_nobody_elses_charters(client: Client) -> None:
    mine, theirs = build.assignment(), build.assignment()
    sign_in(client, mine)
    page = client.get("/crew/").content.decode()
    assert (mine.booking.code in page, theirs.booking.code in page) == (True, False)


def test_an_inquiry_is_not_listed(client: Client) -> None:
    place = build.assignment()
    build.assignment(make.booking(starts_at=make.NOON + DAY, stage=Stage.INQUIRY), place.person)
    sign_in(client, place)
    assert (listed(client, "waiting"), listed(client, "others")) == ([place.pk], [])


def test_what_was_sailed_is_listed_latest_first_with_the_way_to_sign_hours(
    client: Client, now: time_machine.Traveller
) -> None:
    first, second, coming = several(3, build.person())
    now.move_to(make.NOON + DAY * 1.5)
    sign_in(client, coming)
    response = client.get("/crew/")
    assert list(response.context["recent"]) == [second, first]
    assert f'href="{reverse("crew-hours")}">Sign your hours' in response.content.decode()


def test_what_was_declined_is_not_among_what_was_sailed(client: Client, now: time_machine.Traveller) -> None:
    declined, coming = several(2, build.person())
    actions.decline(declined, reason="", by="crew:1", at=make.NOW)
    now.move_to(make.NOON + DAY / 2)
    sign_in(client, coming)
    assert list(client.get("/crew/").context["recent"]) == []


def test_a_cancelled_charter_is_listed_as_such(client: Client) -> None:
    place = build.assignment()
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    sign_in(client, place)
    assert '<span class="chip chip-cancelled">cancelled</span>' in client.get("/crew/").content.decode()


@pytest.mark.slow
def test_the_list_is_bounded(client: Client, now: time_machine.Traveller) -> None:
    places = several(72, build.person(), every=timedelta(hours=8))
    now.move_to(places[11].booking.ends_at)
    sign_in(client, places[-1])
    context = client.get("/crew/").context
    assert (len(context["waiting"]), len(context["others"]), len(context["recent"])) == (60, 0, 10)


@pytest.mark.parametrize("charters", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_the_list_takes_four_queries_however_long(
    client: Client, charters: int, now: time_machine.Traveller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = several(2 * charters, build.person())
    now.move_to(places[charters].booking.starts_at)
    sign_in(client, places[-1])
    with django_assert_num_queries(4):
        client.get("/crew/")


@pytest.mark.parametrize("path", ["/crew/", "/crew/away/", "/crew/calendar/", "/crew/XHQGMDH/"])
def test_without_a_session_every_page_is_a_dead_link(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (403, "no-store")
    assert "Enter your e-mail or phone and we will send you a new one." in response.content.decode()


def test_every_page_leads_to_the_others(client: Client) -> None:
    sign_in(client, build.assignment())
    page = client.get("/crew/").content.decode()
    doors = ["crew-charters", "crew-hours", "crew-away", "crew-calendar"]
    assert [name for name in doors if f'href="{reverse(name)}"' not in page] == []


def test_the_calendar_page_shows_the_persons_own_feed(client: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://crew.example.com"
    place = build.assignment()
    sign_in(client, place)
    token = tokens.make("crew-feed", place.person.pk, place.person.feed_version)
    context = client.get("/crew/calendar/").context
    assert context["address"] == f"https://crew.example.com/feeds/{token}.ics"
    assert context["webcal"] == f"webcal://crew.example.com/feeds/{token}.ics"


def test_a_new_address_ends_the_old_one(client: Client) -> None:
    sign_in(client, build.assignment())
    old = client.get("/crew/calendar/").context["address"]
    response = client.post("/crew/calendar/new")
    new = client.get("/crew/calendar/").context["address"]
    feeds = [client.get("/feeds/" + address.rpartition("/")[2]).status_code for address in (old, new)]
    assert (response.status_code, response["Location"], feeds) == (302, "/crew/calendar/", [404, 200])


def test_the_calendar_page_takes_one_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sign_in(client, build.assignment())
    with django_assert_num_queries(1):
        client.get("/crew/calendar/")
