"""Feeds: the address, what a subscriber reads there, and how to tell that nothing changed without reading it."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max
from django.urls import reverse

from bookings import ics, tokens
from calendar_sync.models import Entry, EntryQuerySet, Feed
from calendar_sync.progress import described

PURPOSE = "feed"
LOOK_BACK = timedelta(days=90)
LOOK_AHEAD = timedelta(days=548)
KEEP_CANCELLED = timedelta(days=60)


def feed_url(feed: Feed) -> str:
    """Return the feed's secret address: whoever has it reads the calendar. Not for logs."""
    path = reverse("calendar_sync:feed", args=[tokens.make(PURPOSE, feed.pk, feed.version)])
    return f"{settings.PUBLIC_URL}{path}"


def feed_of(token: str) -> Feed | None:
    """Return the feed that `token` opens today; None for a forged, replaced or closed one."""
    numbers = tokens.read(PURPOSE, token)
    if numbers is None or len(numbers) != 2:
        return None
    pk, version = numbers
    return Feed.objects.select_related("vessel").filter(pk=pk, version=version, active=True).first()


def renew(feed: Feed) -> None:
    """Give the feed a new address; the one that stood opens nothing from now on."""
    Feed.objects.filter(pk=feed.pk).update(version=F("version") + 1)


def fingerprint(feed: Feed, *, at: datetime) -> str:
    """Name what `render` would return, from one aggregate; the window moves it once a day."""
    seen = _entries(feed, at).aggregate(count=Count("pk"), latest=Max("modified_at"))
    latest = f"{seen['latest']:%Y%m%dT%H%M%S%f}" if seen["latest"] else "never"
    return f"{feed.pk}-{feed.version}-{_midnight(at):%Y%m%d}-{seen['count']}-{latest}"


def render(feed: Feed, *, at: datetime) -> bytes:
    """Write the feed as iCalendar."""
    entries = _entries(feed, at).select_related("vessel")
    return ics.write((_event(entry, naming_vessel=feed.vessel is None) for entry in entries), name=feed.name)


def _entries(feed: Feed, at: datetime) -> EntryQuerySet:
    today = _midnight(at)
    entries = Entry.objects.between(today - LOOK_BACK, today + LOOK_AHEAD)
    entries = entries.standing_or_cancelled_since(today - KEEP_CANCELLED)
    return entries.filter(vessel=feed.vessel) if feed.vessel else entries


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _event(entry: Entry, *, naming_vessel: bool) -> ics.Event:
    return ics.Event(
        uid=ics.uid(entry.code),
        sequence=entry.sequence,
        title=f"{entry.vessel}: {entry.title}" if naming_vessel else entry.title,
        start=entry.starts_at.astimezone(entry.vessel.zone),
        end=entry.ends_at.astimezone(entry.vessel.zone),
        status=entry.status,
        last_modified=entry.modified_at,
        location=entry.location,
        description=f"{entry.code}: {described(entry.progress)}",
        url=settings.PUBLIC_URL + reverse("admin:calendar_sync_entry_change", args=[entry.pk]),
    )
