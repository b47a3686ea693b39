"""What people decide about photos, and what that owes."""

from datetime import timedelta

import pytest

from bookings.outbox.models import Delivery
from guests.models import Photo, PhotoQuerySet, PhotoState
from guests.photos import decisions
from tests import make
from tests.guests import build
from tests.guests.photos.build import promised, sent, settle, shown

pytestmark = pytest.mark.django_db

LATER = make.NOW + timedelta(hours=1)


def only(photo: Photo) -> PhotoQuerySet:
    return Photo.objects.filter(pk=photo.pk)


def owed(photo: Photo) -> set[str]:
    rows = Delivery.objects.about(photo.booking.code).filter(target__in=["guest_page", "guest_photo"])
    return set(rows.owed().values_list("target", flat=True))


def quiet(photo: Photo) -> Photo:
    """Have nothing owed to its page and its file."""
    build.publish()
    settle()
    assert owed(photo) == set()
    return photo


def test_an_approved_photo_is_owed_to_its_page() -> None:
    photo = quiet(sent(build.charter()))
    assert decisions.approve(only(photo), by=make.STAFF, at=LATER) == 1
    photo.refresh_from_db()
    assert (photo.state, photo.decided_by, photo.decided_at) == (PhotoState.APPROVED, make.STAFF, LATER)
    assert owed(photo) == {"guest_page", "guest_photo"}


def test_approving_twice_changes_nothing() -> None:
    photo = quiet(shown(build.charter()))
    assert decisions.approve(only(photo), by="user:max", at=LATER) == 0
    photo.refresh_from_db()
    assert (photo.decided_by, owed(photo)) == (make.STAFF, set())


def test_approving_many_passes_over_what_somebody_asked_to_remove() -> None:
    booking = build.charter()
    hidden, new = shown(booking), sent(booking)
    decisions.ask_removal(hidden, reason="", at=make.NOW)
    assert decisions.approve(Photo.objects.all(), by=make.STAFF, at=LATER) == 1
    assert [only(one).get().state for one in (hidden, new)] == [PhotoState.HIDDEN, PhotoState.APPROVED]


def test_a_photo_is_hidden_as_soon_as_somebody_asks() -> None:
    photo = quiet(shown(build.charter()))
    assert decisions.ask_removal(photo, reason="That is my child.", at=LATER) == 1
    photo.refresh_from_db()
    assert (photo.state, photo.reason, photo.asked_at) == (PhotoState.HIDDEN, "That is my child.", LATER)
    assert owed(photo) == {"guest_page", "guest_photo"}


def test_asking_again_changes_nothing() -> None:
    photo = shown(build.charter())
    decisions.ask_removal(photo, reason="first", at=make.NOW)
    assert decisions.ask_removal(photo, reason="second", at=LATER) == 0
    assert only(photo).get().reason == "first"


def test_a_photo_that_staff_keep_is_shown_again() -> None:
    photo = shown(build.charter())
    decisions.ask_removal(photo, reason="", at=make.NOW)
    assert decisions.keep(only(photo), by=make.STAFF, at=LATER) == 1
    assert only(photo).get().state == PhotoState.APPROVED


@pytest.mark.parametrize("state", [PhotoState.WAITING, PhotoState.APPROVED, PhotoState.HIDDEN])
def test_whatever_is_stored_can_be_taken_down(state: PhotoState) -> None:
    photo = sent(build.charter())
    only(photo).update(state=state)
    assert decisions.take_down(only(photo), by=make.STAFF, at=LATER) == 1
    assert only(photo).get().state == PhotoState.REMOVING


def test_what_has_not_arrived_cannot_be_decided() -> None:
    photo = promised(build.charter())
    for decide in (decisions.approve, decisions.keep, decisions.take_down):
        assert decide(only(photo), by=make.STAFF, at=LATER) == 0


def test_new_photos_and_those_asked_about_wait_for_staff() -> None:
    booking = build.charter()
    new, hidden, _ = sent(booking), shown(booking), shown(booking)
    decisions.ask_removal(hidden, reason="", at=make.NOW)
    assert set(decisions.undecided()) == {new, hidden}


@pytest.mark.parametrize("number", [1, 30])
def test_many_are_decided_as_quickly_as_one(number: int, django_assert_max_num_queries: object) -> None:
    booking = build.charter()
    for index in range(number):
        photo = promised(booking)
        prints = {name: f"{name}{index}" for name in ("content", "picture", "thumbnail")}
        only(photo).update(state=PhotoState.WAITING, **prints)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert decisions.approve(Photo.objects.all(), by=make.STAFF, at=LATER) == number
