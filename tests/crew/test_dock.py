from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.models import Kind
from crew import actions
from crew.models import Assignment, GuestCall, HeadCount
from tests import make
from tests.crew import build
from tests.crew.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.slow]
MINUTE = timedelta(minutes=1)
AT_THE_DOCK = make.NOON - timedelta(hours=1)


def captain(**fields: Any) -> Assignment:
    fields = {"client": make.client(), "party_size": 9, "vessel": make.vessel(name="JADA")} | fields
    return build.accepted(build.assignment(make.booking(**fields)))


def page(client: Client, place: Assignment) -> str:
    return client.get(f"/crew/{place.booking.code}/").content.decode()


def commands(client: Client, place: Assignment) -> tuple[bool, int]:
    """Whether the page offers it, and what calling all the same answers."""
    return "At the dock" in page(client, place), client.post(f"/crew/{place.booking.code}/call").status_code


def count(client: Client, place: Assignment, aboard: object) -> int:
    return client.post(f"/crew/{place.booking.code}/aboard", {"aboard": aboard}).status_code


def test_one_tap_calls_the_lead_guest_and_is_logged(client: Client, now: time_machine.Traveller) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    response = client.post(f"/crew/{place.booking.code}/call")
    assert (response.status_code, response["Location"]) == (303, "tel:+1-619-555-0123")
    call = GuestCall.objects.get()
    assert (call.booking, call.person, call.at) == (place.booking, place.person, AT_THE_DOCK)
    assert "You called at 11:00." in page(client, place)


def test_the_number_stands_on_no_page(client: Client, now: time_machine.Traveller) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    client.post(f"/crew/{place.booking.code}/call")
    shown = page(client, place)
    assert ("Call Nora, the lead guest" in shown, "555-0123" in shown, "5550123" in shown) == (True, False, False)


def test_the_browser_may_go_on_from_the_page_to_a_call(client: Client, now: time_machine.Traveller) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    policy = client.get(f"/crew/{place.booking.code}/")["Content-Security-Policy"]
    assert "form-action 'self' tel:" in policy.split("; ")


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        (make.NOON - 180 * MINUTE - timedelta(seconds=1), (False, 409)),
        (make.NOON - 180 * MINUTE, (True, 303)),
        (make.NOON + 180 * MINUTE - timedelta(seconds=1), (True, 303)),
        (make.NOON + 180 * MINUTE, (False, 409)),
    ],
)
def test_the_captain_calls_from_three_hours_before_until_the_end(
    client: Client, now: time_machine.Traveller, at: datetime, seen: tuple[bool, int]
) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(at)
    assert commands(client, place) == seen


def deckhand() -> Assignment:
    return build.accepted(build.assignment(slug="crew"))


def declined() -> Assignment:
    return actions.decline(captain(), reason="", by="crew:1", at=make.NOW)


def cancelled() -> Assignment:
    place = captain()
    bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=make.NOW)
    return place


def on_a_closure() -> Assignment:
    return build.accepted(build.assignment(make.booking(kind=Kind.CLOSURE)))


@pytest.mark.parametrize("place_of", [deckhand, build.assignment, declined, cancelled, on_a_closure])
def test_nobody_else_has_the_charter_in_hand(
    client: Client, now: time_machine.Traveller, place_of: Callable[[], Assignment]
) -> None:
    place = place_of()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    assert (commands(client, place), GuestCall.objects.count()) == ((False, 409), 0)


def test_another_captains_charter_does_not_exist(client: Client, now: time_machine.Traveller) -> None:
    mine, theirs = captain(), build.accepted(build.assignment())
    sign_in(client, mine)
    now.move_to(AT_THE_DOCK)
    assert (commands(client, theirs)[1], count(client, theirs, 3), HeadCount.objects.count()) == (404, 404, 0)


@pytest.mark.parametrize("known", [True, False])
def test_a_guest_without_a_number_is_said_to_have_none(
    client: Client, now: time_machine.Traveller, known: bool
) -> None:
    place = captain(client=make.client(phone="") if known else None)
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    assert "The office has no number of the lead guest." in page(client, place)
    assert commands(client, place) == (True, 409)


def test_the_count_aboard_is_kept_and_shown(client: Client, now: time_machine.Traveller) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    codes = [count(client, place, 9)]
    now.move_to(AT_THE_DOCK + 31 * MINUTE)
    codes.append(count(client, place, 8))
    kept = list(HeadCount.objects.values_list("aboard", "person", "at"))
    assert kept == [(8, place.person_id, AT_THE_DOCK + 31 * MINUTE), (9, place.person_id, AT_THE_DOCK)]
    assert (codes, "8 aboard, said 11:31." in page(client, place)) == ([302, 302], True)


@pytest.mark.parametrize(
    ("aboard", "said"),
    [
        (13, "JADA takes 12 guests, children included: 13 may not sail. Count again."),
        ("", "Enter how many guests are aboard, as a number."),
        ("-1", "Enter how many guests are aboard, as a number."),
        ("a dozen", "Enter how many guests are aboard, as a number."),
        ("9" * 400, "JADA takes 12 guests, children included: 999999 may not sail. Count again."),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    client: Client, now: time_machine.Traveller, aboard: object, said: str
) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    response = client.post(f"/crew/{place.booking.code}/aboard", {"aboard": aboard})
    assert (response.status_code, said in response.content.decode()) == (409, True)
    assert HeadCount.objects.count() == 0


def test_an_empty_and_a_full_boat_can_be_counted(client: Client, now: time_machine.Traveller) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    assert [count(client, place, aboard) for aboard in (0, 12)] == [302, 302]


@pytest.mark.parametrize("calls", [1, 30])
def test_the_captains_page_takes_eight_queries_however_much_is_logged(
    client: Client, now: time_machine.Traveller, calls: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = captain()
    sign_in(client, place)
    now.move_to(AT_THE_DOCK)
    for _ in range(calls):
        client.post(f"/crew/{place.booking.code}/call")
        count(client, place, 9)
    with django_assert_num_queries(8):
        page(client, place)
