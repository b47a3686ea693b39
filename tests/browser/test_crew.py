"""The crew's pages: a tool on a wet dock, from the link in a message to an answer."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings import actions as bookings
from bookings.messages.models import Message
from bookings.outbox import worker
from crew import actions
from crew.access import link_for
from crew.models import Assignment
from tests import make
from tests.browser import build, pages
from tests.crew import build as crew
from tests.guests import build as guests

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
    page.get_by_role("link", name="Charters").click()
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
        phone.get_by_role("link", name="Charters").click()
        expect(phone.get_by_role("listitem")).to_have_count(2)
    addresses = [card.get_attribute("href") for card in phone.get_by_role("listitem").get_by_role("link").all()]
    assert addresses == [f"/crew/{place.booking.code}/", f"/crew/{sooner.code}/"]


def test_the_answer_is_where_the_thumb_is(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    button = phone.get_by_role("button", name="I will sail")
    box = button.bounding_box()
    assert box
    assert (pages.on_first_screen(button), box["y"] > pages.PHONE["height"] * 2 / 3) == (True, True)


def test_every_page_is_in_order(phone: Page, place: Assignment) -> None:
    with pages.quiet(phone):
        phone.goto(link_for(place))
        in_order(phone)
        open_charter(phone, place)
        in_order(phone)
        phone.locator("summary").click()
        in_order(phone)
        phone.get_by_role("link", name="Charters").click()
        expect(phone.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
        in_order(phone)


def test_an_answered_and_a_cancelled_charter_are_in_order(phone: Page, place: Assignment) -> None:
    crew.accepted(place, at=timezone.now())
    with pages.quiet(phone):
        open_charter(phone, place)
        in_order(phone)
        bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=timezone.now())
        phone.reload()
        expect(phone.get_by_role("status")).to_contain_text("This charter is cancelled.")
        in_order(phone)


def test_a_dead_link_offers_a_new_one(phone: Page, site: str, place: Assignment) -> None:
    phone.goto(f"{site}/c/nonsense")
    in_order(phone)
    phone.get_by_label("Your e-mail or phone").fill(place.person.email)
    phone.get_by_role("button", name="Send me a new link").click()
    expect(phone.get_by_role("heading", name="Look at your messages.")).to_be_visible()
    in_order(phone)
    worker.drain("crew_link")
    phone.goto(Message.objects.get(subject="Your new crew link").text.partition("link: ")[2].split()[0])
    expect(phone.get_by_role("button")).to_have_text("Open my charter")


@pytest.fixture
def at_the_dock(site: str) -> Assignment:
    """The captain's place on a charter that boards in three quarters of an hour."""
    now = timezone.now()
    booking = guests.charter(vessel=build.vessel(), starts_at=now + timedelta(hours=1), at=now, client=make.client())
    crew.accepted(crew.assignment(booking, crew.person(name="Teo Brand"), slug="crew", at=now), at=now)
    return crew.accepted(crew.assignment(booking, crew.person(name="Ines Marlow"), at=now), at=now)


def test_the_captain_calls_the_lead_guest_and_counts_who_is_aboard(phone: Page, at_the_dock: Assignment) -> None:
    open_charter(phone, at_the_dock)
    with phone.expect_request("tel:+1-619-555-0123"):  # the page's policy lets the browser go on to it
        phone.get_by_role("button", name="Call Nora").click()
    back = phone.context.new_page()  # the browser's own question whether to dial holds the first one
    back.goto(phone.url)
    with pages.quiet(back):
        back.get_by_label("Guests aboard").fill("8")
        back.get_by_role("button", name="Note it").click()
        expect(back.get_by_text("8 aboard, said")).to_be_visible()
    expect(back.get_by_text("You called at")).to_be_visible()
    in_order(back)


def test_days_away_are_noted_and_taken_back(phone: Page, place: Assignment) -> None:
    crew.accepted(place, at=timezone.now())
    open_charter(phone, place)
    with pages.quiet(phone):
        phone.get_by_role("link", name="Away").click()
        phone.get_by_label("First day").fill(f"{place.booking.starts_at.astimezone(place.booking.zone):%Y-%m-%d}")
        phone.get_by_role("button", name="Note it").click()
        expect(phone.get_by_text("You said yes to JADA")).to_be_visible()
        phone.get_by_text("Not the whole day").click()
        in_order(phone)
        phone.get_by_role("button", name="Remove").click()
        expect(phone.get_by_role("button", name="Remove")).to_have_count(0)


def test_what_cannot_be_is_said_beside_its_field(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    phone.get_by_role("link", name="Away").click()
    phone.get_by_label("First day").fill("2099-12-05")
    phone.get_by_label("Last day").fill("2099-12-03")
    phone.get_by_role("button", name="Note it").click()
    expect(phone.get_by_label("Last day")).to_have_accessible_description(
        "This ends before it begins. Look at both days again."
    )
    in_order(phone)


def test_the_calendar_page_is_in_order(phone: Page, place: Assignment) -> None:
    open_charter(phone, place)
    with pages.quiet(phone):
        phone.get_by_role("link", name="Calendar").click()
        expect(phone.get_by_role("link", name="Add it to this phone")).to_have_attribute(
            "href", re.compile(r"^webcal://.*\.ics$")
        )
        in_order(phone)
        phone.get_by_role("button", name="Give me a new address").click()
        expect(phone.get_by_role("heading", name="My calendar")).to_be_visible()
