import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_playwright import CreateContextCallback

from crew import access
from crew.models import Person
from crew.pay import signing
from crew.pay.models import Hours
from tests.browser import pages
from tests.browser.pages import PHONE
from tests.crew import build as crew
from tests.pay import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sailor() -> Person:
    """Someone with charters to sign, signed, and paid, an hour ago and on the days before."""
    crew.rate(4500)
    now, person = timezone.now(), crew.person(name="Ines Marlow")
    places = build.season(person, 4, starts_at=now - timedelta(hours=4))
    for place in places[2:]:
        signing.sign(place, 225, note="Fog.", by=f"crew:{person.pk}", at=now)
        if place == places[2]:
            build.run(at=now)
    return person


def come_in(page: Page, person: Person) -> None:
    page.goto(access.link_for(person.assignments.latest("booking__starts_at")))
    page.get_by_role("button", name="Open my charter").click()


def test_hours_and_pay_are_accessible_and_fit(new_context: CreateContextCallback, site: str) -> None:
    page = new_context(viewport=PHONE).new_page()
    come_in(page, sailor())
    for name in ("hours", "pay"):
        with pages.quiet(page):
            page.goto(f"{site}/crew/{name}/")
        pages.accessible(page)
        pages.fits(page)
        pages.reachable(page)


def test_hours_are_signed_without_scripts_and_pay_is_one_tap_away(
    new_context: CreateContextCallback, site: str
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    come_in(page, sailor())
    page.goto(f"{site}/crew/hours/")
    page.get_by_label("and minutes").first.select_option("30")
    page.get_by_role("button", name=re.compile("^Sign the hours")).first.click()
    expect(page.get_by_text("4 h 30 min")).to_be_visible()
    assert Hours.objects.latest("signed_at").minutes == 270
    page.get_by_role("link", name="Show my pay").click()
    expect(page.get_by_text("202.50 USD")).to_be_visible()
