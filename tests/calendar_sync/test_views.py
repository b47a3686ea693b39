import logging
from collections.abc import Iterator
from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings import tokens
from calendar_sync import feeds
from calendar_sync.models import Entry, Feed
from calendar_sync.views import NO_FEED
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


def address(feed: Feed) -> str:
    return f"/feeds/{tokens.make('feed', feed.pk, feed.version)}.ics"


def test_feed_is_served_as_a_calendar(client: Client) -> None:
    make.booking(code="XHQGMDH")
    build.deliver()
    response = client.get(address(build.feed()))

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert response["Cache-Control"] == "private, no-cache"
    [event] = icalendar.Calendar.from_ical(response.content).events
    assert (event["UID"], event.start) == ("XHQGMDH@fairlead", make.NOON)


def test_feed_leaves_no_cookie(client: Client) -> None:
    assert client.get(address(build.feed())).cookies == {}


def test_head_answers_like_get(client: Client) -> None:
    feed = build.feed()

    assert client.head(address(feed))["ETag"] == client.get(address(feed))["ETag"]


def test_unchanged_feed_is_a_304(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    feed = build.feed()
    build.entry()
    first = client.get(address(feed))

    with django_assert_num_queries(2):
        again = client.get(address(feed), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-cache"


def test_changed_feed_is_sent_whole(client: Client) -> None:
    feed, entry = build.feed(), build.entry()
    first = client.get(address(feed))
    Entry.objects.filter(pk=entry.pk).update(title="Survey", modified_at=make.NOW + timedelta(minutes=1))
    again = client.get(address(feed), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content == first.content) == (200, False)


@pytest.mark.parametrize("number", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_feed_takes_three_queries(
    number: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(number):
        build.entry(starts_at=make.NOON + timedelta(days=day))
    feed = build.feed()

    with django_assert_num_queries(3):
        response = client.get(address(feed))
    assert len(icalendar.Calendar.from_ical(response.content).events) == number


def test_dead_addresses_all_answer_the_same(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    replaced, closed = build.feed(), build.feed(active=False)
    dead = [address(replaced), address(closed), "/feeds/nonsense.ics"]
    feeds.renew(replaced)
    with caplog.at_level(logging.DEBUG):
        answers = [client.get(path) for path in dead]

    assert [(answer.status_code, answer.content.decode()) for answer in answers] == [(404, NO_FEED)] * 3
    assert not any(path in record.getMessage() for record in caplog.records for path in dead)


def test_feed_takes_no_post(client: Client) -> None:
    assert client.post(address(build.feed())).status_code == 405
