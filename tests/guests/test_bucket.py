"""Objects in a bucket, on an AWS that enforces conditions and keeps versions, and what bookings cost there in calls."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest

from bookings import actions, upkeep
from bookings.models import Booking
from bookings.outbox.models import Delivery
from bookings.outbox.targets import PermanentError, TransientError
from bookings.outbox.upkeep import Finding
from guests.models import Hosting, ObjectKind, Page, Photo, Site
from guests.objects import ChangedError, bucket, published
from guests.photos import shelf
from guests.placing import place, take_away
from guests.rendering import render, render_for_anyone
from tests import amazon as aws
from tests.guests import build
from tests.make import NOON, NOW, STAFF
from tests.threads import at_once

HOW = {"content_type": "text/html; charset=utf-8", "cache_control": "no-cache"}
KEY = "g/XHQGMDH.html"
LATER = NOW + timedelta(minutes=5)
ABOARD = NOON + timedelta(minutes=1)
PATIENCE_SECONDS = 10.0

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]


@contextmanager
def calls(site: Site) -> Iterator[list[str]]:
    """Every call to the site's bucket, as VERB KEY, in order."""
    made: list[str] = []

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        deleted = params.get("Delete", {}).get("Objects", [{}])[0].get("Key")
        made.append(f"{model.name} {deleted or params.get('Key') or params.get('Prefix')}")

    with listening(site, "provide-client-params.s3", note):
        yield made


@contextmanager
def listening(site: Site, event: str, listener: Callable[..., None]) -> Iterator[None]:
    events = bucket.client(site.bucket, site.region).meta.events
    events.register(event, listener)
    yield
    events.unregister(event, listener)


def put(site: Site, body: bytes, at: Any = NOW) -> bool:
    return place(site, KEY, body, kind=ObjectKind.PAGE, code="XHQGMDH", at=at)


def by_hand(site: Site, key: str, body: bytes = b"By hand") -> None:
    aws.client("s3").put_object(Bucket=site.bucket, Key=key, Body=body)


def reconcile(at: Any = LATER) -> Finding:
    codes = list(Booking.objects.values_list("code", flat=True))
    return sum((finding for _, finding in upkeep.reconcile(codes, at=at)), Finding())


def read(site: Site, name: str) -> bytes | None:
    return published(site).read(f"g/{name}", at_most=1_000_000)


def test_a_write_over_something_else_is_refused() -> None:
    objects = published(aws.site())
    first = objects.put("g/A.html", b"one", over="", **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"two", over="", **HOW)
    objects.put("g/A.html", b"two", over=first, **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"three", over=first, **HOW)
    assert objects.read("g/A.html", at_most=100) == b"two"


def test_a_write_over_what_is_gone_is_refused() -> None:
    objects = published(aws.site())
    first = objects.put("g/A.html", b"one", over="", **HOW)
    objects.remove("g/A.html")
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"two", over=first, **HOW)


def test_a_removal_of_something_else_is_refused() -> None:
    objects = published(aws.site())
    first = objects.put("g/A.html", b"one", over="", **HOW)
    objects.put("g/A.html", b"two", over=None, **HOW)
    with pytest.raises(ChangedError):
        objects.remove("g/A.html", over=first)
    assert objects.read("g/A.html", at_most=100) == b"two"


@pytest.mark.parametrize("deleted_by_hand", [True, False])
def test_what_is_removed_leaves_no_version(deleted_by_hand: bool) -> None:
    site = aws.site()
    objects = published(site)
    for body in (b"one", b"two"):
        tag = objects.put("g/A.html", body, over=None, **HOW)
    if deleted_by_hand:
        aws.client("s3").delete_object(Bucket=site.bucket, Key="g/A.html")
    objects.remove("g/A.html", over=tag)
    left = aws.client("s3").list_object_versions(Bucket=site.bucket)
    assert (objects.see("g/A.html"), left.get("Versions"), left.get("DeleteMarkers")) == (None, None, None)


def test_a_bucket_that_is_not_there_is_a_permanent_error() -> None:
    site = aws.site()
    site.bucket = "nobody-has-this-bucket"
    with pytest.raises(PermanentError):
        published(site).put("g/A.html", b"one", over="", **HOW)


def test_a_list_goes_past_a_thousand_keys() -> None:
    site = aws.site()
    client = aws.client("s3")
    at_once([partial(_put_many, client, site.bucket, part) for part in range(4)])
    assert len(published(site).listed("g/")) == 1004


def _put_many(client: Any, name: str, part: int) -> None:
    for number in range(251):
        client.put_object(Bucket=name, Key=f"g/{part}-{number}.html", Body=b"x")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_sleeps_between_its_claim_and_its_put_overwrites_nothing() -> None:
    site = aws.site()
    put(site, b"first")
    claimed, go_on = Event(), Event()
    refused: list[Any] = []

    def sleep(params: dict[str, Any], **_: Any) -> None:
        if params["Body"] == b"older":
            claimed.set()
            assert go_on.wait(PATIENCE_SECONDS)

    with listening(site, "provide-client-params.s3.PutObject", sleep):
        worker = Thread(target=lambda: refused.extend(at_once([lambda: _is_refused(site, b"older")])))
        worker.start()
        assert claimed.wait(PATIENCE_SECONDS)
        put(site, b"newer", LATER)
        go_on.set()
        worker.join()
    assert (refused, read(site, "XHQGMDH.html")) == ([True], b"newer")


def _is_refused(site: Site, body: bytes) -> bool:
    try:
        put(site, body, NOW + timedelta(minutes=1))
    except TransientError:
        return True
    return False


def test_a_crash_between_the_put_and_its_row_is_made_good() -> None:
    site = aws.site()
    put(site, b"one")
    was = Page.objects.get()
    put(site, b"two", LATER)
    Page.objects.update(tag=was.tag, sha256=was.sha256)
    put(site, b"two", LATER)
    seen = published(site).see(KEY)
    assert seen
    assert (read(site, "XHQGMDH.html"), Page.objects.get().tag) == (b"two", seen.tag)


def test_a_page_made_by_hand_is_not_overwritten_and_says_so() -> None:
    site = aws.site(adopted=True)
    by_hand(site, "g/smith-sail.html")
    booking = build.charter(brand=site.brand, slug="smith-sail")
    build.publish()
    row = Delivery.objects.of("guest_page", booking.code).get()
    assert (row.state, row.error) == (
        "parked",
        f"A page made by hand stands at {site.brand.domain}/g/smith-sail.html. Take it away, or give this charter "
        "another address; then retry.",
    )
    assert read(site, "smith-sail.html") == b"By hand"


def test_a_page_made_by_hand_outlives_the_charter_that_wanted_its_name() -> None:
    site = aws.site(adopted=True)
    by_hand(site, "g/smith-sail.html")
    booking = build.charter(brand=site.brand, slug="smith-sail")
    build.publish()
    actions.edit(booking, {"slug": "nora-sail"}, by=STAFF, at=LATER)
    build.publish(at=LATER)
    assert (read(site, "smith-sail.html"), Page.objects.filter(key="g/smith-sail.html").exists()) == (b"By hand", False)
    assert read(site, "nora-sail.html") == render_for_anyone(build.shown(booking))


def test_an_object_of_ours_that_was_replaced_by_hand_is_put_right() -> None:
    site = aws.site()
    booking = build.charter(brand=site.brand)
    build.publish()
    by_hand(site, f"g/{booking.code}.html", b"Free beer")
    assert reconcile() == Finding(drifted=1)
    build.publish(at=LATER)
    assert read(site, f"{booking.code}.html") == render(build.shown(booking))


@pytest.mark.parametrize("ending", ["html", "ics"])
def test_an_object_that_was_deleted_by_hand_is_put_back_and_no_other_is_written(ending: str) -> None:
    site = aws.site()
    booking = build.charter(brand=site.brand, slug="smith-sail")
    build.publish()
    aws.client("s3").delete_object(Bucket=site.bucket, Key=f"g/{booking.code}.{ending}")
    assert reconcile() == Finding(drifted=1)
    with calls(site) as made:
        build.publish(at=LATER)
    assert {call for call in made if call.startswith("Put")} == {f"PutObject g/{booking.code}.{ending}"}
    assert reconcile() == Finding()


def test_the_read_back_lists_a_site_once_and_asks_nothing_else() -> None:
    site = aws.site()
    for number in range(5):
        build.charter(brand=site.brand, slug=f"sail-{number:03}")
    build.publish()
    with calls(site) as made:
        assert reconcile() == Finding()
    assert made == ["ListObjectsV2 g/"]


def test_pages_made_by_hand_are_reported_once_and_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    site = aws.site(adopted=True)
    build.charter(brand=site.brand)
    build.publish()
    by_hand(site, "g/about-us.html")
    with caplog.at_level(logging.WARNING, "guests.read_back"):
        assert [reconcile(), reconcile()] == [Finding(), Finding()]
    assert [record.getMessage() for record in caplog.records] == [
        f"{site.bucket}: 1 objects below g/ were not made here, and are left alone: g/about-us.html"
    ]


def test_what_a_page_names_is_there_before_it_and_goes_after_it() -> None:
    site = aws.site()
    booking = build.charter(brand=site.brand)
    build.approved_photo(booking, name=shelf.put(booking, b"picture"))
    Photo.objects.update(thumbnail=shelf.put(booking, b"thumbnail"))
    with calls(site) as made:
        build.publish(at=ABOARD)
    assert [call.rpartition(".")[2] for call in made] == ["js", "jpg", "jpg", "ics", "html"]
    with calls(site) as made:
        take_away(Page.objects.filter(booking_code=booking.code), at=ABOARD)
    deleted = [call.rpartition(".")[2] for call in made if call.startswith("DeleteObjects")]
    assert deleted == ["html", "ics", "jpg", "jpg"]


def test_a_site_that_moves_into_a_bucket_takes_its_pages_along() -> None:
    site = aws.site(hosting=Hosting.LOCAL)
    booking = build.charter(brand=site.brand, slug="smith-sail")
    build.publish()
    Site.objects.update(hosting=Hosting.BUCKET)
    assert reconcile() == Finding(behind=1)
    build.publish(at=LATER)
    moved = Site.objects.get()
    assert read(moved, f"{booking.code}.html") == render(build.shown(booking))
    assert reconcile() == Finding()


def test_one_edited_charter_in_a_hundred_is_put_and_no_other() -> None:
    site = aws.site()
    bookings = [build.charter(brand=site.brand, slug=f"sail-{number:03}") for number in range(100)]
    with calls(site) as made:
        build.publish()
    assert (len(made), {call.partition(" ")[0] for call in made}) == (300, {"PutObject"})
    actions.edit(bookings[42], {"guest_notes": "Bring a hat"}, by=STAFF, at=LATER)
    for booking in bookings[50:]:
        actions.edit(booking, {"crew_notes": "Mind the bilge pump"}, by=STAFF, at=LATER)
    with calls(site) as made:
        build.publish(at=LATER)
    assert made == [f"PutObject g/{bookings[42].code}.html", "PutObject g/sail-042.html"]
