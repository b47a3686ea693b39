"""The uploader of a guest page: choose, see it go, done."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from bookings import actions
from bookings.models import Booking
from bookings.outbox import worker
from guests.models import Photo
from guests.photos import decisions
from guests.uploads.wanted import LARGEST_BYTES
from tests import make
from tests.browser import pages, uploads
from tests.guests import build as guests
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEE_LIST = "The list says which were not taken, and why."


@pytest.fixture
def charter(site: str) -> Booking:
    return uploads.under_way()


def test_photos_are_sent_and_said_to_be(phone: Page, charter: Booking) -> None:
    with pages.quiet(phone):
        uploads.open_page(phone, charter)
        uploads.choose(phone, *uploads.three())
        uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
        expect(uploads.state(phone, "IMG_2.jpg")).to_have_text("Sent")
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_each_photo_shows_how_far_it_is(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    phone.context.new_cdp_session(phone).send("Network.emulateNetworkConditions", slow)
    uploads.choose(phone, {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": bytes(800_000)})
    expect(uploads.state(phone, "IMG_1.jpg")).to_have_text("Sending")
    expect(phone.get_by_role("progressbar", name="IMG_1.jpg")).to_be_visible()
    uploads.says(phone, f"0 of 1 sent. {uploads.STAYS}")
    assert eventually(lambda: phone.evaluate("document.querySelector('.uploader progress').value % 1 > 0"))
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")


def test_what_is_no_photo_or_too_large_is_said_at_once_and_not_sent(
    phone: Page, charter: Booking, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.jpg"
    huge.touch()
    with huge.open("r+b") as file:
        file.truncate(LARGEST_BYTES + 1)
    uploads.open_page(phone, charter)
    phone.get_by_label("Choose photos").set_input_files(huge)
    uploads.choose(phone, uploads.no_photo())
    uploads.choose(phone, {"name": "empty.jpg", "mimeType": "image/jpeg", "buffer": b""}, uploads.picture("IMG_1.jpg"))
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS} {SEE_LIST}")
    assert {name: uploads.state(phone, name).inner_text() for name in ("huge.jpg", "clip.gif", "empty.jpg")} == {
        "huge.jpg": "Larger than 25 MB. Please choose a smaller copy.",
        "clip.gif": "We can show JPEG, PNG, WebP and HEIC pictures only.",
        "empty.jpg": "This file is empty. Please choose it again.",
    }
    assert uploads.promised(charter) == ["IMG_1.jpg"]


def test_a_heic_that_says_no_type_is_known_by_its_name(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    phone.evaluate("Object.defineProperty(File.prototype, 'type', { value: '' })")
    uploads.choose(phone, {"name": "IMG_7.HEIC", "mimeType": "", "buffer": b"any"})
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    assert [photo.content_type for photo in charter.photos.all()] == ["image/heic"]


def test_as_many_are_sent_as_there_is_room_for(site: str, phone: Page) -> None:
    charter = uploads.under_way(brand=guests.site(photo_quota=2).brand)
    uploads.open_page(phone, charter)
    uploads.choose(phone, *uploads.three(), uploads.picture("IMG_4.jpg", red=4))
    uploads.says(phone, f"2 of 2 sent. {uploads.THANKS} {SEE_LIST}")
    expect(uploads.state(phone, "IMG_4.jpg")).to_have_text(
        "We have as many photos of this charter as we can keep. Thank you!"
    )
    assert uploads.arrived(charter) == ["IMG_1.jpg", "IMG_2.jpg"]


def test_a_window_closed_meanwhile_says_so_and_keeps_nothing_on_the_phone(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    actions.cancel(charter, cause="weather", by=make.STAFF, at=timezone.now())
    uploads.choose(phone, *uploads.three())
    expect(phone.get_by_text("Photos of this charter can no longer be sent here.")).to_have_count(3)
    uploads.says(phone, SEE_LIST)
    phone.reload()
    expect(uploads.rows(phone)).to_have_count(0)
    assert uploads.promised(charter) == []


def test_a_photo_can_be_taken_back_before_it_is_sent(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.no_signal(phone):
        uploads.choose(phone, *uploads.three())
        uploads.says_stuck(phone)
        phone.get_by_role("button", name="Remove IMG_2.jpg").click()
        uploads.says(phone, f"0 of 2 sent. {uploads.STUCK} {uploads.STAYS}")
    uploads.signal(phone)
    uploads.says(phone, f"2 of 2 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == ["IMG_1.jpg", "IMG_3.jpg"]


def test_one_taken_back_while_it_flies_holds_nothing_up(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.in_the_air(phone):
        uploads.choose(phone, uploads.picture("IMG_1.jpg", red=1))
        expect(uploads.state(phone, "IMG_1.jpg")).to_have_text("Sending")
        phone.get_by_role("button", name="Remove IMG_1.jpg").click()
        expect(uploads.rows(phone)).to_have_count(0)
    uploads.choose(phone, uploads.picture("IMG_2.jpg", red=2))
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    assert uploads.arrived(charter) == ["IMG_2.jpg"]


def test_a_file_name_is_text(phone: Page, charter: Booking) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(2)<⁄script>.jpg"
    with pages.quiet(phone):
        uploads.open_page(phone, charter)
        uploads.choose(phone, uploads.picture(name))
        uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
        expect(phone.locator(".uploader .name")).to_have_text(name)
        assert phone.locator(".uploader li img, .uploader li script").count() == 0


def test_another_charters_photos_are_left_alone(phone: Page, charter: Booking) -> None:
    other = uploads.under_way(brand=charter.brand, vessel=make.vessel())
    uploads.open_page(phone, charter)
    with uploads.no_signal(phone):
        uploads.choose(phone, *uploads.three())
        uploads.says_stuck(phone)
        uploads.open_page(phone, other)
        expect(phone.get_by_text("Choose photos")).to_be_visible()
    uploads.signal(phone)
    uploads.says(phone, "")
    uploads.open_page(phone, charter)
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert uploads.promised(other) == []


def test_without_scripts_the_page_leads_to_plain_forms(phone_without_scripts: Page, charter: Booking) -> None:
    uploads.open_page(phone_without_scripts, charter)
    expect(phone_without_scripts.get_by_text("Choose photos")).to_be_hidden()
    phone_without_scripts.get_by_role("button", name="Send photos").click()
    assert phone_without_scripts.url.endswith("/g/upload")
    expect(phone_without_scripts.locator("input[type=number], input[type=file]").first).to_be_visible()


def test_a_guest_who_reads_spanish_reads_spanish(site: str, new_context: CreateContextCallback) -> None:
    charter = uploads.under_way(brand=make.brand(languages="en,es"), client=make.client(language="es"))
    phone = new_context(viewport=pages.PHONE, locale="en-US").new_page()
    uploads.open_page(phone, charter)
    phone.get_by_label("Elegir fotos").set_input_files([uploads.picture("IMG_1.jpg"), uploads.no_photo()])
    uploads.says(
        phone,
        "1 de 1 enviadas. ¡Gracias! Aparecen aquí en cuanto las hayamos visto. "
        "La lista dice cuáles no se aceptaron y por qué.",
    )
    expect(uploads.state(phone, "clip.gif")).to_have_text("Solo podemos mostrar imágenes JPEG, PNG, WebP y HEIC.")


def test_a_full_list_is_in_order(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    with uploads.in_the_air(phone):
        uploads.choose(phone, *uploads.three(), uploads.no_photo(f"{'clip' * 40}.gif"))
        expect(phone.get_by_text("Sending", exact=True)).to_have_count(2)
        expect(phone.get_by_text("Waiting", exact=True)).to_have_count(1)
        pages.fits(phone)
        pages.reachable(phone)
        pages.accessible(phone)


def test_a_photo_is_sent_looked_at_and_in_the_gallery(phone: Page, charter: Booking) -> None:
    uploads.open_page(phone, charter)
    uploads.choose(phone, *uploads.three())
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    worker.drain("guest_photo", clock=timezone.now)
    decisions.approve(Photo.objects.filter(name__in=["IMG_1.jpg", "IMG_3.jpg"]), by=make.STAFF, at=timezone.now())
    guests.publish(timezone.now())
    phone.reload()
    expect(phone.locator("main img")).to_have_count(2)
    decoded = "images => Promise.all(images.map((image) => ((image.loading = 'eager'), image.decode())))"
    phone.locator("main img").evaluate_all(decoded)
