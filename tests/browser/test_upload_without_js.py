"""Photos from a browser without scripts: a question, then a form for each photo, until all have arrived."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings import tokens
from bookings.models import Booking
from guests.models import Photo, Site
from guests.objects import incoming
from tests import make
from tests.browser import build, pages
from tests.guests import build as guests
from tests.guests.uploading import PICTURE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUTTON = """<form method="post" action="{site}/g/upload"><input name="booking" value="{code}">
<input name="token" value="{token}"><button>Send photos</button></form>"""


def aboard(**fields: Any) -> Booking:
    """A charter that sails just now."""
    now = timezone.now()
    return guests.charter(starts_at=now - timedelta(hours=1), at=now - timedelta(days=9), **fields)


def begin(page: Page, site: str, booking: Booking) -> None:
    """Press the button that a charter's page has for browsers without scripts."""
    page.set_content(BUTTON.format(site=site, code=booking.code, token=tokens.make("upload", booking.pk)))
    page.get_by_role("button", name="Send photos").click()


def choose(page: Page, number: int, body: bytes = PICTURE) -> None:
    page.get_by_label(f"Photo {number}", exact=True).set_input_files(
        {"name": "deck.jpg", "mimeType": "image/jpeg", "buffer": body}
    )


def test_photos_are_sent_one_by_one(site: str, phone_without_scripts: Page) -> None:
    page, brand = phone_without_scripts, build.jada().brand
    booking = aboard(brand=brand)
    guests.publish(timezone.now())
    page.goto(brand.site.address(booking.code))
    page.get_by_role("button", name="Send photos").click()
    page.get_by_label("How many photos").fill("2")
    page.get_by_role("button", name="Next").click()
    for number in (1, 2):
        choose(page, number, PICTURE + bytes([number]))
        page.get_by_role("button", name=f"Send this photo, {number}").click()
        expect(page.get_by_role("status")).to_have_text(f"{number} of 2 have arrived.")
    place = incoming(brand.site)
    bodies = [place.read(photo.key, at_most=100) for photo in Photo.objects.order_by("pk")]
    assert bodies == [PICTURE + b"\1", PICTURE + b"\2"]


def test_going_back_and_loading_again_promise_nothing_twice(site: str, phone_without_scripts: Page) -> None:
    page = phone_without_scripts
    begin(page, site, aboard())
    page.get_by_role("button", name="Next").click()
    choose(page, 2)
    page.get_by_role("button", name="Send this photo, 2").click()
    page.go_back()
    page.reload()
    expect(page.get_by_role("status")).to_have_text("1 of 3 have arrived.")
    assert Photo.objects.count() == 3


def test_a_form_without_a_photo_is_not_sent(site: str, phone_without_scripts: Page) -> None:
    page = phone_without_scripts
    begin(page, site, aboard())
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send this photo, 1").click()
    assert page.locator("input:invalid").count() == 3
    assert page.url == f"{site}/g/upload"


@pytest.mark.parametrize("look", [build.jada, build.queen])
def test_every_page_is_in_order(site: str, phone: Page, look: Callable[[], Site]) -> None:
    with pages.quiet(phone):
        begin(phone, site, aboard(brand=look().brand))
        in_order(phone, "How many photos would you like to send?")
        phone.get_by_role("button", name="Next").click()
        in_order(phone, "Choose a photo and send it.")
        choose(phone, 1)
        phone.get_by_role("button", name="Send this photo, 1").click()
        in_order(phone, "1 of 3 have arrived.")


def test_what_leads_nowhere_says_where_to_go(site: str, phone: Page) -> None:
    phone.goto(f"{site}/g/upload")
    in_order(phone, "Begin on your own page")
    phone.set_content(BUTTON.format(site=site, code="XHQGMDH", token="x"))
    phone.get_by_role("button").click()
    in_order(phone, "Photos can be sent from your own page only.")


def test_a_spanish_guest_is_asked_in_spanish(site: str, phone_without_scripts: Page) -> None:
    brand = make.brand(name="Reina", languages="en,es")
    begin(phone_without_scripts, site, aboard(brand=brand, client=make.client(language="es")))
    expect(phone_without_scripts.get_by_label("¿Cuántas fotos quiere enviar?")).to_have_value("3")


def in_order(page: Page, says: str) -> None:
    expect(page.get_by_text(says)).to_be_visible()
    pages.fits(page)
    pages.reachable(page)
    pages.accessible(page)
