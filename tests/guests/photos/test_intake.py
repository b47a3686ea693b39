"""What becomes of a photo between the guest's telephone and the staff's list."""

from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bookings import actions
from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from guests.models import Photo, PhotoState, Site
from guests.objects import incoming
from guests.objects.local import LocalObjects
from guests.photos import arrival, pictures, shelf
from guests.uploads.wanted import LARGEST_BYTES
from tests import make
from tests.guests import build
from tests.guests.photos.build import arrive, drawing, promised, sent, settle, written

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AFTER_ALL = make.NOW + timedelta(minutes=15) + arrival.GRACE


def stored(photo: Photo) -> list[str]:
    """Every object in the private place of its site."""
    photo.booking.refresh_from_db()
    assert photo.booking.brand
    return sorted(incoming(Site.of(photo.booking.brand)).listed(""))


def state(photo: Photo) -> tuple[str, str]:
    photo.refresh_from_db()
    return photo.state, photo.reason


def test_a_photo_that_arrived_waits_clean_for_staff() -> None:
    photo = promised(build.charter())
    arrive(photo, written(drawing(640, 480)))
    assert settle().delivered == 1
    assert state(photo) == (PhotoState.WAITING, "")
    clean = pictures.clean(written(drawing(640, 480)))
    assert (photo.width, photo.height, photo.arrived_at, photo.content) == (640, 480, make.NOW, clean.content)
    assert shelf.read(photo.booking.code, photo.picture[:16]) == clean.picture
    assert shelf.read(photo.booking.code, photo.thumbnail[:16]) == clean.thumbnail


def test_nothing_of_the_guests_own_file_stays() -> None:
    photo = sent(build.charter())
    names = sorted([photo.picture[:16], photo.thumbnail[:16]])
    assert stored(photo) == [f"clean/{photo.booking.code}/{name}.jpg" for name in names]


def test_a_photo_that_has_not_arrived_is_looked_for_less_and_less_often() -> None:
    photo = promised(build.charter())
    delivery = Delivery.objects.get(target="guest_photo", recipient=str(photo.pk))
    waits, at = [], make.NOW
    for _ in range(12):
        settle(at)
        delivery.refresh_from_db()
        assert delivery.due_at
        waits.append((delivery.due_at - at).total_seconds())
        at = delivery.due_at
    assert (waits[0], waits == sorted(waits), waits[-1] <= 60) == (3, True, True)
    assert (delivery.attempts, state(photo)) == (0, (PhotoState.AWAITED, ""))


def test_a_photo_that_never_came_lapses() -> None:
    photo = promised(build.charter())
    settle(AFTER_ALL - timedelta(seconds=1))
    assert state(photo) == (PhotoState.AWAITED, "")
    settle(AFTER_ALL)
    assert state(photo) == (PhotoState.LAPSED, "")


def test_a_photo_that_came_at_the_last_moment_is_taken_in() -> None:
    photo = promised(build.charter())
    arrive(photo, written(drawing()))
    settle(AFTER_ALL + timedelta(hours=3))
    assert state(photo) == (PhotoState.WAITING, "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<script>alert(1)</script>", pictures.NO_PICTURE),
        (b"", pictures.EMPTY),
        (written(Image.effect_noise((90, 90), 50))[:1500], pictures.DAMAGED),
        (written(drawing()) + b"\0" * LARGEST_BYTES, arrival.TOO_LARGE),
    ],
    ids=["html", "empty", "truncated", "too large"],
)
def test_what_cannot_be_taken_is_refused_in_words_and_nothing_of_it_stays(body: bytes, reason: str) -> None:
    photo = promised(build.charter())
    arrive(photo, body)
    settle()
    assert (state(photo), stored(photo)) == ((PhotoState.REFUSED, reason), [])


def test_what_it_is_said_to_be_does_not_count() -> None:
    photo = promised(build.charter(), content_type="image/heic", name="holiday.heic")
    arrive(photo, written(drawing(), "WEBP"))
    settle()
    assert state(photo) == (PhotoState.WAITING, "")


def test_the_same_picture_is_taken_once_for_a_charter() -> None:
    booking = build.charter()
    first, again = sent(booking, seed=1), sent(booking, seed=1)
    assert (state(first), state(again)) == ((PhotoState.WAITING, ""), (PhotoState.REFUSED, arrival.HERE_ALREADY))
    assert len(stored(first)) == 2


def test_the_same_picture_is_taken_for_another_charter() -> None:
    sent(build.charter(), seed=1)
    other = sent(build.charter(starts_at=make.NOON + timedelta(days=1)), seed=1)
    assert state(other) == (PhotoState.WAITING, "")


def test_the_same_picture_in_the_same_second_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    booking = build.charter()
    first, second = promised(booking), promised(booking)
    for photo in (first, second):
        arrive(photo, written(drawing()))
    put = shelf.put

    def while_another_worker_takes_the_second(*arguments: Any) -> str:
        monkeypatch.setattr(shelf, "put", put)
        arrival.take_in(second, at=make.NOW)
        return put(*arguments)

    monkeypatch.setattr(shelf, "put", while_another_worker_takes_the_second)
    arrival.take_in(first, at=make.NOW)
    assert (state(first)[0], state(second)[0]) == (PhotoState.REFUSED, PhotoState.WAITING)
    assert shelf.read(booking.code, second.picture[:16])


@pytest.mark.parametrize(("step", "number"), [("put", 1), ("put", 2), ("remove", 1)])
def test_a_stroke_at_any_step_is_made_good(step: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = promised(build.charter())
    arrive(photo, written(drawing()))
    whole = getattr(LocalObjects, step)
    calls = []

    def struck(*arguments: Any, **more: Any) -> Any:
        calls.append(step)
        if len(calls) == number:
            raise SystemExit
        return whole(*arguments, **more)

    monkeypatch.setattr(LocalObjects, step, struck)
    with pytest.raises(SystemExit):
        settle()
    monkeypatch.undo()
    settle(make.NOW + timedelta(minutes=3))
    assert (state(photo)[0], len(stored(photo))) == (PhotoState.WAITING, 2)


def test_what_is_sent_again_over_a_photo_goes_when_its_form_has_run_out() -> None:
    photo = sent(build.charter())
    arrive(photo, b"<script>later</script>")
    assert settle(AFTER_ALL).delivered == 1
    assert (state(photo)[0], len(stored(photo)), settle(AFTER_ALL).delivered) == (PhotoState.WAITING, 2, 0)


def test_a_photo_that_stands_as_it_should_needs_nothing() -> None:
    photo = sent(build.charter())
    found = upkeep.reconcile([photo.booking.code], at=make.NOW)
    assert (found.drifted, Delivery.objects.of("guest_photo", photo.booking.code).owed().count()) == (0, 0)


def test_a_photo_is_found_where_it_arrived_when_its_charter_went_to_another_brand() -> None:
    booking = build.charter()
    photo = sent(booking)
    booking = actions.edit(booking, {"brand": make.brand()}, by=make.STAFF, at=make.NOW)
    assert shelf.read(booking.code, photo.picture[:16]) is not None


@pytest.mark.parametrize("number", [1, 30])
def test_what_photos_need_is_asked_in_one_query(number: int, django_assert_num_queries: Any) -> None:
    booking = build.charter()
    for _ in range(number):
        promised(booking)
    with django_assert_num_queries(1):
        wishes = targets()["guest_photo"].desired([booking.code], make.NOW)
    assert len(wishes[booking.code]) == number


def test_a_changed_charter_owes_its_photos() -> None:
    photo = sent(build.charter())
    actions.edit(photo.booking, {"title": "Harbor sail"}, by=make.STAFF, at=make.NOW)
    assert Delivery.objects.of("guest_photo", photo.booking.code).owed().exists()


def test_a_charter_without_photos_owes_none() -> None:
    assert not Delivery.objects.of("guest_photo", build.charter().code).exists()
