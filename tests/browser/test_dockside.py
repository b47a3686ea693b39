"""One charter as a deckhand lives it: invited, scanned, answered, ticked without a signal, and back on line."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.messages.models import Channel, Message
from bookings.outbox import worker
from crew.checklists.models import Tick
from crew.models import Assignment
from tests.browser import build, pages
from tests.browser.test_offline import SAVED, WAITS, box, no_signal, status
from tests.checklists import build as checklists
from tests.crew import build as crew

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(site: str) -> Assignment:
    place = build.place()
    checklists.items("Check the bilge", "Fuel and water", "Ice in both coolers")
    return place


def invitation(place: Assignment) -> str:
    """What the outbox sent this person: the link in it."""
    worker.drain("crew_notice", clock=timezone.now)
    message = Message.objects.get(channel=Channel.EMAIL, to=place.person.email)
    found = re.search(r"http://\S+/c/\S+", message.text)
    assert found
    return found[0]


def test_from_the_invitation_to_the_last_tick(phone: Page, place: Assignment, tmp_path: Path) -> None:
    link = invitation(place)
    scanner = phone.context.request
    assert [scanner.head(link).status, scanner.get(link).status, scanner.get(link).status] == [200, 200, 200]
    assert crew.standing(place) == "asked"

    phone.goto(link)
    phone.get_by_role("button", name="Open my charter").click()
    phone.screenshot(path=tmp_path / "asked.png", full_page=True)
    phone.get_by_role("button", name="I will sail").click()
    expect(phone.get_by_text("accepted", exact=True)).to_be_visible()
    pages.accessible(phone)

    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    with no_signal(phone):
        box(phone, "Check the bilge").click()
        box(phone, "Fuel and water").click()
        expect(status(phone)).to_have_text(WAITS)
        assert not Tick.objects.exists()
        phone.reload()
        expect(box(phone, "Fuel and water")).to_be_checked()
        phone.screenshot(path=tmp_path / "no-signal.png", full_page=True)
    expect(status(phone)).to_have_text(SAVED)
    phone.screenshot(path=tmp_path / "back.png", full_page=True)
    assert sorted(Tick.objects.values_list("item__text", flat=True)) == ["Check the bilge", "Fuel and water"]
    assert crew.standing(place) == "accepted"
