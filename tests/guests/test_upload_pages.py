"""Sending photos without scripts, page by page."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.models import Booking
from guests.models import Photo, PhotoState
from tests import make
from tests.guests import build, uploading
from tests.guests.uploading import ABOARD, BOARDING

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _aboard(now: time_machine.Traveller) -> None:
    now.move_to(ABOARD)


@pytest.fixture
def booking() -> Booking:
    return uploading.charter()


def shown(client: Client) -> str:
    return str(client.get("/g/upload").content.decode())


def test_who_comes_from_nowhere_reads_where_to_begin(client: Client) -> None:
    assert "Begin on your own page" in shown(client)


def test_who_comes_from_nowhere_reads_it_in_the_browsers_language(client: Client) -> None:
    response = client.get("/g/upload", headers={"accept-language": "es-MX,es;q=0.9"})
    assert '<html lang="es">' in response.content.decode()


def test_the_first_question_is_how_many(client: Client, booking: Booking) -> None:
    response = uploading.come(client, booking)
    assert response.status_code == 200
    assert 'name="count" value="3" min="1" max="24"' in response.content.decode()
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("count", [1, 24])
def test_each_photo_gets_a_form_of_its_own(client: Client, booking: Booking, count: int) -> None:
    response = uploading.come(client, booking, count=count)
    assert (response.status_code, response["Location"]) == (303, "/g/upload")
    keys = [form["key"] for form in uploading.forms(shown(client))]
    assert (len(keys), keys) == (count, list(Photo.objects.order_by("pk").values_list("key", flat=True)))


@pytest.mark.parametrize("count", ["", "0", "25", "-1", "x", "1e3", "9" * 5000, "²"])
def test_a_number_that_is_none_is_asked_again(client: Client, booking: Booking, count: str) -> None:
    response = uploading.come(client, booking, count=count)
    assert (response.status_code, Photo.objects.count()) == (400, 0)
    assert "Choose 1 to 24 photos at a time." in response.content.decode()


def test_more_than_there_is_room_for_is_asked_again(client: Client) -> None:
    response = uploading.come(client, uploading.charter(build.site(photo_quota=2)), count=3)
    assert (response.status_code, Photo.objects.count()) == (409, 0)
    assert "There is room for 2 more." in response.content.decode()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (BOARDING - timedelta(minutes=1), "Photos can be sent from boarding on."),
        (BOARDING + timedelta(days=14), "Photos of this charter can no longer be sent here."),
    ],
)
def test_outside_the_window_nobody_is_asked_how_many(
    client: Client, booking: Booking, now: time_machine.Traveller, at: Any, said: str
) -> None:
    now.move_to(at)
    response = uploading.come(client, booking)
    assert (response.status_code, said in response.content.decode()) == (409, True)


def test_a_wrong_token_opens_nothing(client: Client, booking: Booking) -> None:
    response = uploading.come(client, booking, token="x", count=1)
    assert (response.status_code, Photo.objects.count(), client.cookies) == (401, 0, {})


def test_what_arrived_is_ticked_off(client: Client, booking: Booking) -> None:
    uploading.come(client, booking, count=3)
    first, second, _ = uploading.forms(shown(client))
    response = uploading.send(client, first)
    assert (response.status_code, response["Location"].endswith("/g/upload")) == (303, True)
    page = shown(client)
    assert ("1 of 3 have arrived." in page, uploading.forms(page)[0]["key"]) == (True, second["key"])


def test_what_was_looked_at_stays_ticked_off(client: Client, booking: Booking) -> None:
    uploading.come(client, booking, count=1)
    Photo.objects.update(state=PhotoState.WAITING, content="c", picture="p", thumbnail="t")
    page = shown(client)
    assert ("1 of 1 have arrived." in page, uploading.forms(page)) == (True, [])


def test_what_was_no_picture_is_said(client: Client, booking: Booking) -> None:
    uploading.come(client, booking, count=1)
    Photo.objects.update(state=PhotoState.REFUSED)
    page = shown(client)
    assert ("We could not take this one." in page, uploading.forms(page)) == (True, [])


@pytest.mark.parametrize("state", [PhotoState.AWAITED, PhotoState.LAPSED])
def test_what_came_too_late_is_said(
    client: Client, booking: Booking, now: time_machine.Traveller, state: PhotoState
) -> None:
    uploading.come(client, booking, count=1)
    Photo.objects.update(state=state)
    now.shift(timedelta(minutes=15))
    page = shown(client)
    assert ("Its time ran out before it came." in page, uploading.forms(page)) == (True, [])


def test_a_cookie_of_our_own_making_is_needed(client: Client, booking: Booking) -> None:
    uploading.come(client, booking, count=1)
    client.cookies["photos"] = client.cookies["photos"].value.replace(":", "1:", 1)
    assert uploading.forms(shown(client)) == []


def test_the_cookie_is_for_this_browser_and_these_pages(client: Client, booking: Booking) -> None:
    cookie = uploading.come(client, booking, count=1).cookies["photos"]
    assert [cookie[name] for name in ("path", "httponly", "samesite", "max-age")] == ["/g/upload", True, "Lax", 3600]


def test_the_token_goes_no_further_than_the_first_question(client: Client, booking: Booking) -> None:
    response = uploading.come(client, booking, count=1)
    carried = shown(client) + str(response.cookies) + response["Location"]
    assert uploading.token(booking) in uploading.come(client, booking).content.decode()
    assert uploading.token(booking) not in carried


def test_every_page_is_shut_and_kept_by_nobody(client: Client, booking: Booking) -> None:
    uploading.come(client, booking, count=1)
    pages = [
        client.get("/g/upload"),
        uploading.come(client, booking),
        uploading.come(client, booking, token="x"),
        Client().get("/g/upload"),
    ]
    for page in pages:
        policy = page["Content-Security-Policy"]
        assert re.sub(r"sha256-\S+'", "sha256-…'", policy) == (
            "default-src 'none'; style-src 'sha256-…'; img-src data:; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        assert (page["Referrer-Policy"], page["X-Robots-Tag"], page["Cache-Control"]) == (
            "no-referrer",
            "noindex",
            "no-store",
        )


def test_a_page_speaks_the_guests_language_under_the_brands_name(client: Client) -> None:
    site = build.site(brand=make.brand(name="Reina <b>", languages="en,es"))
    page = uploading.come(client, uploading.charter(site, client=make.client(language="es"))).content.decode()
    assert ("¿Cuántas fotos quiere enviar?" in page, "Reina &lt;b&gt;" in page, "<b>" in page) == (True, True, False)


@pytest.mark.parametrize("count", [1, 24])
def test_many_forms_cost_no_more_queries_than_one(
    client: Client, booking: Booking, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    uploading.come(client, booking, count=count)
    with django_assert_max_num_queries(1):
        assert len(uploading.forms(shown(client))) == count
