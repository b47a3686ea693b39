"""What a late worker, a careless hand or a crash may do to one object. In buckets: see test_bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread

import pytest

from bookings.outbox.targets import TransientError
from guests.models import ObjectKind, Page, Site, StalePath
from guests.objects import published
from guests.objects.local import LocalObjects
from guests.placing import cache_control, place, stands, take_away
from tests.guests import build
from tests.make import NOW
from tests.threads import at_once

pytestmark = pytest.mark.slow

KEY = "g/XHQGMDH.html"
CODE = "XHQGMDH"
LATER = NOW + timedelta(minutes=5)
PATIENCE_SECONDS = 10.0

together = pytest.mark.django_db(transaction=True)
alone = pytest.mark.django_db


def put(site: Site, body: bytes, at: datetime = NOW, *, trusted: bool = True, code: str = CODE) -> bool:
    return place(site, KEY, body, kind=ObjectKind.PAGE, code=code, at=at, trusted=trusted)


def redirect(site: Site, body: bytes, at: datetime) -> bool:
    return place(site, KEY, body, kind=ObjectKind.REDIRECT, code=CODE, at=at)


def standing(site: Site, key: str = KEY) -> bytes | None:
    return published(site).read(key, at_most=100)


def tag(site: Site, key: str = KEY) -> str:
    seen = published(site).see(key)
    return seen.tag if seen else ""


def is_refused(site: Site, body: bytes, at: datetime) -> bool:
    try:
        put(site, body, at)
    except TransientError:
        return True
    return False


@contextmanager
def asleep_before_its_put(site: Site, body: bytes, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a worker claim the page, and write it only when all here is done."""
    claimed, go_on, real = Event(), Event(), LocalObjects.put

    def slow(self: LocalObjects, key: str, content: bytes, **how: str) -> str:
        if content == body:
            claimed.set()
            assert go_on.wait(PATIENCE_SECONDS)
        return real(self, key, content, **how)

    monkeypatch.setattr(LocalObjects, "put", slow)
    worker = Thread(target=at_once, args=([lambda: is_refused(site, body, at)],))
    worker.start()
    assert claimed.wait(PATIENCE_SECONDS)
    yield
    go_on.set()
    worker.join()


@alone
def test_a_page_is_written_once() -> None:
    site = build.site()
    assert [put(site, b"one"), put(site, b"one", LATER)] == [True, False]
    page = Page.objects.get()
    assert (page.stored_at, page.claimed_at) == (NOW, LATER)


@alone
def test_older_facts_are_refused_after_newer_ones() -> None:
    site = build.site()
    put(site, b"newer", LATER)
    assert (is_refused(site, b"older", NOW), standing(site)) == (True, b"newer")


@alone
def test_older_facts_are_refused_even_where_the_newer_ones_changed_nothing() -> None:
    site = build.site()
    put(site, b"as it was", NOW - timedelta(minutes=5))
    put(site, b"as it was", LATER)
    assert (is_refused(site, b"older", NOW), standing(site)) == (True, b"as it was")


@together
def test_a_worker_that_sleeps_between_its_claim_and_its_put_overwrites_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    site = build.site()
    put(site, b"first", NOW)
    with asleep_before_its_put(site, b"older", NOW + timedelta(minutes=1), monkeypatch):
        put(site, b"newer", LATER)
    page = Page.objects.get()
    assert (standing(site), page.tag, page.claimed_at) == (b"newer", tag(site), LATER)


@together
def test_a_worker_that_sleeps_before_the_first_put_overwrites_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    site = build.site()
    with asleep_before_its_put(site, b"older", NOW, monkeypatch):
        put(site, b"newer", LATER)
    assert standing(site) == b"newer"


@together
def test_a_worker_that_sleeps_through_a_removal_brings_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    site = build.site()
    put(site, b"first", NOW)
    with asleep_before_its_put(site, b"older", NOW + timedelta(minutes=1), monkeypatch):
        take_away(Page.objects.all(), at=LATER)
    assert (standing(site), Page.objects.count()) == (None, 0)


@together
def test_a_worker_that_sleeps_through_a_removal_before_its_first_put_takes_it_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = build.site()
    with asleep_before_its_put(site, b"older", NOW, monkeypatch):
        take_away(Page.objects.all(), at=LATER)
    assert (standing(site), Page.objects.count()) == (None, 0)


@together
@pytest.mark.slow
def test_of_many_at_once_the_newest_facts_stand() -> None:
    site, moments = build.site(), [NOW + timedelta(seconds=number) for number in range(8)]
    for _ in range(3):
        at_once([partial(is_refused, site, at.isoformat().encode(), at) for at in moments])
        while is_refused(site, moments[-1].isoformat().encode(), moments[-1]):
            pass
        assert standing(site) == moments[-1].isoformat().encode()
        moments = [at + timedelta(minutes=1) for at in moments]


@together
def test_what_is_named_by_its_content_may_be_placed_by_many_at_once() -> None:
    site, key = build.site(), "g/uploader-0a1b2c3d4e5f.js"

    def script(at: datetime) -> bool:
        return place(site, key, b"script", kind=ObjectKind.SCRIPT, code="", at=at)

    at_once([partial(script, NOW + timedelta(seconds=number)) for number in range(8)])
    assert (standing(site, key), Page.objects.get(key=key).tag) == (b"script", tag(site, key))


@alone
def test_an_altered_object_is_put_right_when_nothing_is_taken_for_granted() -> None:
    site = build.site()
    put(site, b"one")
    published(site).put(KEY, b"Free beer", content_type="", cache_control="", over=None)
    assert (put(site, b"one", LATER), put(site, b"one", LATER, trusted=False)) == (False, True)
    assert standing(site) == b"one"


@alone
def test_a_deleted_object_is_put_back_when_its_bytes_change() -> None:
    site = build.site()
    put(site, b"one")
    published(site).remove(KEY)
    assert (put(site, b"two", LATER), standing(site)) == (True, b"two")


@alone
def test_an_object_that_stands_as_we_put_it_is_left_when_nothing_is_taken_for_granted() -> None:
    site = build.site()
    put(site, b"one")
    assert put(site, b"one", LATER, trusted=False) is False


@alone
@pytest.mark.parametrize("was", [b"", b"one"])
def test_a_crash_between_the_put_and_its_row_is_made_good(was: bytes) -> None:
    site = build.site()
    if was:
        put(site, was)
    else:
        Page.objects.create(site=site, key=KEY, booking_code=CODE, stored_at=NOW, claimed_at=NOW)
    published(site).put(KEY, b"two", content_type="", cache_control="", over=None)
    assert put(site, b"two", LATER) is True
    assert (standing(site), Page.objects.get().tag) == (b"two", tag(site))


@alone
def test_a_crash_before_its_row_was_noted_is_no_hindrance_to_removal() -> None:
    site = build.site()
    Page.objects.create(site=site, key=KEY, booking_code=CODE, stored_at=NOW, claimed_at=NOW)
    published(site).put(KEY, b"two", content_type="", cache_control="", over=None)
    take_away(Page.objects.all(), at=LATER)
    assert (standing(site), Page.objects.count()) == (None, 0)


@alone
def test_what_somebody_claimed_later_is_not_taken_away() -> None:
    site = build.site()
    put(site, b"newer", LATER)
    take_away(Page.objects.all(), at=NOW)
    assert (standing(site), Page.objects.count()) == (b"newer", 1)


@alone
def test_what_another_booking_took_over_is_not_taken_away() -> None:
    site = build.site()
    put(site, b"first")
    read_before = list(Page.objects.all())
    put(site, b"second", NOW, code="OTHER22")
    take_away(read_before, at=LATER)
    assert standing(site) == b"second"


@alone
def test_a_redirect_does_not_replace_what_another_booking_took_over() -> None:
    site = build.site()
    put(site, b"second", NOW, code="OTHER22")
    with pytest.raises(TransientError):
        redirect(site, b"over there", LATER)
    assert standing(site) == b"second"


@alone
def test_a_redirect_remembers_since_when_it_leads_elsewhere() -> None:
    site = build.site()
    put(site, b"one")
    redirect(site, b"over there", LATER)
    redirect(site, b"further on", LATER + timedelta(days=1))
    assert Page.objects.get().left_at == LATER


@alone
def test_pages_go_before_what_they_name() -> None:
    site = build.site(distribution="E2QWRUHAPOMQZL")
    for kind, key in [(ObjectKind.PHOTO, "g/XHQGMDH-0.jpg"), (ObjectKind.CALENDAR, "g/XHQGMDH.ics")]:
        place(site, key, b"one", kind=kind, code=CODE, at=NOW)
    put(site, b"one")
    take_away(Page.objects.all(), at=LATER)
    assert list(StalePath.objects.order_by("pk").values_list("path", flat=True)) == [
        "/g/XHQGMDH.html",
        "/g/XHQGMDH.ics",
        "/g/XHQGMDH-0.jpg",
    ]


@alone
def test_the_edge_is_told_of_what_it_may_show_older_bytes_of_and_of_nothing_else() -> None:
    site = build.site(distribution="E2QWRUHAPOMQZL")
    put(site, b"one")
    before = StalePath.objects.count()
    put(site, b"two", LATER)
    put(site, b"two", LATER)
    assert (before, [stale.path for stale in StalePath.objects.all()]) == (0, [f"/{KEY}"])


@alone
def test_what_is_named_by_its_content_stands_when_it_does() -> None:
    site, key = build.site(), "g/XHQGMDH-0a1b2c3d4e5f6789.jpg"
    before = stands(site, key, trusted=True)
    place(site, key, b"picture", kind=ObjectKind.PHOTO, code=CODE, at=NOW)
    published(site).remove(key)
    assert (before, stands(site, key, trusted=True), stands(site, key, trusted=False)) == (False, True, False)


def test_browsers_ask_each_time_for_a_page_and_never_again_for_a_picture() -> None:
    site = Site(cache_seconds=60)
    assert [cache_control(site, kind) for kind in (ObjectKind.PAGE, ObjectKind.PHOTO)] == [
        "public, max-age=0, must-revalidate, s-maxage=60",
        "public, max-age=31536000, immutable",
    ]
