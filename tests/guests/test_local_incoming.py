"""The product's own door for photos: as strict as S3, for sites whose files it keeps itself."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bookings.models import Booking
from guests.models import Photo, PhotoState, Site
from guests.objects import incoming
from guests.uploads import policy
from guests.uploads.wanted import LARGEST_BYTES
from tests.guests import uploading
from tests.guests.uploading import ABOARD, PICTURE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Fields = dict[str, str]


@pytest.fixture(autouse=True)
def _aboard(now: time_machine.Traveller) -> None:
    now.move_to(ABOARD)


@pytest.fixture
def booking() -> Booking:
    return uploading.charter()


@pytest.fixture
def fields(client: Client, booking: Booking) -> Fields:
    """A form for one JPEG, as the page's script got it."""
    return uploading.form(client, booking)


def arrived() -> dict[str, bytes]:
    """Key → bytes of all that lies in any site's incoming place."""
    places = {site.brand.domain: incoming(site) for site in Site.objects.select_related("brand")}
    return {key: place.read(key, at_most=100) or b"" for place in places.values() for key in place.listed("")}


def test_a_photo_arrives_under_its_key(client: Client, fields: Fields) -> None:
    assert (uploading.send(client, fields).status_code, arrived()) == (201, {fields["key"]: PICTURE})


def test_no_cookie_is_needed(fields: Fields) -> None:
    assert uploading.send(Client(enforce_csrf_checks=True), fields).status_code == 201


def test_a_photo_sent_twice_is_one(client: Client, fields: Fields) -> None:
    again = [uploading.send(client, fields).status_code, uploading.send(client, fields).status_code]
    assert (again, arrived()) == ([201, 201], {fields["key"]: PICTURE})


@pytest.mark.parametrize("state", [PhotoState.REFUSED, PhotoState.LAPSED, PhotoState.REMOVING])
def test_a_photo_that_was_looked_at_is_not_taken_again(client: Client, fields: Fields, state: str) -> None:
    Photo.objects.update(state=state)
    response = uploading.send(client, fields)
    assert (response.status_code, response.json()["error"], arrived()) == (
        409,
        "We have this photo already. Thank you!",
        {},
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"key": "in/XHQGMDH/other"}, "key"),
        ({"key": "../../etc/passwd"}, "key"),
        ({"Content-Type": "text/html"}, "Content-Type"),
        ({"Content-Type": "image/png"}, "Content-Type"),
        ({"acl": "public-read"}, "acl"),
        ({"success_action_status": "200"}, "success_action_status"),
        ({"success_action_redirect": "https://elsewhere.example.com/"}, "success_action_redirect"),
        ({"signature": "x"}, "policy"),
        ({"signature": "ñ"}, "policy"),
        ({"policy": ""}, "policy"),
        ({"policy": "e30="}, "policy"),
        ({"policy": "\0"}, "policy"),
    ],
)
def test_a_form_that_was_changed_is_refused(client: Client, fields: Fields, changed: Fields, field: str) -> None:
    response = uploading.send(client, fields | changed)
    assert (response.status_code, response.json()["field"], arrived()) == (403, field, {})


@pytest.mark.parametrize("missing", ["key", "Content-Type", "policy", "signature", "success_action_status"])
def test_a_form_without_one_of_its_fields_is_refused(client: Client, fields: Fields, missing: str) -> None:
    del fields[missing]
    assert (uploading.send(client, fields).status_code, arrived()) == (403, {})


def test_a_field_may_not_come_twice(client: Client, fields: Fields) -> None:
    response = uploading.send(client, fields | {"key": [fields["key"], "in/XHQGMDH/other"]})
    assert (response.status_code, arrived()) == (403, {})


def test_one_policy_does_not_serve_another_key(client: Client, booking: Booking, fields: Fields) -> None:
    other = uploading.form(client, booking)
    mixed = fields | {"policy": other["policy"], "signature": other["signature"]}
    assert (uploading.send(client, mixed).status_code, arrived()) == (403, {})


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=15, seconds=-1), 201), (timedelta(minutes=15), 403)])
def test_a_form_is_good_for_a_quarter_of_an_hour(
    client: Client, fields: Fields, now: time_machine.Traveller, after: timedelta, status: int
) -> None:
    now.shift(after)
    assert uploading.send(client, fields).status_code == status


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"x", 201), (b"x" * LARGEST_BYTES, 201), (b"x" * (LARGEST_BYTES + 1), 413)],
    ids=["empty", "smallest", "largest", "larger"],
)
def test_a_photo_has_1_byte_to_25_mb(client: Client, fields: Fields, body: bytes, status: int) -> None:
    assert (uploading.send(client, fields, body).status_code, len(arrived())) == (status, int(status == 201))


def test_what_says_that_it_is_larger_is_not_even_read(client: Client) -> None:
    form: Any = {"content_type": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(30 * 1024 * 1024)}
    response = client.generic("POST", "/g/upload/incoming", b"--b", **form)
    assert (response.status_code, response.json()["field"]) == (413, "file")


def test_a_form_without_a_file_says_so(client: Client, fields: Fields) -> None:
    response = client.post("/g/upload/incoming", fields)
    assert (response.status_code, response.json()["error"]) == (400, "No photo was chosen. Go back and choose one.")


@pytest.mark.parametrize("names", [("photo",), ("file", "more"), ("file", "file")])
def test_a_form_has_one_file_by_its_name(client: Client, fields: Fields, names: tuple[str, ...]) -> None:
    files: dict[str, list[Any]] = {}
    for name in names:
        files.setdefault(name, []).append(SimpleUploadedFile("a.jpg", PICTURE))
    response = client.post("/g/upload/incoming", fields | files)
    assert (response.status_code in (400, 403), arrived()) == (True, {})


@pytest.mark.parametrize("body", [b"", b"key=in/X", b"--b\r\nnonsense"])
@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=b", "multipart/form-data", "text/plain"])
def test_what_is_no_form_is_refused(client: Client, body: bytes, content_type: str) -> None:
    assert client.generic("POST", "/g/upload/incoming", body, content_type=content_type).status_code in (400, 403)


def test_no_temporary_file_is_left(
    client: Client, fields: Fields, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    statuses = [uploading.send(client, one, large).status_code for one in (fields, fields | {"key": "other"})]
    assert (statuses, list(tmp_path.iterdir())) == ([201, 403], [])


def test_a_browser_without_scripts_is_led_back(client: Client, booking: Booking) -> None:
    key = uploading.form(client, booking)["key"]
    conditions: list[policy.Condition] = [{"key": key}, {"success_action_redirect": "https://own.example.com/g/upload"}]
    seals = policy.sealed([*conditions, ["content-length-range", 1, 100]], expires_at=ABOARD + timedelta(minutes=1))
    response = uploading.send(
        client, {"key": key, "success_action_redirect": "https://own.example.com/g/upload"} | seals
    )
    assert (response.status_code, response["Location"]) == (303, "https://own.example.com/g/upload")


def test_a_browser_without_scripts_reads_what_went_wrong(client: Client, fields: Fields) -> None:
    response = uploading.send(client, fields | {"key": "x"}, accept="text/html,*/*;q=0.8", accept_language="es-MX,es")
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "Este formulario cambió por el camino." in response.content.decode()


def test_a_place_that_is_away_asks_to_come_back(
    client: Client, booking: Booking, fields: Fields, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking.brand = uploading.bucket_without_credentials(monkeypatch).brand
    booking.save()
    assert uploading.send(client, fields).status_code == 503


def test_nothing_is_taken_by_looking(client: Client) -> None:
    assert client.get("/g/upload/incoming").status_code == 405
