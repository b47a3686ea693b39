"""What SES reports, through the door it comes in by."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from bookings.messages import events
from bookings.messages.models import Message, Outcome, Reason, Unreachable
from bookings.messages.sending import reachable, send_email
from bookings.messages.ses import NOTICE_TAG
from bookings.messages.signals import message_settled
from bookings.messages.signatures import CONFIRMATION
from bookings.messages.views import message_events
from bookings.outbox.targets import PermanentError, TransientError
from tests.make import NOW
from tests.messages import build
from tests.messages.build import ADDRESS, TOPIC, key_pair

pytestmark = pytest.mark.django_db
urlpatterns = [path("messages/events", message_events)]
DELIVERED = {"mail": {"messageId": "ses-x"}}


@pytest.fixture(autouse=True)
def topic(settings: Settings) -> None:
    settings.EVENT_TOPICS = [TOPIC]


@pytest.fixture
def settled() -> Iterator[list[tuple[str, bool]]]:
    """The keys and whether they were reached, as the house is told."""
    told: list[tuple[str, bool]] = []

    def hear(message: Message, reached: bool, at: datetime, **_: Any) -> None:
        told.extend((key, reached) for key in message.keys())  # noqa: SIM118 (not a dict)

    message_settled.connect(hear)
    yield told
    message_settled.disconnect(hear)


def post(content: Any, fetch: Any = lambda url: key_pair()[1]) -> HttpResponse:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return message_events(RequestFactory().post("/messages/events", body, content_type="text/plain"), fetch=fetch)


def take(event: dict[str, Any]) -> bool:
    return events.take(json.dumps(event), at=NOW)


def test_a_delivery_is_recorded_and_told(settled: list[tuple[str, bool]]) -> None:
    message = build.message(provider_id="ses-x")
    message.parts.create(key="notice:BBBBBBB:1")
    assert post(build.notification(build.event("Delivery", **DELIVERED))).status_code == 204
    message.refresh_from_db()
    assert message.outcome == Outcome.DELIVERED
    assert settled == [(message.key, True), ("notice:BBBBBBB:1", True)]


def test_a_permanent_bounce_ends_the_address(settled: list[tuple[str, bool]]) -> None:
    message = build.message(provider_id="ses-x")
    take(build.bounce(**DELIVERED))
    message.refresh_from_db()
    assert (message.outcome, message.reason) == (Outcome.BOUNCED, "General: smtp; 550 5.1.1 user unknown")
    assert [(known.address, known.reason) for known in Unreachable.objects.all()] == [(ADDRESS, Reason.BOUNCED)]
    assert settled == [(message.key, False)]


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_a_passing_bounce_ends_only_the_message(kind: str, settled: list[tuple[str, bool]]) -> None:
    message = build.message(provider_id="ses-x")
    take(build.bounce(bounceType=kind, bounceSubType="MailboxFull", **DELIVERED))
    message.refresh_from_db()
    assert (message.outcome, reachable(ADDRESS)) == (Outcome.UNDELIVERED, True)
    assert settled == [(message.key, False)]


def test_a_complaint_ends_the_address() -> None:
    message = build.message(provider_id="ses-x", outcome=Outcome.DELIVERED)
    take(build.event("Complaint", complaintFeedbackType="abuse", **DELIVERED))
    message.refresh_from_db()
    assert (message.outcome, message.reason, reachable(ADDRESS)) == (Outcome.COMPLAINED, "abuse", False)


def test_a_rejected_message_says_nothing_of_the_address(settled: list[tuple[str, bool]]) -> None:
    message = build.message(provider_id="ses-x")
    take(build.event("Reject", reason="Bad content", **DELIVERED))
    message.refresh_from_db()
    assert (message.outcome, message.reason, reachable(ADDRESS)) == (Outcome.REFUSED, "Bad content", True)
    assert settled == [(message.key, False)]


def test_the_older_notifications_say_the_same() -> None:
    message = build.message(provider_id="ses-x")
    event = build.event("Delivery", **DELIVERED)
    take({"notificationType": event.pop("eventType")} | event)
    message.refresh_from_db()
    assert message.outcome == Outcome.DELIVERED


@pytest.mark.parametrize(
    "mail",
    [
        {"headers": [{"name": "Subject", "value": "Hi"}, {"name": "x-fairlead-notice", "value": "notice:ABCDEFG:one"}]},
        {"tags": {NOTICE_TAG: ["bm90aWNlOkFCQ0RFRkc6b25l"]}},
    ],
)
def test_an_event_before_our_own_row_is_marked_finds_it_by_our_name(mail: dict[str, Any]) -> None:
    message = build.message(key="notice:ABCDEFG:one", outcome=Outcome.SENDING, provider_id="", sent_at=None)
    assert take(build.event("Delivery", mail=mail)) is True
    message.refresh_from_db()
    assert message.outcome == Outcome.DELIVERED


def test_the_same_twice_is_told_once(settled: list[tuple[str, bool]]) -> None:
    build.message(provider_id="ses-x")
    assert [take(build.bounce(**DELIVERED)) for _ in range(2)] == [True, False]
    assert len(settled) == 1


def test_an_old_bounce_that_comes_again_does_not_undo_what_staff_lifted() -> None:
    build.message(provider_id="ses-x")
    take(build.bounce(**DELIVERED))
    Unreachable.objects.all().delete()
    take(build.bounce(**DELIVERED))
    assert reachable(ADDRESS)


@pytest.mark.parametrize(
    ("first", "then", "stands"),
    [
        (build.bounce(**DELIVERED), build.event("Delivery", **DELIVERED), Outcome.BOUNCED),
        (build.event("Delivery", **DELIVERED), build.bounce(**DELIVERED), Outcome.BOUNCED),
        (build.event("Delivery", **DELIVERED), build.bounce(bounceType="Transient", **DELIVERED), Outcome.DELIVERED),
        (build.bounce(bounceType="Transient", **DELIVERED), build.event("Delivery", **DELIVERED), Outcome.DELIVERED),
        (build.event("Complaint", **DELIVERED), build.event("Delivery", **DELIVERED), Outcome.COMPLAINED),
    ],
)
def test_order_does_not_matter(first: dict[str, Any], then: dict[str, Any], stands: Outcome) -> None:
    message = build.message(provider_id="ses-x")
    take(first)
    take(then)
    message.refresh_from_db()
    assert message.outcome == stands


@pytest.mark.parametrize(
    "words",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[]",
        "{}",
        json.dumps(build.event("Delivery")),
        json.dumps(build.event("Open", mail={"messageId": "ses-x"})),
        json.dumps({"eventType": "Delivery"}),
        json.dumps({"eventType": "Bounce", "mail": None}),
    ],
)
def test_what_concerns_no_message_of_ours_is_passed_over(words: str) -> None:
    build.message(provider_id="ses-x")
    assert post(build.notification(words)).status_code == 204
    assert Message.objects.get().outcome == Outcome.HANDED_OVER


def test_an_address_that_bounced_is_not_written_to() -> None:
    build.message(provider_id="ses-x")
    take(build.bounce(**DELIVERED))
    with pytest.raises(PermanentError, match=r"^nora@example\.com bounced on 25 Nov\. Reach them another way"):
        send_email(
            key="next", about="ABCDEFG", to="Nora@Example.com", subject="", text="", html="", sender=ADDRESS, at=NOW
        )
    assert Message.objects.get(key="next").outcome == Outcome.REFUSED


def test_a_subscription_is_confirmed_at_amazon() -> None:
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return key_pair()[1]

    url = "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns&Token=2336"
    content = build.notification("You have chosen", Type=CONFIRMATION, SubscribeURL=url, Token="2336")
    assert post(content, fetch=fetch).status_code == 204
    assert fetched == [build.CERTIFICATE_URL, url]


@pytest.mark.parametrize(
    "url", ["https://example.com/?Action=ConfirmSubscription", "https://sns.us-west-2.amazonaws.com/"]
)
def test_a_subscription_elsewhere_is_not(url: str) -> None:
    content = build.notification("You have chosen", Type=CONFIRMATION, SubscribeURL=url, Token="2336")
    assert post(content).status_code == 403


def test_everything_unsigned_is_refused_in_the_same_words() -> None:
    bodies = [b"", b"{}", build.notification("hi") | {"Message": "ho"}, b"x" * 200_000, b"\xff"]
    assert {(answer.status_code, answer.content) for answer in map(post, bodies)} == {(403, b"Not signed.\n")}


def test_a_certificate_out_of_reach_has_sns_come_again() -> None:
    def away(url: str) -> bytes:
        raise TransientError("away")

    assert post(build.notification("hi"), fetch=away).status_code == 503


@pytest.mark.urls(__name__)
def test_the_door_needs_no_form_token_and_answers_posts_only() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/messages/events", b"{}", content_type="text/plain").status_code == 403
    assert client.post("/messages/events", b"{}", content_type="text/plain").content == b"Not signed.\n"
    assert client.get("/messages/events").status_code == 405
