from datetime import timedelta

import icalendar
import pytest
from django.conf import settings
from django.urls import reverse

from bookings import tokens
from calendar_sync import feeds
from calendar_sync.models import Entry, Feed, Status
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db


def titles(feed: Feed) -> list[str]:
    calendar = icalendar.Calendar.from_ical(feeds.render(feed, at=make.NOW))
    return [str(event["SUMMARY"]) for event in calendar.events]


def test_address_opens_its_feed() -> None:
    feed = build.feed()
    token = feeds.feed_url(feed).removeprefix(f"{settings.PUBLIC_URL}/feeds/").removesuffix(".ics")

    assert feeds.feed_of(token) == feed


@pytest.mark.parametrize("token", ["", "nonsense", tokens.make("feed", 1), tokens.make("crew-link", 1, 1)])
def test_no_other_token_opens_a_feed(token: str) -> None:
    Feed.objects.create(pk=1)

    assert feeds.feed_of(token) is None


def test_new_address_closes_the_old_one() -> None:
    feed = build.feed()
    feeds.renew(feed)

    assert feeds.feed_of(tokens.make("feed", feed.pk, 1)) is None
    assert feeds.feed_of(tokens.make("feed", feed.pk, 2)) == feed


def test_inactive_feed_opens_for_nobody() -> None:
    feed = build.feed(active=False)

    assert feeds.feed_of(tokens.make("feed", feed.pk, 1)) is None


def test_feed_of_a_vessel_has_its_entries_alone() -> None:
    vessel = make.vessel()
    build.entry(vessel=vessel, title="Sunset sail")
    build.entry(title="On another boat")

    assert titles(build.feed(vessel=vessel)) == ["Sunset sail"]


def test_feed_of_all_vessels_says_which_one() -> None:
    build.entry(vessel=make.vessel(name="JADA"), title="Sunset sail")

    assert titles(build.feed()) == ["JADA: Sunset sail"]


def test_event_in_a_feed() -> None:
    vessel = make.vessel(name="JADA")
    progress = {"stage": "confirmed", "crew": {"needed": 3, "accepted": 2}}
    entry = build.entry(code="XHQGMDH", vessel=vessel, location="Pier 1", sequence=4, progress=progress)
    calendar = icalendar.Calendar.from_ical(feeds.render(build.feed(vessel=vessel), at=make.NOW))
    [event] = calendar.events

    assert {name: value.to_ical().decode() for name, value in event.items()} == {
        "UID": "XHQGMDH@fairlead",
        "SEQUENCE": "4",
        "DTSTAMP": "20261125T170000Z",
        "LAST-MODIFIED": "20261125T170000Z",
        "SUMMARY": "Haul-out",
        "DTSTART": "20261205T120000",
        "DTEND": "20261205T150000",
        "STATUS": "CONFIRMED",
        "LOCATION": "Pier 1",
        "DESCRIPTION": r"XHQGMDH: confirmed\, crew 2 of 3",
        "URL": settings.PUBLIC_URL + reverse("admin:calendar_sync_entry_change", args=[entry.pk]),
    }
    assert [zone.tz_name for zone in calendar.timezones] == ["America/Los_Angeles"]
    assert str(calendar["X-WR-CALNAME"]) == "JADA"


def test_cancelled_entry_is_kept_for_sixty_days() -> None:
    vessel = make.vessel()
    cancelled = {"vessel": vessel, "status": Status.CANCELLED}
    build.entry(title="59 days ago", modified_at=make.NOW - timedelta(days=59), **cancelled)
    build.entry(title="61 days ago", modified_at=make.NOW - timedelta(days=61), **cancelled)

    assert titles(build.feed(vessel=vessel)) == ["59 days ago"]


def test_feed_looks_back_three_months_and_ahead_eighteen() -> None:
    vessel = make.vessel()
    for days in (-92, -89, 0, 540, 560):
        build.entry(vessel=vessel, title=f"{days} days", starts_at=make.NOW + timedelta(days=days))

    assert titles(build.feed(vessel=vessel)) == ["-89 days", "0 days", "540 days"]


def test_fingerprint_rests_while_nothing_changes() -> None:
    feed, entry = build.feed(), build.entry()
    before = feeds.fingerprint(feed, at=make.NOW)

    assert entry.code not in before
    assert feeds.fingerprint(feed, at=make.NOW + timedelta(hours=1)) == before


def test_fingerprint_follows_changes_departures_and_days() -> None:
    feed, entry = build.feed(), build.entry()
    seen = [feeds.fingerprint(feed, at=make.NOW)]
    Entry.objects.filter(pk=entry.pk).update(modified_at=make.NOW + timedelta(microseconds=1))
    seen.append(feeds.fingerprint(feed, at=make.NOW))
    entry.delete()
    seen.append(feeds.fingerprint(feed, at=make.NOW))
    seen.append(feeds.fingerprint(feed, at=make.NOW + timedelta(days=1)))

    assert len(set(seen)) == 4
