from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.models import Booking, Kind
from crew import actions, consent
from crew.models import Assignment, Need, Person
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


def candidate(booking: Booking, who: Person, *, slug: str = "captain") -> Assignment:
    """Someone who is asked for the one place in that role; the first yes takes it."""
    role = build.role(slug)
    Need.objects.create(booking=booking, role=role, count=1)
    return actions.assign(booking, who, role, by=make.STAFF, at=make.NOW, called=True)


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


def test_those_who_sail_can_be_reached(client: Client) -> None:
    place = rich_place()
    build.assignment(place.booking, build.person(name="Teo Brand", email="teo@example.com"), slug="hostess")
    sign_in(client, place)
    assert reached(client, place) == (True, True)


def reached(client: Client, place: Assignment) -> tuple[bool, bool]:
    shown = page(client, place)
    return "tel:+1-619-555-0142" in shown, "mailto:teo@example.com" in shown


@pytest.mark.parametrize("until", ["the end", "a no", "a cancellation"])
def test_nobody_is_reached_beyond(client: Client, now: time_machine.Traveller, until: str) -> None:
    place = rich_place()
    build.assignment(place.booking, build.person(name="Teo Brand", email="teo@example.com"), slug="hostess")
    sign_in(client, place)
    match until:
        case "the end":
            now.move_to(place.booking.ends_at)
        case "a no":
            actions.decline(place, reason="", by="crew:1", at=make.NOW)
        case "a cancellation":
            bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=make.NOW)
    assert ("Teo Brand" in page(client, place), reached(client, place)) == (True, (False, False))


def test_a_candidate_sails_only_once_they_said_yes(client: Client) -> None:
    place = rich_place()
    called = candidate(place.booking, build.person(name="Teo Brand"), slug="hostess")
    sign_in(client, place)
    seen = ["Teo Brand" in page(client, place)]
    build.accepted(called)
    seen.append("Teo Brand" in page(client, place))
    assert seen == [False, True]


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
    assert "<script>" not in page(client, place)


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


def test_money_in_a_reason_is_left_out_and_the_no_stands(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    response = client.post(f"/crew/{place.booking.code}/decline", {"reason": "Flu.\0\nNot for $20 an hour"})
    said = "Left out, since it speaks of money: “Not for $20 an hour”." in response.content.decode()
    assert (build.standing(place), build.fresh(place).decline_reason, said) == ("declined", "Flu.", True)


def test_a_place_that_is_taken_is_said_kindly(client: Client) -> None:
    first = rich_place()
    Assignment.objects.update(called=True)
    second = candidate(first.booking, build.person())
    sign_in(client, second)
    Assignment.objects.filter(pk=first.pk).update(
        answer="accepted", answer_to=consent.digest(build.fresh(first)), answered_at=make.NOW
    )
    response = client.post(f"/crew/{first.booking.code}/accept", {"shown": consent.digest(second)})
    assert (response.status_code, "Someone else has taken the place" in response.content.decode()) == (409, True)
    assert build.standing(second) == "asked"


def test_saying_yes_to_two_charters_at_once_names_the_other(client: Client) -> None:
    person = build.person()
    declined = actions.decline(build.assignment(rich_place().booking, person), reason="", by="crew:1", at=make.NOW)
    elsewhere = build.accepted(build.assignment(make.booking(vessel=make.vessel(name="Corsair")), person))
    sign_in(client, declined)
    response = client.post(f"/crew/{declined.booking.code}/accept", {"shown": consent.digest(declined)})
    text = response.content.decode()
    seen = [words in text for words in ("You sail on Corsair then.", f'href="/crew/{elsewhere.booking.code}/"')]
    assert (response.status_code, seen) == (409, [True, True])


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
    said = [words in shown for words in ("I can’t make it", "Someone else is asked at once", "I will sail")]
    assert said == [True, True, False]


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


@pytest.mark.parametrize("code", ["XHQGMDH", "nonsense", "a%00b", "7"])
def test_what_is_no_charter_of_theirs_is_not_found(client: Client, code: str) -> None:
    sign_in(client, rich_place())
    assert client.get(f"/crew/{code}/").status_code == 404


def test_a_code_is_found_in_any_case(client: Client) -> None:
    place = rich_place()
    sign_in(client, place)
    assert client.get(f"/crew/{place.booking.code.lower()}/").status_code == 200


@pytest.mark.parametrize("mates", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_charter_takes_six_queries_however_many_sail(
    client: Client, mates: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = rich_place()
    for _ in range(mates):
        build.assignment(place.booking, build.person(), slug="crew")
    sign_in(client, place)
    with django_assert_num_queries(6):
        client.get(f"/crew/{place.booking.code}/")
