"""The guest page: a boarding pass, read twice on a telephone, once in a hurry."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guests.models import Site
from tests import make
from tests.browser import build, pages
from tests.guests import build as guests

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Look = Callable[[], Site]
LOOKS = [build.jada, build.queen]

ATTACK = "</script></style><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>'\"{{ 7|add:7 }}"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("state", "headline"), build.STATES.items())
def test_every_state_says_so_first_and_is_in_order(
    site: str, screen: Page, look: Look, state: str, headline: str
) -> None:
    with pages.quiet(screen):
        screen.goto(build.guest_page(look(), state))
        expect(screen.get_by_role("heading", level=2).first).to_have_text(headline)
        pages.fits(screen)
        pages.accessible(screen)


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
    said = phone_without_scripts.locator("body").inner_text()
    assert (said, build.STATES[state] in said) == (phone.locator("body").inner_text(), True)


def test_text_of_others_stays_text(site: str, phone: Page) -> None:
    brand = make.brand(name="Sail <script>alert(4)</script>")
    guests.site(brand=brand, what_to_bring=ATTACK)
    vessel = make.vessel(name="<b onclick=alert(5)>JADA</b>", dock=ATTACK, directions=ATTACK)
    booking = guests.charter(
        brand=brand, vessel=vessel, client=make.client(name=ATTACK), title=ATTACK, guest_notes=ATTACK
    )
    guests.publish()
    with pages.quiet(phone):
        phone.goto(Site.of(brand).address(booking.code))
        expect(phone.get_by_role("heading", level=1)).to_have_text(ATTACK)
        expect(phone.get_by_text("Sail <script>alert(4)</script>").first).to_be_visible()
        assert phone.evaluate("[document.scripts.length, document.querySelectorAll('img, [onload]').length]") == [1, 0]


def test_a_title_of_one_endless_word_fits(site: str, phone: Page) -> None:
    phone.goto(build.guest_page(build.queen(), title="Sail" * 30))
    pages.fits(phone)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_page_prints_on_one_sheet(site: str, phone: Page, look: Look, paper: str) -> None:
    phone.goto(build.guest_page(look()))
    sheets = re.findall(rb"/Type\s*/Page\b", phone.pdf(format=paper, print_background=True))
    assert len(sheets) == 1


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_that_is_not_there_is_in_order_too(site: str, screen: Page, look: Look) -> None:
    screen.goto(look().address("BCDFGHJ"))
    expect(screen.get_by_role("heading", level=1)).to_have_text("There is no page here")
    pages.fits(screen)
    pages.accessible(screen)
