import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendar_sync import feeds
from calendar_sync.models import Entry
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(make.user(is_superuser=True))
    return client


def test_entries_are_for_looking_at(owner: Client) -> None:
    entry = build.entry()
    page = reverse("admin:calendar_sync_entry_change", args=[entry.pk])

    assert owner.get(page).status_code == 200
    assert owner.post(page, {"title": "Mine now"}).status_code == 403
    assert owner.get(reverse("admin:calendar_sync_entry_add")).status_code == 403
    assert owner.post(reverse("admin:calendar_sync_entry_delete", args=[entry.pk])).status_code == 403
    assert Entry.objects.get() == entry


def test_entries_read_in_the_ports_time(owner: Client) -> None:
    build.entry()

    assert "Sat 5 Dec, 12:00 PST" in owner.get(reverse("admin:calendar_sync_entry_changelist")).content.decode()


def test_entry_leads_to_its_booking(owner: Client) -> None:
    booking = make.booking()
    build.deliver()
    page = owner.get(reverse("admin:calendar_sync_entry_change", args=[Entry.objects.get().pk])).content.decode()

    assert reverse("admin:bookings_booking_change", args=[booking.pk]) in page


def test_list_takes_the_same_queries_for_any_number(owner: Client) -> None:
    page, vessel = reverse("admin:calendar_sync_entry_changelist"), make.vessel()
    build.entry(vessel=vessel)
    with CaptureQueriesContext(connection) as one:
        owner.get(page)
    for _ in range(29):
        build.entry(vessel=vessel)
    with CaptureQueriesContext(connection) as thirty:
        owner.get(page)

    assert len(thirty) == len(one)


def test_address_stands_on_the_feeds_page_and_not_in_the_list(owner: Client) -> None:
    feed = build.feed()

    page = owner.get(reverse("admin:calendar_sync_feed_change", args=[feed.pk])).content.decode()
    listed = owner.get(reverse("admin:calendar_sync_feed_changelist")).content.decode()
    assert (feeds.feed_url(feed) in page, feeds.feed_url(feed) in listed) == (True, False)


def test_new_feed_has_no_address_yet(owner: Client) -> None:
    page = owner.get(reverse("admin:calendar_sync_feed_add")).content.decode()

    assert "Save first; then the address stands here." in page


def test_staff_give_a_feed_a_new_address(owner: Client) -> None:
    feed = build.feed()
    old = feeds.feed_url(feed)
    owner.post(
        reverse("admin:calendar_sync_feed_changelist"), {"action": "give_a_new_address", "_selected_action": [feed.pk]}
    )

    feed.refresh_from_db()
    assert feed.version == 2
    assert feeds.feed_url(feed) != old
