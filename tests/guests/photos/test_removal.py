"""A photo that has to go leaves nothing but its fingerprint, wherever it was."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bookings import actions
from bookings.erasing import erase_client
from bookings.models import Booking
from bookings.outbox.models import Delivery
from bookings.outbox.targets import TransientError
from guests.models import Page, Photo, PhotoState, Site, StalePath
from guests.objects import incoming
from guests.objects.local import LocalObjects
from guests.photos import arrival, decisions, removal, shelf
from tests import make
from tests.guests import build
from tests.guests.photos.build import arrive, drawing, promised, sailed, sent, settle, shown, written
from tests.outbox.raw_server import RawServer, whole

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = make.NOW + timedelta(minutes=5)


def take_down(photo: Photo) -> None:
    assert decisions.take_down(Photo.objects.filter(pk=photo.pk), by=make.STAFF, at=make.NOW) == 1


def remove(photo: Photo) -> Photo:
    take_down(photo)
    build.publish()
    settle()
    photo.refresh_from_db()
    return photo


def on_show(booking: Booking | None = None, **fields: Any) -> Photo:
    photo = shown(booking or sailed(), **fields)
    build.publish()
    assert public()
    return photo


def public() -> list[str]:
    """Every picture on any brand's domain."""
    return [name for name in build.files() if name.endswith(".jpg")]


def private() -> list[str]:
    """Every object in any private place."""
    root = Path(settings.PHOTOS_ROOT)
    return [path.name for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]


def test_a_photo_that_was_taken_down_is_gone_everywhere() -> None:
    photo = on_show()
    before = photo.content
    removed = remove(photo)
    assert (removed.state, removed.content, removed.removed_at) == (PhotoState.REMOVED, before, make.NOW)
    assert (public(), private()) == ([], [])
    assert not Page.objects.filter(key__endswith=".jpg").exists()


def test_only_the_fingerprint_is_kept() -> None:
    photo = on_show(name="Nora at the wheel.jpg")
    decisions.ask_removal(photo, reason="That is Nora.", at=make.NOW)
    removed = remove(photo)
    kept = [removed.name, removed.reason, removed.picture, removed.thumbnail, removed.width, removed.height]
    assert kept == ["", "", "", "", 0, 0]


def test_a_photo_that_was_never_shown_is_removed_too() -> None:
    removed = remove(sent(build.charter()))
    assert (removed.state, private()) == (PhotoState.REMOVED, [])


def test_a_photo_that_was_removed_is_refused_when_it_comes_again() -> None:
    booking = sailed()
    remove(on_show(booking, seed=5))
    again = sent(booking, seed=5)
    assert (again.state, again.reason, private()) == (PhotoState.REFUSED, arrival.REMOVED_BEFORE, [])


def test_its_objects_go_before_the_page_that_named_them() -> None:
    photo = on_show()
    take_down(photo)
    settle()
    photo.refresh_from_db()
    assert (photo.state, public(), private()) == (PhotoState.REMOVING, [], [])


def test_a_removal_is_done_when_the_page_is() -> None:
    photo = on_show()
    take_down(photo)
    settle()
    build.publish()
    settle(make.NOW + removal.PAGE_TAKES)
    photo.refresh_from_db()
    assert photo.state == PhotoState.REMOVED


def test_other_photos_of_the_charter_stay() -> None:
    booking = sailed()
    photo, _ = on_show(booking), on_show(booking)
    remove(photo)
    assert (len(public()), len(private())) == (2, 2)


def test_what_two_photos_share_stays_with_the_other() -> None:
    booking = sailed()
    photo, other = on_show(booking), on_show(booking)
    Photo.objects.filter(pk=other.pk).update(thumbnail=photo.thumbnail)
    shared = photo.thumbnail[:16]
    remove(photo)
    assert shelf.read(booking.code, shared) is not None


def test_a_photo_goes_from_the_brand_that_its_charter_was_on() -> None:
    booking = sailed()
    photo = on_show(booking)
    actions.edit(booking, {"brand": make.brand()}, by=make.STAFF, at=make.NOW)
    remove(Photo.objects.get(pk=photo.pk))
    assert (public(), private()) == ([], [])


def test_an_object_whose_row_was_lost_goes_too() -> None:
    photo = on_show()
    Page.objects.filter(key__endswith=".jpg").delete()
    assert (remove(photo).state, public()) == (PhotoState.REMOVED, [])


def test_a_removal_waits_for_the_edge() -> None:
    site = build.site(distribution="E2QWRUHAPOMQZL")
    photo = on_show(sailed(brand=site.brand))
    StalePath.objects.update(done_at=make.NOW)
    assert remove(photo).state == PhotoState.REMOVING
    StalePath.objects.update(done_at=LATER)
    settle(LATER)
    photo.refresh_from_db()
    assert (photo.state, photo.removed_at) == (PhotoState.REMOVED, LATER)


def test_waiting_for_the_edge_costs_no_attempt() -> None:
    site = build.site(distribution="E2QWRUHAPOMQZL")
    photo = on_show(sailed(brand=site.brand))
    remove(photo)
    delivery = Delivery.objects.get(target="guest_photo", recipient=str(photo.pk))
    assert (delivery.attempts, delivery.due_at) == (0, make.NOW + removal.LOOKS_AGAIN)


@pytest.mark.parametrize("number", range(1, 6))
def test_a_stroke_at_any_step_is_made_good(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = on_show()
    take_down(photo)
    build.publish()
    place = incoming(Site.of(photo.booking.brand))  # type: ignore[arg-type]
    place.put(photo.key, b"late", content_type="image/jpeg", cache_control="", over=None)
    whole_remove, calls = LocalObjects.remove, []

    def struck(objects: LocalObjects, key: str) -> None:
        calls.append(key)
        if len(calls) == number:
            raise SystemExit
        whole_remove(objects, key)

    monkeypatch.setattr(LocalObjects, "remove", struck)
    with suppress(SystemExit):  # some kills fall after the last step
        settle()
    monkeypatch.undo()
    settle(LATER)
    photo.refresh_from_db()
    assert (photo.state, private()) == (PhotoState.REMOVED, [])


def test_what_is_sent_again_after_a_removal_goes_when_its_form_has_run_out() -> None:
    photo = remove(on_show())
    arrive(photo, written(drawing()))
    settle(photo.expires_at + arrival.GRACE)
    photo.refresh_from_db()
    assert (photo.state, photo.removed_at, private()) == (PhotoState.REMOVED, make.NOW, [])


def test_who_is_erased_leaves_no_photo() -> None:
    booking = sailed()
    awaited, waiting, visible = promised(booking), sent(booking), on_show(booking)
    arrive(awaited, written(drawing(seed=99)))
    assert booking.client
    erase_client(booking.client, by=make.STAFF, at=make.NOW)
    build.publish()
    settle()
    assert [Photo.objects.get(pk=photo.pk).state for photo in (waiting, visible)] == [PhotoState.REMOVED] * 2
    assert (public(), private(), set(Photo.objects.values_list("name", flat=True))) == ([], [], {""})


@pytest.fixture
def answers(request: pytest.FixtureRequest) -> Iterator[str]:
    server = RawServer(whole(b"", status=request.param))
    yield f"{server.url}/g/XHQGMDH-0123456789abcdef.jpg"
    server.close()


@pytest.mark.parametrize(
    ("answers", "is_shown"),
    [
        ("200 OK", True),
        ("304 Not Modified", True),
        ("403 Forbidden", False),
        ("404 Not Found", False),
        ("410 Gone", False),
    ],
    indirect=["answers"],
)
def test_an_address_shows_a_picture_until_it_says_that_nothing_is_there(answers: str, is_shown: bool) -> None:
    assert removal.is_shown(answers) == is_shown


@pytest.mark.parametrize("answers", ["503 Service Unavailable", "429 Too Many Requests"], indirect=True)
def test_an_address_that_does_not_answer_proves_nothing(answers: str) -> None:
    with pytest.raises(TransientError):
        removal.is_shown(answers)
