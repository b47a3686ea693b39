"""The fault matrix: whatever the other SCC does wrong, there is one event in the end, and its crew was told once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_django import Settings

from bookings import actions
from bookings.models import Booking, CancelCause
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.upkeep import retry
from tests import make
from tests.crew import build
from tests.make import NOW, STAFF
from tests.processes import eventually
from tests.scc import fake_scc
from tests.scc.fake_scc import FakeScc, Fault, calling, only_when_writing, says

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SENTENCE = {"error": {"message": "JADA is taken by another charter then."}}
CLOUD = {"Via": "1.1 d1.cloudfront.net (CloudFront)"}
IN_AN_HOUR = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


@dataclass(frozen=True)
class Row:
    name: str
    fault: Fault
    state: str
    words: str
    waits: tuple[float, float] = (48.0, 72.0)
    """Seconds until the next try, where there is one: a minute or so, if the other side asked for nothing else."""
    cancelling: str = ""
    """The state of a cancellation, where that is another."""
    deadline_seconds: float = 20.0


MATRIX = [
    Row("401", says(401), "parked", "The key is refused: 127.0.0.1 answered 401. Look at SCC_SERVICE_KEY."),
    Row("403", says(403), "parked", "The key is refused: 127.0.0.1 answered 403. Look at SCC_SERVICE_KEY."),
    Row("404", says(404), "parked", "127.0.0.1 refuses it with 404.", cancelling="delivered"),
    Row(
        "409",
        only_when_writing(says(409, SENTENCE)),
        "parked",
        "127.0.0.1 refuses it (409): JADA is taken by another charter then.",
    ),
    Row(
        "409 with an amount",
        only_when_writing(says(409, {"message": "Deposit paid 200"})),
        "parked",
        "127.0.0.1 refuses it with 409.",
    ),
    Row("429 in seconds", says(429, Retry_After="600"), "owed", "127.0.0.1 answered 429: not now.", (600, 600)),
    Row("429 at a time", says(429, Retry_After=IN_AN_HOUR), "owed", "127.0.0.1 answered 429: not now.", (600, 3600)),
    Row("429 in riddles", says(429, Retry_After="soon"), "owed", "127.0.0.1 answered 429: not now."),
    Row("503 in seconds", says(503, Retry_After="600"), "owed", "127.0.0.1 answered 503: not now.", (600, 600)),
    Row("500", says(500), "owed", "127.0.0.1 answered 500: not now."),
    Row(
        "500 after the effect",
        only_when_writing(fake_scc.does_but_says(500)),
        "owed",
        "127.0.0.1 answered 500: not now.",
    ),
    Row("garbage", says(200, b"<html>Welcome"), "owed", "127.0.0.1 answered 200 with something that is not JSON."),
    Row(
        "garbage after the effect",
        only_when_writing(fake_scc.does_but_says(200, b"<html>")),
        "owed",
        "127.0.0.1 answered 200 with something that is not JSON.",
        cancelling="delivered",
    ),
    Row(
        "wrong id",
        says(200, {"eventId": "WWWWWWW"}),
        "owed",
        "127.0.0.1 answered 200 with something that is not event XHQGMDH.",
    ),
    Row("a list", says(200, []), "owed", "127.0.0.1 answered 200 with something that is not event XHQGMDH."),
    Row("slow bytes", fake_scc.drips, "owed", "127.0.0.1 did not answer within 0.5 seconds.", deadline_seconds=0.5),
    Row("dropped", fake_scc.hangs_up, "owed", "127.0.0.1 broke off in the middle of its answer."),
    Row(
        "dropped after the effect",
        only_when_writing(fake_scc.does_and_hangs_up),
        "owed",
        "127.0.0.1 broke off in the middle of its answer.",
    ),
    Row("too long", says(200, b"x" * 1_100_000), "owed", "127.0.0.1 answered more than 1,000,000 bytes."),
    Row(
        "moved",
        says(301, Location="http://127.0.0.1:9/"),
        "parked",
        "127.0.0.1 answered 301: it has moved. Give the address it moved to.",
    ),
    Row(
        "through CloudFront",
        says(403, X_Cache="Error from cloudfront", **CLOUD),
        "parked",
        "127.0.0.1 is CloudFront, which takes the key off on its way. "
        "Set SCC_BASE_URL to the stage address of the API Gateway behind it.",
    ),
]


def crewed() -> Booking:
    booking = make.booking(code="XHQGMDH", vessel=make.vessel(name="JADA"))
    build.assignment(booking, build.person(scc_id="c-17"))
    return booking


def drain() -> None:
    worker.drain("scc", clock=lambda: NOW)


def create() -> None:
    crewed()


def change() -> None:
    booking = crewed()
    drain()
    actions.edit(booking, {"title": "Sunrise sail"}, by=STAFF, at=NOW)


def cancel() -> None:
    booking = crewed()
    drain()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)


TITLES = {create: ["Sunset sail"], change: ["Sunrise sail"], cancel: []}
TOLD = {create: 1, change: 2, cancel: 2}
CASES = [(act, row) for act in TITLES for row in MATRIX]


@pytest.mark.parametrize(("act", "row"), CASES, ids=[f"{act.__name__}, {row.name}" for act, row in CASES])
def test_after_a_fault_there_is_one_event_and_its_crew_was_told_once(
    act: Callable[[], None], row: Row, other_scc: FakeScc, settings: Settings
) -> None:
    act()
    other_scc.fault, settings.OUTBOX_TARGETS = row.fault, calling(deadline_seconds=row.deadline_seconds)
    drain()
    delivery = Delivery.objects.get()
    if act is cancel and row.cancelling:
        assert delivery.state == row.cancelling
        return
    assert (delivery.state, delivery.error) == (row.state, row.words)
    if delivery.due_at:
        assert row.waits[0] <= (delivery.due_at - NOW).total_seconds() <= row.waits[1]

    other_scc.fault, settings.OUTBOX_TARGETS = None, calling()
    retry(Delivery.objects.all(), at=NOW)
    drain()
    assert Delivery.objects.get().state == "delivered"
    assert [event["eventName"] for event in other_scc.events.values()] == TITLES[act]
    assert len(other_scc.told) == TOLD[act]


def test_work_that_lands_after_we_gave_up_makes_no_second_event(other_scc: FakeScc, settings: Settings) -> None:
    booking = crewed()
    other_scc.fault, settings.OUTBOX_TARGETS = fake_scc.lands_late(1.0), calling(deadline_seconds=0.5)
    drain()
    assert Delivery.objects.get().error == "127.0.0.1 did not answer within 0.5 seconds."
    actions.edit(booking, {"title": "Sunrise sail"}, by=STAFF, at=NOW)
    other_scc.fault, settings.OUTBOX_TARGETS = None, calling()
    drain()
    assert eventually(lambda: len(other_scc.landed) == 2)
    assert [event["eventName"] for event in other_scc.events.values()] == ["Sunrise sail"]
    assert other_scc.told == ["XHQGMDH"]


def test_nobody_at_the_address_is_transient(other_scc: FakeScc, settings: Settings) -> None:
    settings.SCC_BASE_URL = "http://127.0.0.1:9"
    crewed()
    drain()
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("owed", "127.0.0.1 cannot be reached.")


def test_a_cloudfront_name_is_refused_before_anything_is_sent(other_scc: FakeScc, settings: Settings) -> None:
    settings.SCC_BASE_URL = "https://d1.cloudfront.net/scc"
    crewed()
    drain()
    assert Delivery.objects.get().error == (
        "d1.cloudfront.net is CloudFront, which takes the key off on its way. "
        "Set SCC_BASE_URL to the stage address of the API Gateway behind it."
    )
