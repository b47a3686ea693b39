"""Photos are kept on the phone until they have arrived, whatever becomes of the signal; each arrives once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from bookings.models import Booking
from bookings.outbox import worker
from guests.models import PhotoState
from tests.browser import uploads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHOUT_LOCKS = "delete Navigator.prototype.locks"
WITHOUT_ROOM = "IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }"


@pytest.fixture
def charter(site: str) -> Booking:
    return uploads.under_way()


def test_what_was_chosen_without_signal_outlives_a_reload_and_arrives_once(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.no_signal(phone):
        uploads.choose(phone, *uploads.three())
        uploads.says(phone, f"0 of 3 sent. {uploads.STUCK} {uploads.STAYS}")
        phone.reload()
        expect(uploads.rows(phone)).to_have_count(3)
    uploads.signal(phone)
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_a_page_opened_again_goes_on_by_itself(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.no_signal(phone):
        uploads.choose(phone, *uploads.three())
        uploads.says_stuck(phone)
        phone.goto("about:blank")
    uploads.open_page(phone, charter)
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == uploads.THREE


@pytest.mark.parametrize("looked_at", [False, True], ids=["before it was looked at", "after"])
def test_a_photo_whose_answer_was_lost_is_one_photo(phone: Page, charter: Booking, looked_at: bool) -> None:
    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    uploads.open_page(phone, charter)
    phone.route(uploads.DOOR, lose_answer, times=1)
    uploads.choose(phone, uploads.picture("IMG_1.jpg"))
    uploads.says_stuck(phone)
    assert uploads.arrived(charter) == ["IMG_1.jpg"]
    if looked_at:
        worker.drain("guest_photo", clock=timezone.now)
    uploads.signal(phone)
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    worker.drain("guest_photo", clock=timezone.now)
    assert [photo.state for photo in charter.photos.all()] == [PhotoState.WAITING]


def test_a_reload_in_the_middle_of_sending_loses_nothing_and_doubles_nothing(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.in_the_air(phone):
        uploads.choose(phone, *uploads.three())
        expect(phone.get_by_text("Sending", exact=True)).to_have_count(2)
        phone.reload()
        expect(phone.get_by_text("Sending", exact=True)).to_have_count(2)
    uploads.signal(phone)
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_a_door_that_fails_is_tried_again(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    phone.route(uploads.DOOR, lambda route: route.fulfill(status=503), times=1)
    uploads.choose(phone, *uploads.three())
    uploads.says(phone, f"2 of 3 sent. {uploads.STUCK} {uploads.STAYS}")
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}", timeout_ms=10_000)
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_a_form_that_ran_out_is_asked_for_again(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    phone.route(uploads.DOOR, lambda route: route.abort())
    uploads.choose(phone, uploads.picture("IMG_1.jpg"))
    uploads.says_stuck(phone)
    phone.unroute(uploads.DOOR)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        uploads.signal(phone)
        uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    assert (uploads.promised(charter), uploads.arrived(charter)) == (["IMG_1.jpg", "IMG_1.jpg"], ["IMG_1.jpg"])


def test_a_form_that_is_nearly_out_is_not_used(phone: Page, charter: Booking) -> None:
    phone.clock.install()
    uploads.open_page(phone, charter)
    phone.route(uploads.DOOR, lambda route: route.abort())
    uploads.choose(phone, uploads.picture("IMG_1.jpg"))
    uploads.says_stuck(phone)
    phone.unroute(uploads.DOOR)
    phone.clock.fast_forward("13:00")
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    assert (uploads.promised(charter), uploads.arrived(charter)) == (["IMG_1.jpg", "IMG_1.jpg"], ["IMG_1.jpg"])


@pytest.mark.parametrize("missing", ["", WITHOUT_LOCKS], ids=["by locks", "by a lease"])
def test_two_tabs_send_no_photo_twice(phone: Page, charter: Booking, missing: str) -> None:
    phone.context.add_init_script(missing)
    posts: list[str] = []
    phone.context.on("request", lambda request: posts.append(request.url))
    uploads.open_page(phone, charter)
    other = phone.context.new_page()
    with uploads.no_signal(phone.context):
        uploads.choose(phone, *uploads.three())
        uploads.says_stuck(phone)
        uploads.open_page(other, charter)
        expect(uploads.rows(other)).to_have_count(3)
        uploads.says_stuck(other)
        posts.clear()
    for tab in (phone, other):
        uploads.signal(tab)
    for tab in (phone, other):
        uploads.says(tab, f"3 of 3 sent. {uploads.THANKS}", timeout_ms=15_000)
    assert [url.rpartition("/")[2] for url in posts] == ["presign"] + ["incoming"] * 3
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_a_phone_without_room_sends_all_the_same(phone: Page, charter: Booking) -> None:
    phone.add_init_script(WITHOUT_ROOM)
    uploads.open_page(phone, charter)
    with uploads.no_signal(phone):
        uploads.choose(phone, *uploads.three())
        uploads.says(
            phone,
            f"0 of 3 sent. {uploads.STUCK} "
            "This phone has no room to keep photos: please leave this page open until they are sent.",
        )
    uploads.signal(phone)
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == uploads.THREE
