"""The guest page: a boarding pass, read twice on a telephone, once in a hurry."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from guests.logos import rebuilt
from guests.models import Site
from tests import make
from tests.browser import build, pages
from tests.guests import build as guests
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Look = Callable[[], Site]
LOOKS = [build.jada, build.queen]

SPANISH = [
    "Su salida está confirmada",
    "Tarjeta de embarque",
    "El camino",
    "Para su salida",
    "¿Preguntas, o llega tarde?",
]
EVERY_PICTURE_IS_THERE = "[...document.images].every((one) => one.complete && one.naturalWidth)"
ATTACK = "</script></style><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>'\"{{ 7|add:7 }}"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("state", "headline"), build.STATES.items())
def test_every_state_says_so_first_and_is_in_order(
    site: str, phone: Page, look: Look, state: str, headline: str, tmp_path: Path
) -> None:
    with pages.quiet(phone):
        phone.goto(build.guest_page(look(), state))
        expect(phone.get_by_role("heading", level=2).first).to_have_text(headline)
        pages.fits(phone)
        pages.reachable(phone)
        pages.accessible(phone)
    pages.pictured(phone, tmp_path)


@pytest.mark.parametrize("look", LOOKS)
def test_the_first_screen_says_when_and_where(site: str, phone: Page, look: Look) -> None:
    phone.goto(build.guest_page(look()))
    answers = [
        phone.get_by_text("Saturday 5 December").first,
        phone.get_by_text("11:45 am").first,
        phone.get_by_role("link", name="Directions"),
    ]
    assert [pages.on_first_screen(one) for one in answers] == [True, True, True]


@pytest.mark.parametrize("state", build.STATES)
def test_a_page_says_the_same_without_scripts(site: str, phone: Page, phone_without_scripts: Page, state: str) -> None:
    address = build.guest_page(build.jada(), state)
    phone.goto(address)
    phone_without_scripts.goto(address)
    all_but_the_uploader = "main > *, .more > :not(.uploader)" if state != "thanks" else "main > :not(.more), .reach"
    said = phone_without_scripts.locator(all_but_the_uploader).all_inner_texts()
    assert said == phone.locator(all_but_the_uploader).all_inner_texts()
    assert build.STATES[state] in said[0]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", ["confirmed", "thanks"])
def test_the_friendly_page_is_in_order_and_holds_no_code(site: str, phone: Page, look: Look, state: str) -> None:
    brand = look()
    booking = build.guest_charter(brand, state)
    with pages.quiet(phone):
        phone.goto(brand.address("quist-sail"))
        expect(phone.get_by_role("heading", level=2).first).to_have_text(build.STATES[state])
        pages.fits(phone)
        pages.reachable(phone)
        pages.accessible(phone)
    assert booking.code not in phone.content()


def test_a_spanish_guest_reads_spanish_throughout(site: str, phone: Page) -> None:
    brand = make.brand(languages="en,es")
    spanish = build.guest_page(guests.site(brand=brand), client=make.client(language="es"))
    with pages.quiet(phone):
        phone.goto(spanish)
        expect(phone.get_by_role("heading", level=2)).to_have_text(SPANISH)
        pages.fits(phone)
        pages.accessible(phone)


def test_a_gallery_shows_every_photo_and_each_can_be_opened_or_asked_away(site: str, phone: Page) -> None:
    with pages.quiet(phone):
        phone.goto(build.gallery(build.queen(), 3))
        expect(phone.get_by_role("img", name="Photo")).to_have_count(3)
        assert eventually(lambda: phone.evaluate(EVERY_PICTURE_IS_THERE))
        pages.fits(phone)
        pages.reachable(phone)
        pages.accessible(phone)
    phone.get_by_role("img", name="Photo 2").click()
    assert re.search(r"/g/[A-Z0-9]{7}-[0-9a-f]{16}\.jpg$", phone.url)
    phone.go_back()
    phone.get_by_role("link", name="Ask to remove: Photo 2").click()
    assert re.search(r"/g/upload/remove/[A-Z0-9]{7}-[0-9a-f]{16}$", phone.url)


def test_a_logo_stands_in_the_band(site: str, phone: Page) -> None:
    drawn = BytesIO()
    Image.new("RGBA", (600, 120), "#c9a24b").save(drawn, "PNG")
    brand = guests.site(brand=make.brand(name="Sail JADA"), logo=rebuilt(BytesIO(drawn.getvalue())))
    with pages.quiet(phone):
        phone.goto(build.guest_page(brand))
        logo = phone.get_by_role("img", name="Sail JADA")
        assert logo.evaluate("one => [one.naturalWidth, one.width, one.height]") == [480, 240, 48]
        pages.fits(phone)
        pages.accessible(phone)


@pytest.mark.parametrize("name", ["", "smith-sail"])
@pytest.mark.parametrize("state", ["confirmed", "thanks"])
def test_text_of_others_stays_text(site: str, phone: Page, state: str, name: str) -> None:
    """Wherever it stands, on the code's page and on the friendly one, with the uploader's script and without."""
    brand = make.brand(name="Sail <script>alert(4)</script>", domain="sail.example.com")
    look = guests.site(brand=brand, what_to_bring=ATTACK, welcome=ATTACK, thanks=ATTACK)
    vessel = make.vessel(name="<b onclick=alert(5)>JADA</b>", dock=ATTACK, directions=ATTACK)
    texts = {"title": ATTACK, "guest_notes": ATTACK, "client": make.client(name=ATTACK)}
    booking = build.guest_charter(look, state, vessel=vessel, slug="smith-sail", **texts)
    with pages.quiet(phone):
        phone.goto(look.address(name or booking.code))
        expect(phone.get_by_role("heading", level=1)).to_have_text(ATTACK)
        expect(phone.get_by_text("Sail <script>alert(4)</script>").first).to_be_visible()
        assert phone.evaluate("document.querySelectorAll('img, b, [onload], [onclick], [onerror]').length") == 0
        ours = "[...document.scripts].filter((one) => one.type !== 'application/json').map((one) => one.src)"
        assert [source for source in phone.evaluate(ours) if "/g/uploader-" not in source] == []


@pytest.mark.parametrize("name", ["", "quist-sail"])
def test_a_title_of_one_endless_word_fits(site: str, phone: Page, name: str) -> None:
    queen = build.queen()
    booking = build.guest_charter(queen, title="Sail" * 30)
    phone.goto(queen.address(name or booking.code))
    pages.fits(phone)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_page_prints_on_one_sheet(site: str, phone: Page, look: Look, paper: str) -> None:
    phone.goto(build.guest_page(look()))
    sheets = re.findall(rb"/Type\s*/Page\b", phone.pdf(format=paper, print_background=True))
    assert len(sheets) == 1


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_that_is_not_there_is_in_order_too(site: str, phone: Page, look: Look) -> None:
    phone.goto(look().address("BCDFGHJ"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("There is no page here")
    pages.fits(phone)
    pages.accessible(phone)
