"""Guests' photos before staff."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.urls import reverse

from bookings.models import User
from guests.models import Photo, PhotoState
from guests.photos import decisions, pictures
from guests.photos.panel import photo_summary
from tests import make
from tests.guests import build
from tests.guests.photos.build import drawing, promised, sailed, sent, shown, written

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LIST = reverse("admin:guests_photo_changelist")


def user(role: str) -> User:
    made = make.user()
    made.groups.add(Group.objects.get(name=role))
    return made


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(user("office"))
    return client


def listed(staff: Client, **query: str) -> list[Photo]:
    return list(staff.get(LIST, query).context["cl"].result_list)


def verb(photo: Photo, name: str) -> str:
    return reverse("admin:guests_photo_verb", args=[photo.pk, name])


def picture(photo: Photo, size: str = "thumbnail") -> str:
    return reverse("admin:guests_photo_picture", args=[photo.pk, size])


def state(photo: Photo) -> str:
    return str(Photo.objects.get(pk=photo.pk).state)


def test_what_needs_a_decision_is_listed_what_somebody_asked_about_first(staff: Client) -> None:
    booking = sailed()
    new, hidden, decided = sent(booking), shown(booking), shown(booking)
    decisions.ask_removal(hidden, reason="I am in it.", at=make.NOW)
    assert listed(staff) == [hidden, new]
    assert listed(staff, state="all") == [hidden, new, decided]
    assert listed(staff, state="approved") == [decided]


def test_the_list_says_why_somebody_asked(staff: Client) -> None:
    decisions.ask_removal(shown(sailed()), reason="<b>I am in it.</b>", at=make.NOW)
    assert "&lt;b&gt;I am in it.&lt;/b&gt;" in staff.get(LIST).text


def test_photos_of_one_charter_are_found_by_its_code(staff: Client) -> None:
    booking = sailed()
    photo = sent(booking)
    sent(build.charter())
    assert listed(staff, q=booking.code) == [photo]


def test_a_button_approves_one_photo_and_leads_back(staff: Client) -> None:
    photo = sent(sailed())
    back = f"http://testserver{LIST}?q={photo.booking.code}"
    answer = staff.post(verb(photo, "approve"), headers={"Referer": back})
    assert (answer.status_code, answer["Location"], state(photo)) == (302, back, PhotoState.APPROVED)


def test_a_button_leads_nowhere_else(staff: Client) -> None:
    answer = staff.post(verb(sent(sailed()), "approve"), headers={"Referer": "https://elsewhere.example.com/"})
    assert answer["Location"] == LIST


@pytest.mark.parametrize(("name", "becomes"), [("keep", PhotoState.APPROVED), ("take-down", PhotoState.REMOVING)])
def test_a_button_decides_what_somebody_asked(staff: Client, name: str, becomes: PhotoState) -> None:
    photo = shown(sailed())
    decisions.ask_removal(photo, reason="", at=make.NOW)
    staff.post(verb(photo, name))
    assert state(photo) == becomes


def test_many_are_decided_at_once(staff: Client) -> None:
    booking = sailed()
    photos = [sent(booking) for _ in range(3)]
    chosen = {"action": "approve", "_selected_action": [photo.pk for photo in photos]}
    answer = staff.post(LIST, chosen, follow=True)
    assert [state(photo) for photo in photos] == [PhotoState.APPROVED] * 3
    assert "3 photos shown in the gallery." in answer.text


def test_looking_decides_nothing(staff: Client) -> None:
    photo = sent(sailed())
    assert (staff.get(verb(photo, "approve")).status_code, state(photo)) == (405, PhotoState.WAITING)


def test_an_unknown_verb_is_none(staff: Client) -> None:
    assert staff.post(verb(sent(sailed()), "publish")).status_code == 404


def test_a_photo_is_shown_to_staff_and_kept_by_nobody(staff: Client) -> None:
    answer = staff.get(picture(sent(sailed(), seed=3), "picture"))
    clean = pictures.clean(written(drawing(seed=3)))
    assert (answer.content, answer["Content-Type"]) == (clean.picture, "image/jpeg")
    kept = {word.strip() for word in answer["Cache-Control"].split(",")}
    assert (kept >= {"private", "no-store"}, answer["X-Content-Type-Options"]) == (True, "nosniff")


def test_a_photo_has_no_other_sizes(staff: Client) -> None:
    assert staff.get(picture(sent(sailed()), "content")).status_code == 404


def test_what_is_not_stored_is_not_shown(staff: Client) -> None:
    photo = promised(sailed())
    assert (staff.get(picture(photo)).status_code, staff.get(LIST, {"state": "all"}).status_code) == (404, 200)


@pytest.mark.parametrize("role", ["bookkeeper", None])
def test_others_see_no_photos(client: Client, role: str | None) -> None:
    photo = sent(sailed())
    if role:
        client.force_login(user(role))
    answers = [client.get(LIST), client.get(picture(photo)), client.post(verb(photo, "approve"))]
    assert ([answer.status_code for answer in answers], state(photo)) == (
        [403, 404, 404] if role else [302, 302, 302],
        PhotoState.WAITING,
    )


def test_nobody_writes_a_photo_by_hand(staff: Client) -> None:
    photo = sent(sailed())
    own = reverse("admin:guests_photo_change", args=[photo.pk])
    assert (staff.get(own).status_code, staff.post(own, {"state": "approved"}).status_code) == (200, 403)
    assert staff.post(reverse("admin:guests_photo_delete", args=[photo.pk]), {"post": "yes"}).status_code == 403


def test_an_empty_list_says_where_to_look(staff: Client) -> None:
    assert "Nothing to decide here." in staff.get(LIST).text


def test_a_booking_says_how_many_photos_wait() -> None:
    request = RequestFactory().get("/")
    request.user = user("office")
    booking = sailed()
    assert photo_summary(booking, request) == ""
    sent(booking)
    assert ("1 photo waits for you" in photo_summary(booking, request)) is True
    sent(booking)
    assert f'href="{LIST}?q={booking.code}">2 photos wait for you' in photo_summary(booking, request)


def test_a_booking_says_nothing_to_those_who_may_not_see() -> None:
    request = RequestFactory().get("/")
    request.user = user("bookkeeper")
    booking = sailed()
    sent(booking)
    assert photo_summary(booking, request) == ""


def test_a_list_of_thirty_asks_no_more_than_a_list_of_one(staff: Client, django_assert_max_num_queries: Any) -> None:
    booking = sailed()
    for index in range(30):
        prints: Any = {name: f"{name}{index}" for name in ("content", "picture", "thumbnail")}
        promised(booking, state=PhotoState.WAITING, width=4, height=3, arrived_at=make.NOW, **prints)
    with django_assert_max_num_queries(9):
        assert len(listed(staff)) == 30
    Photo.objects.exclude(pk=Photo.objects.order_by("pk")[0].pk).delete()
    with django_assert_max_num_queries(9):
        assert len(listed(staff)) == 1
