"""The list on a charter's page, and ticking it without any script."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings import tokens
from bookings.models import Stage
from crew.access import link_for
from crew.checklists.models import Phase, Template, Tick
from crew.checklists.page import Row, checklist_context
from crew.models import Assignment
from tests import make
from tests.checklists import build
from tests.crew import build as crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def sign_in(client: Client, place: Assignment) -> None:
    client.post("/c/" + link_for(place).rpartition("/")[2])


def page(client: Client, place: Assignment) -> str:
    return client.get(f"/crew/{place.booking.code}/").content.decode()


def test_a_page_shows_phases_and_who_ticked_what_and_when() -> None:
    place, (bilge, fuel) = crew.assignment(who=crew.person(name="Tom Reyes")), build.items("Bilge", "Fuel")
    talk = build.item("Safety talk", phase=Phase.BOARD)
    build.tick(place, fuel)
    shown = checklist_context(crew.fresh(place), make.NOW)["checklist"]
    assert shown.phases == [
        ("prepare", [Row(bilge.pk, "Bilge", False, "", None), Row(fuel.pk, "Fuel", True, "Tom", make.NOW)]),
        ("board", [Row(talk.pk, "Safety talk", False, "", None)]),
    ]
    assert (shown.done, len(shown.rows)) == (1, 3)


def test_a_clock_that_runs_ahead_is_shown_as_no_later_than_we_heard_of_it() -> None:
    place, item = crew.assignment(), build.item()
    build.tick(place, item, made_at=make.NOW + timedelta(hours=1))
    assert checklist_context(place, make.NOW)["checklist"].rows[0].at == make.NOW


def test_the_write_token_names_the_person_and_the_place() -> None:
    place, _ = crew.assignment(), build.item()
    token = checklist_context(place, make.NOW)["checklist"].token
    assert tokens.read("crew-ticks", token) == (place.person_id, place.pk)


@pytest.mark.parametrize("stage", [Stage.CANCELLED, Stage.HOLD])
def test_a_charter_that_does_not_sail_has_no_list(stage: Stage) -> None:
    place, _ = crew.assignment(), build.item()
    place.booking.stage = stage
    assert checklist_context(place, make.NOW) == {"checklist": None}


def test_without_items_there_is_no_list() -> None:
    assert checklist_context(crew.assignment(), make.NOW) == {"checklist": None}


def test_a_completed_charter_has_its_list_as_long_as_its_link(client: Client) -> None:
    place, _ = crew.assignment(), build.item()
    bookings.complete(place.booking, by=make.STAFF, at=place.booking.ends_at)
    place = crew.fresh(place)
    contexts = [checklist_context(place, place.link_ends_at - step) for step in (timedelta(seconds=1), timedelta(0))]
    assert [context["checklist"] is None for context in contexts] == [False, True]


def test_the_page_reads_in_port_time(client: Client) -> None:
    place, item = crew.assignment(who=crew.person(name="Tom Reyes")), build.item()
    build.tick(place, item)
    sign_in(client, place)
    shown = page(client, place)
    assert ("Tom, 09:00" in shown, "1 of 1" in shown) == (True, True)


def test_a_button_ticks_and_leads_back_to_its_item(client: Client) -> None:
    place, item = crew.assignment(), build.item()
    sign_in(client, place)
    response = client.post(f"/crew/{place.booking.code}/tick", {"tick": item.pk})
    assert (response.status_code, response["Location"]) == (302, f"/crew/{place.booking.code}/#item-{item.pk}")
    tick = Tick.objects.get()
    assert (tick.person, tick.made_at, tick.received_at, tick.ticked) == (place.person, make.NOW, make.NOW, True)


def test_the_button_takes_a_tick_back(client: Client) -> None:
    place, item = crew.assignment(), build.item()
    sign_in(client, place)
    for pressed in ("tick", "untick"):
        client.post(f"/crew/{place.booking.code}/tick", {pressed: item.pk})
    assert (build.done(place), Tick.objects.count()) == ([], 2)


@pytest.mark.parametrize("pressed", [{}, {"tick": "bilge"}, {"tick": ""}])
def test_a_button_that_we_never_drew_is_not_found(client: Client, pressed: dict[str, str]) -> None:
    place = crew.assignment()
    sign_in(client, place)
    assert client.post(f"/crew/{place.booking.code}/tick", pressed).status_code == 404


def test_nobody_ticks_on_a_charter_of_others(client: Client) -> None:
    mine, theirs, item = crew.assignment(), crew.assignment(), build.item()
    sign_in(client, mine)
    response = client.post(f"/crew/{theirs.booking.code}/tick", {"tick": item.pk})
    assert (response.status_code, Tick.objects.count()) == (404, 0)


def test_the_button_needs_a_session_and_a_csrf_token() -> None:
    place, item = crew.assignment(), build.item()
    client = Client(enforce_csrf_checks=True)
    address = f"/crew/{place.booking.code}/tick"
    sign_in(client, place)
    assert (Client().post(address).status_code, client.post(address, {"tick": item.pk}).status_code) == (403, 403)
    assert Tick.objects.count() == 0


def test_no_money_is_on_the_page_however_it_came_there(client: Client) -> None:
    place, _ = crew.assignment(), build.items("Collect the balance of $640.75", "Captain fee: 250")
    Template.objects.update(name="Owed 640.75")
    sign_in(client, place)
    shown = page(client, place)
    assert [amount for amount in ("640.75", "Captain fee", "$") if amount in shown] == []


@pytest.mark.parametrize("items", [1, 30])
def test_a_list_takes_two_queries_however_long(items: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    place = crew.assignment()
    for item in build.items(*(f"Item {number}" for number in range(items))):
        build.tick(place, item)
    place = crew.fresh(place)
    with django_assert_num_queries(2):
        assert checklist_context(place, make.NOW)["checklist"].done == items


def test_items_cannot_write_html(client: Client) -> None:
    place, _ = crew.assignment(), build.item("<script>alert(1)</script>")
    sign_in(client, place)
    assert "<script>alert" not in page(client, place)


def test_the_worker_is_a_script_that_reaches_no_further_than_crew(client: Client) -> None:
    response = client.get("/crew/sw.js")
    assert (response.status_code, response["Content-Type"], response["Cache-Control"]) == (
        200,
        "text/javascript",
        "no-cache",
    )
