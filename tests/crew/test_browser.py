"""The crew's pages in a real Chromium: reachable by thumb, readable by everyone, working without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from crew import actions
from crew.access import link_for
from crew.models import Assignment
from tests import make
from tests.crew import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = 390, 1280


@pytest.fixture(params=[PHONE, DESK])
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def place(site: str) -> Assignment:
    now = timezone.now()
    booking = make.booking(
        vessel=make.vessel(name="JADA", map_url="https://maps.example.com/pier-1", directions="Park at the north lot."),
        client=make.client(),
        starts_at=now + timedelta(days=9),
        crew_notes="Bring foulies.\nGuests are celebrating a birthday.",
        at=now,
    )
    build.assignment(booking, build.person(name="Teo Brand"), slug="crew", at=now)
    return build.assignment(booking, build.person(name="Ines Marlow"), at=now)


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


def small_targets(page: Page) -> list[str]:
    """Name what is meant to be pressed and is less than 48 px high."""
    pressed = page.locator("button:visible, a.button:visible, summary:visible, a.card:visible, a.back:visible").all()
    return [one.inner_text() for one in pressed if (one.bounding_box() or {"height": 0})["height"] < 48]


def test_a_link_leads_to_an_answer(screen: Page, place: Assignment) -> None:
    screen.goto(link_for(place))
    screen.get_by_role("button", name="Open my charter").click()
    screen.get_by_role("button", name="I will sail").click()
    expect(screen.locator(".chip")).to_have_text("accepted")
    screen.get_by_text("I can’t make it").click()
    screen.get_by_label("Reason, if you like").fill("Flu.")
    screen.get_by_role("button", name="Tell the office I can’t").click()
    expect(screen.locator(".chip")).to_have_text("declined")
    assert build.fresh(place).decline_reason == "Flu."


def test_every_page_is_accessible_and_within_thumbs_reach(browser: Browser, site: str, place: Assignment) -> None:
    for width in (PHONE, DESK):
        page = browser.new_page(viewport={"width": width, "height": 844}, bypass_csp=True)
        page.goto(link_for(place))
        found = [violations(page), small_targets(page)]
        page.get_by_role("button").click()
        page.wait_for_url("**/crew/*/")
        found += [violations(page), small_targets(page)]
        page.locator("summary").click()
        found += [violations(page), small_targets(page)]
        for address in ("/crew/", "/c/nonsense"):
            page.goto(site + address)
            found += [violations(page), small_targets(page)]
        assert [one for listed in found for one in listed] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.close()


def test_what_changed_meanwhile_is_shown_before_it_is_answered(screen: Page, place: Assignment) -> None:
    screen.goto(link_for(place))
    screen.get_by_role("button").click()
    actions.change_call(place, lead_minutes=90, by=make.STAFF, at=timezone.now())
    screen.get_by_role("button", name="I will sail").click()
    expect(screen.get_by_role("alert")).to_contain_text("Something changed since you opened this page.")
    screen.get_by_role("button", name="I will sail").click()
    expect(screen.locator(".chip")).to_have_text("accepted")
