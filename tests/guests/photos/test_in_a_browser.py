"""Photos before staff, and "Ask to remove", in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from guests.models import Photo, PhotoState
from guests.photos import decisions
from guests.photos.removal_words import REMOVAL_WORDS
from tests import make
from tests.browser import pages
from tests.guests import build
from tests.guests.photos.build import arrive, promised, sailed, settle, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SHAPES = ((1600, 1200), (900, 1600), (2000, 800), (1200, 1200))


def harbour(width: int, height: int, seed: int) -> bytes:
    """Something like a photo: sky, water, and a sail of its own colour."""
    sky = Image.linear_gradient("L").resize((width, height))
    image = Image.merge(
        "RGB", [sky.point(lambda v: v // 3), sky.point(lambda v: 90 + v // 3), sky.point(lambda v: 235 - v // 3)]
    )
    image.paste((240 - seed * 20, 235, 215), (width // 3, height // 4, width // 3 + width // 6, height // 2))
    return written(image)


def photos() -> list[Photo]:
    """One waits, one is shown, somebody asked to remove one, one was refused."""
    site = build.queen()
    booking = sailed(brand=site.brand, title="Nora's birthday sail")
    made = [promised(booking) for _ in SHAPES]
    for index, (photo, shape) in enumerate(zip(made, SHAPES, strict=True)):
        arrive(photo, harbour(*shape, index))
    arrive(promised(booking), b"<svg/>")
    settle()
    decisions.approve(Photo.objects.filter(pk__in=[made[1].pk, made[2].pk]), by=make.STAFF, at=make.NOW)
    decisions.ask_removal(made[2], reason="My son is in it, and we would rather not.", at=make.NOW)
    for photo in made:
        photo.refresh_from_db()
    return made


@pytest.fixture
def phone(new_context: CreateContextCallback) -> Page:
    return new_context(viewport=pages.PHONE).new_page()


def sign_in(page: Page, site: str) -> None:
    client = Client()
    client.force_login(make.user(is_superuser=True))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])


def test_staff_decide_from_a_list_of_pictures(site: str, phone: Page) -> None:
    waiting, _, hidden, _ = photos()
    sign_in(phone, site)
    with pages.quiet(phone):
        phone.goto(f"{site}{reverse('admin:guests_photo_changelist')}", wait_until="networkidle")
        pages.accessible(phone, "#result_list")
        pages.fits(phone)
        phone.get_by_role("button", name=f"Approve photo {waiting.pk}", exact=True).click()
        expect(phone.get_by_text("1 photo shown in the gallery.")).to_be_visible()
        phone.goto(f"{site}{reverse('admin:guests_photo_changelist')}?state=all", wait_until="networkidle")
        phone.goto(f"{site}{reverse('admin:guests_photo_change', args=[hidden.pk])}", wait_until="networkidle")
    assert Photo.objects.get(pk=waiting.pk).state == PhotoState.APPROVED


def test_staff_decide_on_all_at_once(site: str, phone: Page) -> None:
    made = photos()
    sign_in(phone, site)
    with pages.quiet(phone):
        phone.goto(f"{site}{reverse('admin:guests_photo_changelist')}", wait_until="networkidle")
        phone.get_by_label("Choose all on this page").check()
        phone.get_by_role("combobox").select_option("approve")
        phone.get_by_role("button", name="Run").click()
        expect(phone.get_by_text("2 photos shown in the gallery.")).to_be_visible()
    states = [Photo.objects.get(pk=photo.pk).state for photo in made]
    assert states == [PhotoState.APPROVED, PhotoState.APPROVED, PhotoState.HIDDEN, PhotoState.APPROVED]


def test_a_guest_asks_to_remove_a_photo(site: str, phone: Page) -> None:
    photo = photos()[1]
    words = REMOVAL_WORDS["en"]
    name = f"{photo.booking.code}-{photo.picture[:16]}"
    with pages.quiet(phone):
        phone.goto(f"{site}{reverse('photo-remove', args=[name])}")
        pages.accessible(phone)
        pages.fits(phone)
        pages.reachable(phone)
        phone.get_by_label(words["why"]).fill("That is me.")
        phone.get_by_role("button", name=words["ask"]).click()
        expect(phone.get_by_role("heading", name=words["hidden"])).to_be_visible()
        pages.accessible(phone)
        pages.reachable(phone)
    assert Photo.objects.get(pk=photo.pk).state == PhotoState.HIDDEN
