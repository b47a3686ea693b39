"""Who may send photos, which, how many and until when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import actions
from bookings.models import Booking, Stage
from bookings.outbox.models import Delivery
from guests.models import Photo, PhotoState
from guests.uploads.promises import promise
from guests.uploads.refusals import UploadError
from guests.uploads.wanted import LARGEST_BYTES, MOST_FILES, Wanted
from tests import make
from tests.guests import build, uploading
from tests.guests.uploading import ABOARD, BOARDING, JPEG
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TWO_WEEKS = timedelta(days=14)


@pytest.fixture(autouse=True)
def _aboard(now: time_machine.Traveller) -> None:
    now.move_to(ABOARD)


@pytest.fixture
def booking() -> Booking:
    return uploading.charter()


def stored() -> tuple[int, int]:
    return Photo.objects.count(), Delivery.objects.filter(target="guest_photo").count()


def test_each_photo_gets_its_form_in_order(client: Client, booking: Booking) -> None:
    kinds = ["image/png", "image/heic", "image/webp"]
    response = uploading.ask(client, booking, *({"name": kind, "size": 1, "type": kind} for kind in kinds))
    posts = response.json()["posts"]
    rows = list(Photo.objects.order_by("pk").values_list("key", "name", "state", "expires_at"))
    assert response.status_code == 200
    assert [post["fields"]["Content-Type"] for post in posts] == kinds
    assert [post["url"] for post in posts] == [f"{settings.PUBLIC_URL}/g/upload/incoming"] * 3
    awaited = [PhotoState.AWAITED, ABOARD + timedelta(minutes=15)]
    assert rows == [(post["fields"]["key"], kind, *awaited) for post, kind in zip(posts, kinds, strict=True)]


def test_photos_lie_below_their_charter_under_names_that_nobody_guesses(client: Client, booking: Booking) -> None:
    uploading.ask(client, booking, JPEG, JPEG)
    first, second = Photo.objects.values_list("key", flat=True)
    assert first.startswith(f"in/{booking.code}/")
    assert (len(first.rpartition("/")[2]), first == second) == (24, False)


def test_promised_photos_are_owed_a_look(client: Client, booking: Booking) -> None:
    uploading.ask(client, booking, JPEG, JPEG)
    assert stored() == (2, 2)


def test_a_name_keeps_what_a_screen_can_show(client: Client, booking: Booking) -> None:
    names = ["gpj\u202ekced\0\n.jpg", "\ud800", "ñ" * 300, "<script>"]
    uploading.ask(client, booking, *(JPEG | {"name": name} for name in names))
    assert list(Photo.objects.order_by("pk").values_list("name", flat=True)) == [
        "gpjkced.jpg",
        "photo",
        "ñ" * 200,
        "<script>",
    ]


BAD_FILES = [
    ([], 400, "files"),
    ("deck.jpg", 400, "files"),
    ([JPEG] * (MOST_FILES + 1), 400, "files"),
    ([JPEG, 7], 400, "files[1]"),
    ([{"name": "a", "size": 1}], 400, "files[0]"),
    ([JPEG | {"size": "1"}], 400, "files[0]"),
    ([JPEG | {"size": True}], 400, "files[0]"),
    ([JPEG | {"size": 1.5}], 400, "files[0]"),
    ([JPEG | {"name": None}], 400, "files[0]"),
    ([JPEG, JPEG | {"size": 0}], 400, "files[1].size"),
    ([JPEG | {"size": -1}], 400, "files[0].size"),
    ([JPEG | {"size": LARGEST_BYTES + 1}], 413, "files[0].size"),
    ([JPEG, JPEG, JPEG, JPEG | {"type": "image/svg+xml"}], 400, "files[3].type"),
    ([JPEG | {"type": "text/html"}], 400, "files[0].type"),
    ([JPEG | {"type": "image/jpeg; charset=x"}], 400, "files[0].type"),
    ([JPEG | {"type": ""}], 400, "files[0].type"),
]


@pytest.mark.parametrize(("files", "status", "field"), BAD_FILES)
def test_a_bad_file_is_named_and_nothing_is_stored(
    client: Client, booking: Booking, files: Any, status: int, field: str
) -> None:
    response = uploading.ask(client, booking, files=files)
    assert (response.status_code, response.json()["field"], stored()) == (status, field, (0, 0))


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"booking": 7, "token": "x", "files": []}', "application/json", 400),
        (b'{"booking": "XHQGMDH", "token": "x"}', "application/json", 400),
        (b'{"booking": "XHQGMDH", "token": "x", "files": []}', "text/plain", 400),
        (b"booking=XHQGMDH&token=x", "application/x-www-form-urlencoded", 400),
        (b" " * 65_537, "application/json", 413),
    ],
)
def test_a_body_that_is_no_question_is_refused(client: Client, body: bytes, content_type: str, status: int) -> None:
    response = client.post("/g/presign", body, content_type=content_type)
    assert (response.status_code, response.json().keys()) == (status, {"error", "field"})


@pytest.mark.parametrize("token", ["", "x", "ñ", "\0", "x" * 10_000], ids=["none", "x", "odd", "nul", "long"])
def test_a_wrong_token_and_an_unknown_code_are_answered_alike(client: Client, booking: Booking, token: str) -> None:
    other = uploading.charter()
    wrong = uploading.ask(client, booking, token=token)
    others = uploading.ask(client, booking, token=uploading.token(other))
    unknown = uploading.ask(client, booking, booking="BCDFGHJ")
    odd = uploading.ask(client, booking, booking="\0ñ")
    assert [one.status_code for one in (wrong, others, unknown, odd)] == [401] * 4
    assert wrong.content == others.content == unknown.content == odd.content
    assert stored() == (0, 0)


def test_a_code_is_taken_in_any_case(client: Client, booking: Booking) -> None:
    assert uploading.ask(client, booking, booking=booking.code.lower()).status_code == 200


@pytest.mark.parametrize(
    ("at", "status"),
    [
        (BOARDING - timedelta(seconds=1), 409),
        (BOARDING, 200),
        (BOARDING + TWO_WEEKS - timedelta(seconds=1), 200),
        (BOARDING + TWO_WEEKS, 409),
    ],
)
def test_the_window_opens_at_boarding_for_two_weeks(
    client: Client, booking: Booking, now: time_machine.Traveller, at: Any, status: int
) -> None:
    now.move_to(at)
    assert uploading.ask(client, booking).status_code == status


def cancelled(booking: Booking) -> None:
    actions.cancel(booking, cause="weather", by=make.STAFF, at=make.NOW)


def erased(booking: Booking) -> None:
    assert booking.client
    booking.client.erased_at = make.NOW
    booking.client.save()


@pytest.mark.parametrize("done", [cancelled, erased])
def test_nobody_sends_photos_of_what_no_longer_stands(
    client: Client, booking: Booking, done: Callable[[Booking], None]
) -> None:
    done(booking)
    assert (uploading.ask(client, booking).status_code, stored()) == (409, (0, 0))


def test_a_hold_takes_no_photos(client: Client) -> None:
    booking = uploading.charter(stage=Stage.HOLD)
    assert uploading.ask(client, booking).status_code == 409


def test_a_completed_charter_takes_photos(client: Client, booking: Booking) -> None:
    actions.complete(booking, by=make.STAFF, at=booking.ends_at)
    assert uploading.ask(client, booking).status_code == 200


def test_what_does_not_fit_is_refused_whole(client: Client) -> None:
    booking = uploading.charter(build.site(photo_quota=2))
    response = uploading.ask(client, booking, JPEG, JPEG, JPEG)
    assert (response.status_code, response.json(), stored()) == (
        409,
        {"error": "There is room for 2 more. Please choose fewer.", "field": "files"},
        (0, 0),
    )


def test_a_charter_that_is_full_says_so(client: Client) -> None:
    booking = uploading.charter(build.site(photo_quota=1))
    uploading.ask(client, booking)
    response = uploading.ask(client, booking)
    said = "We have as many photos of this charter as we can keep. Thank you!"
    assert (response.status_code, response.json()["error"]) == (409, said)


def test_a_promise_that_ran_out_makes_room(client: Client, now: time_machine.Traveller) -> None:
    booking = uploading.charter(build.site(photo_quota=1))
    uploading.ask(client, booking)
    now.shift(timedelta(minutes=15))
    assert uploading.ask(client, booking).status_code == 200


def test_a_photo_that_was_refused_makes_room(client: Client) -> None:
    booking = uploading.charter(build.site(photo_quota=1))
    uploading.ask(client, booking)
    Photo.objects.update(state=PhotoState.REFUSED)
    assert uploading.ask(client, booking).status_code == 200


def test_a_guest_reads_why_in_their_language(client: Client) -> None:
    site = build.site(brand=make.brand(languages="en,es"), photo_quota=1)
    booking = uploading.charter(site, client=make.client(language="es"))
    response = uploading.ask(client, booking, JPEG, JPEG)
    assert response.json()["error"] == "Queda sitio para 1 más. Elija menos, por favor."


def test_a_stranger_reads_why_in_the_browsers_language(client: Client, booking: Booking) -> None:
    response = client.post("/g/presign", b"", content_type="application/json", headers={"accept-language": "es-MX,es"})
    assert response.json()["error"].startswith("Esto no se pudo leer.")


def test_who_asks_without_end_is_asked_to_wait(client: Client, booking: Booking) -> None:
    asked = [uploading.ask(client, booking, files=[]).status_code for _ in range(61)]
    assert (asked[-2:], uploading.ask(client, uploading.charter()).status_code) == ([400, 429], 200)


def test_who_guesses_tokens_is_slowed_and_keeps_no_guest_out(client: Client, booking: Booking) -> None:
    guessed = [uploading.ask(client, booking, token="x").status_code for _ in range(31)]
    assert (guessed[-2:], uploading.ask(client, booking).status_code) == ([401, 429], 200)


def test_an_answer_is_for_nobody_to_keep(client: Client, booking: Booking) -> None:
    response = uploading.ask(client, booking)
    assert "no-store" in response["Cache-Control"].split(", ")
    assert client.get("/g/presign").status_code == 405


def test_no_cookie_is_needed(booking: Booking) -> None:
    assert uploading.ask(Client(enforce_csrf_checks=True), booking).status_code == 200


@pytest.mark.parametrize("number", [1, MOST_FILES])
def test_many_photos_cost_no_more_queries_than_one(
    client: Client, booking: Booking, django_assert_max_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    with django_assert_max_num_queries(9):
        assert uploading.ask(client, booking, *[JPEG] * number).status_code == 200


@pytest.mark.storm
@pytest.mark.django_db(transaction=True)
def test_many_guests_at_once_share_the_quota() -> None:
    booking = uploading.charter(build.site(photo_quota=40))
    files = [Wanted("deck.jpg", "image/jpeg")] * 3
    answers = at_once([lambda: promise(booking, files, at=ABOARD)] * 64)
    refused = [answer for answer in answers if isinstance(answer, UploadError)]
    assert (len(refused), {error.reason for error in refused}, Photo.objects.count()) == (51, {"nearly_full"}, 39)


def test_without_credentials_guests_are_asked_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = uploading.charter(uploading.bucket_without_credentials(monkeypatch))
    response = uploading.ask(client, booking)
    assert (response.status_code, response.json()["field"]) == (503, "")
