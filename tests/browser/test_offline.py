"""The checklist where there is no signal: ticked at once, kept on the phone, sent when there is some."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bookings.models import Booking
from crew import actions
from crew.access import link_for
from crew.checklists.models import Phase, TemplateItem, Tick
from crew.models import Assignment
from tests import make
from tests.browser import build, pages
from tests.checklists import build as checklists
from tests.crew import build as crew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITS, SAVED = "Saved on this phone, will send", "Saved"
KEPT = """async (paths) => {
  const isKept = async () => (await Promise.all(paths.map((path) => caches.match(path)))).every(Boolean);
  while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 20));
}"""
ANSWERS_IN_MS = """async (button) => {
  const began = performance.now();
  button.click();
  while (button.getAttribute("aria-checked") !== "true") await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
NOTHING_WAITS = """() => Object.keys(localStorage).filter((key) => key.startsWith("tick:"))
  .every((key) => JSON.parse(localStorage[key]).sent)"""
COPIES = """async () => {
  const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const kept = (await Promise.all(stores.map((cache) => cache.keys()))).flat();
  return kept.map((request) => new URL(request.url).pathname).filter((path) => !path.startsWith("/static/")).sort();
}"""


@pytest.fixture
def place(site: str) -> Assignment:
    place = build.place()
    checklists.items("Check the bilge", "Fuel and water", "Ice in both coolers")
    checklists.items("Safety talk: life jackets, heads, one hand for the boat", phase=Phase.BOARD)
    checklists.items("Log the departure", slug="captain", phase=Phase.UNDER_WAY)
    checklists.items("Shore power in, breakers set", phase=Phase.SECURE)
    return crew.accepted(place, at=timezone.now())


def open_charter(page: Page, place: Assignment) -> None:
    """Come in by the link, and wait until this page has been kept on the phone."""
    page.goto(link_for(place))
    page.get_by_role("button", name="Open my charter").click()
    expect(page.get_by_role("heading", name="Checklist")).to_be_visible()
    page.evaluate(KEPT, [f"/crew/{place.booking.code}/", "/crew/", "/static/site.css", "/static/checklist.js"])


@contextmanager
def no_signal(page: Page) -> Iterator[None]:
    """Meanwhile nothing gets out. The door is barred besides: a page's first request slips past what Chromium shuts."""
    page.route("**/crew/ticks", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(True)
    yield
    page.unroute("**/crew/ticks")
    page.context.set_offline(False)


def box(page: Page, text: str) -> Locator:
    return page.get_by_role("checkbox", name=text)


def status(page: Page) -> Locator:
    return page.locator(".tick-status")


def ticked() -> list[tuple[str, bool]]:
    return [(tick.item.text, tick.ticked) for tick in Tick.objects.order_by("pk").select_related("item")]


def clock(place: Assignment) -> str:
    """When the one tick was made, as the page says it."""
    tick = Tick.objects.get()
    return f"{tick.made_at.astimezone(place.booking.zone):%H:%M}"


def test_a_tick_made_without_signal_outlives_a_reload_and_arrives_once(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with no_signal(phone):
        box(phone, "Check the bilge").click()
        expect(status(phone)).to_have_text(WAITS)
        phone.reload()
        expect(box(phone, "Check the bilge")).to_be_checked()
        expect(status(phone)).to_have_text(WAITS)
        expect(phone.locator(".tick-count")).to_have_text("1 of 6")
        assert ticked() == []
    expect(status(phone)).to_have_text(SAVED)
    expect(box(phone, "Check the bilge")).to_have_accessible_name("Check the bilge Ines, " + clock(place))
    phone.reload()
    expect(box(phone, "Check the bilge")).to_be_checked()
    assert ticked() == [("Check the bilge", True)]


def test_two_phones_lose_nothing_and_see_each_other(phone: Page, place: Assignment) -> None:
    mate = place.booking.assignments.exclude(pk=place.pk).get()
    open_charter(phone, place)
    with no_signal(phone):
        box(phone, "Check the bilge").click()
        checklists.tick(mate, TemplateItem.objects.get(text="Fuel and water"), at=timezone.now())
    expect(box(phone, "Fuel and water")).to_be_checked()
    assert checklists.done(place) == ["Check the bilge", "Fuel and water"]


def test_a_tick_answers_at_once_and_one_taken_back_is_on_record_too(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with no_signal(phone):
        assert box(phone, "Check the bilge").evaluate(ANSWERS_IN_MS) < 100
        box(phone, "Check the bilge").click()
        expect(box(phone, "Check the bilge")).not_to_be_checked()
    expect(status(phone)).to_have_text(SAVED)
    assert ticked() == [("Check the bilge", True), ("Check the bilge", False)]


def test_ticks_are_sent_though_the_place_is_gone_and_the_phones_copy_is_wiped(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with no_signal(phone):
        box(phone, "Check the bilge").click()
        expect(status(phone)).to_have_text(WAITS)
        actions.unassign(place, by=make.STAFF, at=timezone.now() + timedelta(seconds=1))
    expect(phone.get_by_role("heading", level=1)).to_have_text("This link no longer works.")
    assert phone.evaluate(COPIES) == []
    assert ticked() == [("Check the bilge", True)]


def test_a_queue_goes_out_from_whatever_page_opens(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with no_signal(phone):
        box(phone, "Check the bilge").click()
        expect(status(phone)).to_have_text(WAITS)
        phone.goto("about:blank")
        actions.unassign(place, by=make.STAFF, at=timezone.now())
    phone.goto(link_for(place).partition("/c/")[0] + f"/crew/{place.booking.code}/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("This link no longer works.")
    phone.wait_for_function(NOTHING_WAITS)
    assert ticked() == [("Check the bilge", True)]


def test_the_list_of_charters_opens_without_signal_and_other_pages_are_not_kept(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    phone.goto(f"{phone.url.partition('/crew/')[0]}/crew/")
    phone.evaluate("async () => (await fetch('/crew/hours/').catch(() => 0), await fetch('/crew/pay/').catch(() => 0))")
    with no_signal(phone):
        phone.reload()
        expect(phone.get_by_role("heading", name="My charters")).to_be_visible()
        assert phone.evaluate(COPIES) == ["/crew/", f"/crew/{place.booking.code}/"]


def test_a_copy_says_that_it_is_one_and_gives_way_to_the_page_as_it_is(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with no_signal(phone):
        phone.reload()
        expect(phone.locator("main > .notice").first).to_contain_text("No signal just now. This is how it stood on ")
        Booking.objects.update(crew_notes="Bring boots.")
        expect(phone.get_by_text("Bring boots.")).to_have_count(0)
    expect(phone.get_by_text("Bring boots.")).to_be_visible()
    expect(phone.get_by_text("No signal just now.")).to_have_count(0)


def test_all_of_it_works_without_scripts(phone_without_scripts: Page, place: Assignment) -> None:
    page = phone_without_scripts
    page.goto(link_for(place))
    page.get_by_role("button", name="Open my charter").click()
    box(page, "Shore power in, breakers set").click()
    expect(box(page, "Shore power in, breakers set")).to_be_checked()
    item = TemplateItem.objects.get(text="Shore power in, breakers set")
    assert page.url.endswith(f"/crew/{place.booking.code}/#item-{item.pk}")
    assert pages.on_first_screen(box(page, "Shore power in, breakers set"))
    box(page, "Shore power in, breakers set").click()
    expect(box(page, "Shore power in, breakers set")).not_to_be_checked()


def test_the_list_is_in_order(phone: Page, place: Assignment) -> None:
    with pages.quiet(phone):
        open_charter(phone, place)
        box(phone, "Check the bilge").click()
        expect(status(phone)).to_have_text(SAVED)
        pages.fits(phone)
        pages.reachable(phone)
        pages.accessible(phone)
