"""The office's desk: its pages on both screens, a booking saved by hand, and no money for whom it does not concern."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.ledger.models import Spent
from bookings.models import Booking
from crew.models import Assignment
from tests import make
from tests.browser import build, pages
from tests.ledger import build as ledger

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a good long one"
MONEY = ("Charges", "Statement", "Outstanding", "Net", "$")

OURS = {
    "dashboard": ["section[aria-label='What needs someone']", "section[aria-labelledby='coming-heading']"],
    "list": [],
    "add": [],
    "change": ["section[aria-label='Stage']", "section[aria-labelledby='deliveries-heading']"],
    "verb": ["#content form"],
}
"""Page → the parts of it that are ours. The rest is the theme's own markup, which axe faults: no main landmark, two
scrolling menus of one name, choosers without a name, and in panels unlabelled fields and an empty header."""


@pytest.fixture
def place(site: str) -> Assignment:
    place = build.place()
    ledger.charge(place.booking, 840_75)
    ledger.cost(place.booking, Spent.PORT, percent_points=18_00)
    return place


def sign_in(page: Page, site: str, role: str) -> None:
    """Come in by the log-in form, as somebody of that role."""
    make.user(username=role, password=PASSWORD).groups.add(Group.objects.get(name=role))
    page.goto(f"{site}{reverse('admin:index')}")
    page.get_by_label("Username").fill(role)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_title("Today | Fairlead")


def address(name: str, booking: Booking) -> str:
    match name:
        case "dashboard":
            return reverse("admin:index")
        case "list":
            return reverse("admin:bookings_booking_changelist")
        case "add":
            return reverse("admin:bookings_booking_add")
        case "change":
            return reverse("admin:bookings_booking_change", args=[booking.pk])
        case _:
            return reverse("admin:bookings_booking_verb", args=[booking.pk, "cancel"])


@pytest.mark.parametrize("name", OURS)
def test_the_desks_pages_are_in_order(site: str, phone: Page, place: Assignment, name: str) -> None:
    sign_in(phone, site, "office")
    with pages.quiet(phone):
        phone.goto(f"{site}{address(name, place.booking)}")
        pages.fits(phone)
        if OURS[name]:
            pages.accessible(phone, *OURS[name])


def test_signing_in_is_quiet(site: str, page: Page) -> None:
    with pages.quiet(page):
        sign_in(page, site, "office")


def test_the_desk_has_an_icon_of_its_own(site: str, page: Page) -> None:
    """Without one, browsers ask for /favicon.ico, and complain."""
    page.goto(f"{site}{reverse('admin:login')}")
    expect(page.locator("link[rel=icon]")).to_have_count(1)


@pytest.mark.parametrize(("role", "seen"), [("office", []), ("owner", list(MONEY))])
def test_only_who_may_sees_money_on_a_booking(
    site: str, page: Page, place: Assignment, role: str, seen: list[str]
) -> None:
    sign_in(page, site, role)
    page.goto(f"{site}{address('change', place.booking)}")
    words = page.locator("#content").inner_text()
    assert [word for word in MONEY if word in words] == seen
    assert ("840.75" in page.content()) == bool(seen)


def test_a_booking_saved_by_hand_stands_on_its_page(site: str, phone: Page) -> None:
    build.vessel()
    build.jada()
    make.client(name="Nora Quist")
    sign_in(phone, site, "office")
    day = date(timezone.now().year + 1, 12, 5)
    with pages.quiet(phone):
        phone.goto(f"{site}{reverse('admin:bookings_booking_add')}")
        phone.get_by_label("Title").fill("Quist family sunset sail")
        phone.get_by_label("Stage").select_option("Confirmed")
        phone.get_by_label("Vessel").select_option("JADA")
        phone.get_by_label("Brand").select_option("Sail JADA")
        phone.locator(".field-client").get_by_role("combobox").click()
        phone.locator(".select2-search__field").fill("Nora")
        phone.get_by_role("option", name="Nora Quist").click()
        phone.get_by_label("Party size").fill("8")
        phone.get_by_label("Starts").fill(f"{day}T16:30")
        phone.get_by_role("button", name="Save and continue editing").click()
        summary = phone.get_by_label("Stage", exact=True)
        expect(summary).to_contain_text(f"{day:%a} 5 Dec, 16:30 PST · JADA · Confirmed")
        expect(summary).to_contain_text("Sail JADA · Nora Quist, party of 8")
        expect(phone.get_by_label("Ends")).to_have_value(f"{day}T19:30")


def test_a_verb_asks_and_then_acts(site: str, page: Page, place: Assignment) -> None:
    sign_in(page, site, "office")
    with pages.quiet(page):
        page.goto(f"{site}{address('change', place.booking)}")
        page.get_by_role("link", name="Cancel", exact=True).click()
        page.get_by_label("Cause").select_option("Weather")
        page.get_by_role("button", name="Cancel this booking").click()
        expect(page.get_by_label("Stage", exact=True)).to_contain_text("Cancelled (Weather)")
