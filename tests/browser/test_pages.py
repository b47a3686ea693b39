"""The helpers themselves: each fails for what it is there to find."""

import pytest
from playwright.sync_api import Page

from tests.browser import pages

pytestmark = pytest.mark.browser


def test_a_picture_without_words_is_not_accessible(phone: Page) -> None:
    phone.set_content('<html lang="en"><title>A page</title><main><h1>A page</h1><img src="data:,"></main>')
    with pytest.raises(AssertionError, match="image-alt"):
        pages.accessible(phone)


def test_a_faulty_part_is_not_found_in_another(phone: Page) -> None:
    phone.set_content('<p id="ours">Words.</p><img src="data:,">')
    pages.accessible(phone, "#ours")


def test_what_is_wider_than_the_screen_does_not_fit(phone: Page) -> None:
    phone.set_content('<p id="wide" style="width: 500px">Wide</p>')
    with pytest.raises(AssertionError, match='id="wide"'):
        pages.fits(phone)


def test_a_low_button_is_not_reachable(phone: Page) -> None:
    phone.set_content('<button style="height: 47px">Low</button><button style="height: 48px">High</button>')
    with pytest.raises(AssertionError, match="Low"):
        pages.reachable(phone)


@pytest.mark.parametrize(
    ("markup", "noise"),
    [
        ("<script>console.error('torn sail')</script>", "torn sail"),
        ("<script>throw new Error('lost anchor')</script>", "lost anchor"),
        ("<script>alert('man overboard')</script>", "man overboard"),
        ('<meta http-equiv="Content-Security-Policy" content="img-src \'none\'"><img src="data:,">', "img-src"),
        ('<img src="http://elsewhere.example.com/pixel.gif">', "elsewhere.example.com"),
    ],
)
def test_noise_is_heard(phone: Page, markup: str, noise: str) -> None:
    phone.route("http://elsewhere.example.com/*", lambda route: route.fulfill(body=""))
    phone.route("http://here.example.com/", lambda route: route.fulfill(body=markup, content_type="text/html"))
    with pytest.raises(AssertionError, match=noise), pages.quiet(phone):
        phone.goto("http://here.example.com/")
