"""“Ask to remove”: open to everyone, at once, and no way to anything else."""

import pytest
from django.test import Client
from django.urls import reverse

from bookings.outbox.models import Delivery
from guests.models import Photo, PhotoState
from guests.photos import decisions, removal_views
from guests.photos.removal_words import REMOVAL_WORDS
from tests import make
from tests.guests import build
from tests.guests.photos.build import sailed, sent, shown

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENGLISH, SPANISH = REMOVAL_WORDS["en"], REMOVAL_WORDS["es"]


@pytest.fixture
def guest() -> Client:
    """A browser without cookies, whose requests no site vouches for."""
    return Client(enforce_csrf_checks=True)


def address(photo: Photo) -> str:
    return reverse("photo-remove", args=[f"{photo.booking.code}-{photo.picture[:16]}"])


def state(photo: Photo) -> str:
    return str(Photo.objects.get(pk=photo.pk).state)


def test_looking_changes_nothing(guest: Client) -> None:
    photo = shown(sailed())
    page = guest.get(address(photo))
    assert (page.status_code, ENGLISH["ask"] in page.text, state(photo)) == (200, True, PhotoState.APPROVED)


def test_a_photo_is_hidden_when_somebody_asks(guest: Client) -> None:
    photo = shown(sailed())
    answer = guest.post(address(photo), {"reason": "I am in it."}, headers={"Origin": "null"})
    assert (answer.status_code, answer["Location"], state(photo)) == (303, address(photo), PhotoState.HIDDEN)
    assert ENGLISH["hidden"] in guest.get(address(photo)).text
    assert Delivery.objects.of("guest_page", photo.booking.code).owed().exists()


def test_it_leaves_the_page_with_the_next_publication(guest: Client) -> None:
    photo = shown(sailed())
    build.publish()
    name = f"{photo.booking.code}-{photo.picture[:16]}.jpg"
    assert name in build.file(photo.booking).read_text()
    guest.post(address(photo))
    build.publish()
    assert (name in build.file(photo.booking).read_text(), [one for one in build.files() if name in one]) == (False, [])


def test_asking_twice_is_answered_alike(guest: Client) -> None:
    photo = shown(sailed())
    answers = [guest.post(address(photo), {"reason": reason}).status_code for reason in ("first", "second")]
    assert (answers, Photo.objects.get().reason) == ([303, 303], "first")


def test_a_photo_on_its_way_out_is_said_to_be(guest: Client) -> None:
    photo = shown(sailed())
    decisions.take_down(Photo.objects.all(), by=make.STAFF, at=make.NOW)
    assert (ENGLISH["hidden"] in guest.get(address(photo)).text, guest.post(address(photo)).status_code) == (True, 303)
    assert state(photo) == PhotoState.REMOVING


@pytest.mark.parametrize(
    "name",
    [
        "XHQGMDH-0123456789abcdef",
        "XHQGMDH",
        "x",
        "XHQGMDH-",
        "..",
        "XHQGMDH-0123456789ABCDEF",
        "é" * 7 + "-0123456789abcdef",
        "%00",
    ],
)
def test_a_name_that_means_nothing_has_a_calm_page(guest: Client, name: str) -> None:
    shown(sailed())
    for answer in (guest.get(reverse("photo-remove", args=[name])), guest.post(reverse("photo-remove", args=[name]))):
        assert (answer.status_code, ENGLISH["unknown"] in answer.text) == (404, True)


def test_what_nobody_has_seen_cannot_be_asked_about(guest: Client) -> None:
    photo = sent(sailed())
    assert (guest.post(address(photo)).status_code, state(photo)) == (404, PhotoState.WAITING)


def test_a_code_may_be_written_small(guest: Client) -> None:
    photo = shown(sailed())
    code = photo.booking.code
    assert guest.get(address(photo).replace(code, code.lower())).status_code == 200


def test_a_long_reason_is_asked_to_be_shorter(guest: Client) -> None:
    photo = shown(sailed())
    answer = guest.post(address(photo), {"reason": "x" * 201})
    assert (answer.status_code, ENGLISH["too_long"] in answer.text, state(photo)) == (400, True, PhotoState.APPROVED)


def test_too_many_at_once_are_asked_to_wait(guest: Client) -> None:
    photo = shown(sailed())
    for _ in range(removal_views.PER_CHARTER):
        assert guest.post(address(photo)).status_code == 303
    answer = guest.post(address(photo))
    assert (answer.status_code, ENGLISH["too_often"] in answer.text) == (429, True)


def test_the_page_speaks_the_language_of_the_charter(guest: Client) -> None:
    site = build.site(brand=make.brand(languages="en,es"))
    photo = shown(sailed(brand=site.brand, client=make.client(language="es")))
    assert SPANISH["what_happens"] in guest.get(address(photo)).text


def test_a_reader_of_an_unknown_photo_is_answered_in_their_own(guest: Client) -> None:
    answer = guest.get(reverse("photo-remove", args=["x"]), headers={"Accept-Language": "es-MX,es;q=0.9"})
    assert SPANISH["unknown"] in answer.text


def test_the_page_is_kept_and_found_by_nobody(guest: Client) -> None:
    answer = guest.get(address(shown(sailed())))
    kept = {name: answer[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert kept == {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    assert not answer.cookies


def test_the_page_shows_no_picture_and_no_guest(guest: Client) -> None:
    text = guest.get(address(shown(sailed()))).text
    assert ("<img" in text, ".jpg" in text, "Nora" in text) == (False, False, False)
