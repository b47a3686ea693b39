"""The crew's pages: a tool on a wet dock, from the link in a message to an answer."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings import actions as bookings
from crew import actions
from crew.access import link_for
from crew.models import Assignment
from tests import make
from tests.browser import build, pages
from tests.crew import build as crew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(site: str) -> Assignment:
    return build.place()


def open_charter(page: Page, place: Assignment) -> None:
    page.goto(link_for(place))
    page.get_by_role("button", name="Open my charter").click()
    expect(page).to_have_url(f"{origin(page)}/crew/{place.booking.code}/")


def origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def in_order(page: Page) -> None:
    pages.fits(page)
    pages.reachable(page)
    pages.accessible(page)


def test_a_link_that_is_only_followed_changes_nothing(phone: Page, place: Assignment) -> None:
    scanner = phone.context.request
    answers = [
        scanner.head(link_for(place)),
        scanner.get(link_for(place), headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"}),
        phone.goto(link_for(place)),
    ]
    expect(phone.get_by_role("button")).to_have_text("Open my charter")
    assert [answer and answer.status for answer in answers] == [200, 200, 200]
    assert (phone.context.cookies(), crew.standing(place)) == ([], "asked")


def test_a_link_opens_the_charter_and_a_tap_accepts_it(phone: Page, place: Assignment) -> None:
    with pages.quiet(phone):
        open_charter(phone, place)
        phone.get_by_role("button", name="I will sail").click()
        expect(phone.locator(".chip")).to_have_text("accepted")
    assert crew.standing(place) == "accepted"


def test_a_place_is_declined_with_a_reason(phone: Page, place: Assignment) -> None:
    with pages.quiet(phone):
        open_charter(phone, place)
        phone.locator("summary").click()
        phone.get_by_label("Reason, if you like").fill("Down with flu.")
        phone.get_by_role("button", name="Tell the office I can’t").click()
        expect(phone.locator(".chip")).to_have_text("declined")
    assert (crew.standing(place), crew.fresh(place).decline_reason) == ("declined", "Down with flu.")


def test_all_of_it_works_without_scripts(phone_without_scripts: Page, place: Assignment) -> None:
    page = phone_without_scripts
    open_charter(page, place)
    page.get_by_role("button", name="I will sail").click()
    expect(page.locator(".chip")).to_have_text("accepted")
    page.get_by_text("I can’t make it").click()
    page.get_by_label("Reason, if you like").fill("Down with flu.")
    page.get_by_role("button", name="Tell the office I can’t").click()
    expect(page.locator(".chip")).to_have_text("declined")
    page.get_by_role("link", name="My charters").click()
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_what_changed_meanwhile_is_shown_before_it_is_answered(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    actions.change_call(place, lead_minutes=90, by=make.STAFF, at=timezone.now())
    phone.get_by_role("button", name="I will sail").click()
    expect(phone.get_by_role("alert")).to_contain_text("Something changed since you opened this page.")
    in_order(phone)
    phone.get_by_role("button", name="I will sail").click()
    expect(phone.locator(".chip")).to_have_text("accepted")


def test_the_list_shows_what_needs_an_answer_first(phone: Page, place: Assignment) -> None:
    sooner = build.coming(days=2, vessel=place.booking.vessel)
    crew.accepted(crew.assignment(sooner, place.person, at=timezone.now()), at=timezone.now())
    open_charter(phone, place)
    with pages.quiet(phone):
        phone.get_by_role("link", name="My charters").click()
        expect(phone.get_by_role("listitem")).to_have_count(2)
    addresses = [card.get_attribute("href") for card in phone.get_by_role("listitem").get_by_role("link").all()]
    assert addresses == [f"/crew/{place.booking.code}/", f"/crew/{sooner.code}/"]


def test_the_answer_is_where_the_thumb_is(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    button = phone.get_by_role("button", name="I will sail")
    box = button.bounding_box()
    assert box
    assert (pages.on_first_screen(button), box["y"] > pages.PHONE["height"] * 2 / 3) == (True, True)


def test_every_page_is_in_order(screen: Page, place: Assignment) -> None:
    with pages.quiet(screen):
        screen.goto(link_for(place))
        in_order(screen)
        open_charter(screen, place)
        in_order(screen)
        screen.locator("summary").click()
        in_order(screen)
        screen.get_by_role("link", name="My charters").click()
        expect(screen.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
        in_order(screen)


def test_an_answered_and_a_cancelled_charter_are_in_order(screen: Page, place: Assignment) -> None:
    crew.accepted(place, at=timezone.now())
    with pages.quiet(screen):
        open_charter(screen, place)
        in_order(screen)
        bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=timezone.now())
        screen.reload()
        expect(screen.get_by_role("status")).to_contain_text("This charter is cancelled.")
        in_order(screen)


def test_a_dead_link_says_what_to_do(screen: Page, site: str) -> None:
    screen.goto(f"{site}/c/nonsense")
    expect(screen.get_by_text("Ask the office for a new one.")).to_be_visible()
    in_order(screen)
