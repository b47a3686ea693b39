import pytest
from playwright.sync_api import Page
from pytest_playwright import CreateContextCallback

from tests.browser.pages import DESK, PHONE


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request: pytest.FixtureRequest, new_context: CreateContextCallback) -> Page:
    """A page as wide as a telephone, then one as wide as a desk's screen."""
    return new_context(viewport=request.param).new_page()


@pytest.fixture
def phone(new_context: CreateContextCallback) -> Page:
    return new_context(viewport=PHONE).new_page()


@pytest.fixture
def phone_without_scripts(new_context: CreateContextCallback) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=False).new_page()
