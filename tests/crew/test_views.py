from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.models import Booking, Kind
from crew import actions, consent
from crew.models import Assignment
from tests import make
from tests.crew import build
from tests.crew.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def page(client: Client, place: Assignment) -> str:
    return client.get(f"/crew/{place.booking.code}/").content.decode()


def rich_place() -> Assignment:
    booking = make.booking(
        vessel=make.vessel(name="JADA", map_url="https://maps.example.com/pier-1", directions="Gate code on request."),
        client=make.client(name="Nora Quist"),
        crew_notes="Bring foulies.",
        internal_notes="Regular of the owner.",
        party_size=9,
    )
    return build.assignment(booking)


def test_a_charter_shows_what_a_sailor_needs_in_port_time(client: Client) -> None:
    place = rich_place()
    build.assignment(place.booking, build.person(name="Teo Brand"), slug="hostess")
    sign_in(client, place)
    shown = page(client, place)
    needed = ["11:00", "Sat 5 Dec", "11:45", "12:00", "15:00 PST", "JADA", "as captain", "Pier 1, slip 4, San Diego"]
    needed += ["https://maps.example.com/pier-1", "9 aboard, led by Nora.", "Bring foulies.", "Teo Brand", "hostess"]
    assert [word for word in needed if word not in shown] == []


def test_a_charter_hides_the_guests_name_contacts_and_the_offices_notes(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    shown = page(client, place)
    hidden = ["Quist", "nora@example.com", "555-0123", "5550123", "Regular of the owner", place.person.email]
    assert [word for word in hidden if word in shown] == []


def test_someone_who_declined_is_not_among_those_who_sail(client: Client) -> None:
    place = rich_place()
    mate = build.assignment(place.booking, build.person(name="Teo Brand"))
    actions.decline(mate, reason="Flu.", by="crew:2", at=make.NOW)
    sign_in(client, place)
    assert "Teo Brand" not in page(client, place)


def test_a_note_about_money_is_held_back(client: Client) -> None:
    place = rich_place()
    Booking.objects.update(crew_notes="Bring foulies.\nCaptain fee: 250")
    sign_in(client, place)
    shown = page(client, place)
    assert ("A note is held back. Ask the office." in shown, "250" in shown) == (True, False)


def test_no_crew_page_shows_money(client: Client) -> None:
    build.rate(4567)
    place = rich_place()
    sign_in(client, place)
    everything = page(client, place) + client.get("/crew/").content.decode()
    assert [amount for amount in ("$", "45.67", "4567", "137.01", "USD") if amount in everything] == []


def test_notes_cannot_write_html(client: Client) -> None:
    place = rich_place()
    Booking.objects.update(crew_notes="<script>alert(1)</script>")
    sign_in(client, place)
    assert "<script" not in page(client, place)


def test_a_closure_speaks_of_no_guests(client: Client) -> None:
    place = build.assignment(make.booking(kind=Kind.CLOSURE))
    sign_in(client, place)
    shown = page(client, place)
    assert [word for word in ("Guests", "Sails", "aboard,") if word in shown] == []


def test_accepting_records_a_yes(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    url = f"/crew/{place.booking.code}/accept"
    response = client.post(url, {"shown": consent.digest(place)})
    assert (response.status_code, response["Location"]) == (302, f"/crew/{place.booking.code}/")
    assert (build.standing(place), place.history.latest().actor) == ("accepted", f"crew:{place.person_id}")


def test_accepting_what_has_changed_shows_the_page_again(client: Client) -> None:
    place = rich_place()
    shown = consent.digest(place)
    bookings.reschedule(place.booking, starts_at=make.NOON + timedelta(hours=2), by=make.STAFF, at=make.NOW)
    sign_in(client, place)
    response = client.post(f"/crew/{place.booking.code}/accept", {"shown": shown})
    text = response.content.decode()
    assert (response.status_code, build.standing(place)) == (409, "asked")
    assert ("Something changed since you opened this page." in text, "14:00" in text) == (True, True)
    assert consent.digest(build.fresh(place)) in text


def test_declining_records_the_reason(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    client.post(f"/crew/{place.booking.code}/decline", {"reason": "Flu."})
    assert (build.standing(place), build.fresh(place).decline_reason) == ("declined", "Flu.")


def test_a_reason_that_is_too_long_comes_back_to_be_shortened(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    response = client.post(f"/crew/{place.booking.code}/decline", {"reason": "x" * 301})
    text = response.content.decode()
    assert (response.status_code, "Keep the reason to 300 characters." in text, "x" * 301 in text) == (409, True, True)


def test_someone_who_accepted_can_still_say_that_they_cannot(client: Client) -> None:
    place = build.accepted(rich_place())
    sign_in(client, place)
    shown = page(client, place)
    assert ("I can’t make it" in shown, "I will sail" in shown) == (True, False)


def test_answers_are_closed_once_the_charter_began(client: Client, now: time_machine.Traveller) -> None:
    place = rich_place()
    sign_in(client, place)
    now.move_to(make.NOON)
    shown = page(client, place)
    posted = client.post(f"/crew/{place.booking.code}/accept", {"shown": consent.digest(place)})
    assert ("answers are closed" in shown, "I will sail" in shown, posted.status_code) == (True, False, 409)


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_answers_come_by_post_alone(client: Client, verb: str) -> None:
    place = rich_place()
    sign_in(client, place)
    assert client.get(f"/crew/{place.booking.code}/{verb}").status_code == 405


def test_a_code_is_found_in_any_case(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    assert client.get(f"/crew/{place.booking.code.lower()}/").status_code == 200


def test_the_list_shows_first_what_needs_an_answer(client: Client) -> None:
    person = build.person()
    settled = build.accepted(build.assignment(make.booking(), person))
    waiting = build.assignment(make.booking(starts_at=make.NOON + timedelta(days=1)), person)
    sign_in(client, settled)
    context = client.get("/crew/").context
    assert [row[0].pk for row in context["waiting"]] == [waiting.pk]
    assert [(row[0].pk, row[1]) for row in context["others"]] == [(settled.pk, "accepted")]


def test_the_list_has_nobody_elses_charters(client: Client) -> None:
    mine, theirs = build.assignment(), build.assignment()
    sign_in(client, mine)
    listed = client.get("/crew/").content.decode()
    assert (mine.booking.code in listed, theirs.booking.code in listed) == (True, False)


@pytest.mark.parametrize("charters", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_the_list_takes_three_queries_however_long(
    client: Client, charters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = build.person()
    for day in range(charters):
        place = build.assignment(make.booking(starts_at=make.NOON + timedelta(days=day)), person)
    sign_in(client, place)
    with django_assert_num_queries(3):
        client.get("/crew/")


@pytest.mark.parametrize("mates", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_charter_takes_four_queries_however_many_sail(
    client: Client, mates: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = rich_place()
    for _ in range(mates):
        build.assignment(place.booking, build.person(), slug="crew")
    sign_in(client, place)
    with django_assert_num_queries(4):
        client.get(f"/crew/{place.booking.code}/")


def test_the_list_without_a_session_shows_what_a_dead_link_shows(client: Client) -> None:
    response = client.get("/crew/")
    assert (response.status_code, response["Cache-Control"]) == (403, "no-store")
    assert "Ask the office for a new one." in response.content.decode()
