import pytest
from playwright.sync_api import Page
from pytest_playwright import CreateContextCallback

from tests.browser.pages import PHONE


@pytest.fixture
def phone(new_context: CreateContextCallback) -> Page:
    return new_context(viewport=PHONE).new_page()


@pytest.fixture
def phone_without_scripts(new_context: CreateContextCallback) -> Page:
    return new_context(viewport=PHONE, java_script_enabled=False).new_page()
