"""E-mails through SES, on a real wire, and what an unknown end of a send leads to."""

import json
import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_string

import pytest
from anymail.exceptions import AnymailAPIError
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.mail import EmailMessage
from moto.ses.models import ses_backends
from pytest_django import Settings

from bookings.messages import events, ses
from bookings.messages.models import Message, Outcome
from bookings.messages.once import EVENT_WITHIN
from bookings.messages.sending import already_sent, send_email
from bookings.outbox.targets import PermanentError, TransientError
from tests.make import NOW
from tests.messages import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SENDER = "crew@example.com"


def send(at: datetime = NOW, html: str = "<p>See you.</p>", key: str = "notice:ABCDEFG:1") -> Message:
    return send_email(
        key=key,
        about="ABCDEFG",
        to="nora@example.com",
        subject="Confirmed",
        text="See you.",
        html=html,
        sender=SENDER,
        at=at,
    )


@pytest.fixture
def post_office(amazon: str) -> None:
    ses_backends["123456789012"]["us-west-2"].verify_email_identity(SENDER)


@pytest.mark.usefixtures("post_office")
def test_an_email_is_handed_over_with_the_id_that_ses_gave_and_our_own_name() -> None:
    message = send()
    (sent,) = ses_backends["123456789012"]["us-west-2"].sent_messages
    assert (message.provider_id, message.outcome) == (sent.id, Outcome.HANDED_OVER)
    assert message_from_string(sent.raw_data)["X-Fairlead-Notice"] == message.key


@pytest.mark.usefixtures("post_office")
def test_without_html_it_is_plain() -> None:
    send(html="")
    (sent,) = ses_backends["123456789012"]["us-west-2"].sent_messages
    assert message_from_string(sent.raw_data).get_content_type() == "text/plain"


@pytest.mark.usefixtures("amazon")
def test_a_refused_message_is_permanent() -> None:
    with pytest.raises(PermanentError, match="MessageRejected"):
        send()
    assert Message.objects.get().outcome == Outcome.REFUSED


@pytest.mark.usefixtures("amazon")
def test_an_address_that_is_none_is_permanent() -> None:
    with pytest.raises(PermanentError, match="refuses the address"):
        send_email(key="k", about="ABCDEFG", to="no address", subject="", text="", html="", sender=SENDER, at=NOW)


def api_error(cause: Exception) -> AnymailAPIError:
    error = AnymailAPIError("says nora@example.com")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("TooManyRequestsException", 429, TransientError),
        ("LimitExceededException", 400, TransientError),
        ("SendingPausedException", 400, TransientError),
        ("AccountSuspendedException", 400, TransientError),
        ("InternalServiceErrorException", 500, TransientError),
        ("", 503, TransientError),
        ("MessageRejected", 400, PermanentError),
        ("BadRequestException", 400, PermanentError),
    ],
)
def test_errors_of_ses_are_sorted(code: str, status: int, expected: type[Exception]) -> None:
    answer = {"Error": {"Code": code, "Message": "nora"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    known = ses.understood(api_error(ClientError(answer, "SendEmail")), to="nora@example.com")
    assert type(known) is expected


def test_a_network_that_is_away_is_transient() -> None:
    known = ses.understood(EndpointConnectionError(endpoint_url="https://example.com"), to="nora@example.com")
    assert type(known) is TransientError


def test_our_own_mistakes_are_not_made_to_look_like_theirs() -> None:
    assert ses.understood(KeyError("subject"), to="nora@example.com") is None


@pytest.fixture
def silence(amazon: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[socket.socket]:
    """An Amazon that takes everything and never answers; every door it has is the one given."""
    listening = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
    config = {"connect_timeout": 1, "read_timeout": 0.2, "retries": {"total_max_attempts": 1}}
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": {"config": config}}
    with listening:
        yield listening


def tried(listening: socket.socket) -> int:
    """Count the connections that were made so far."""
    listening.setblocking(False)
    count = 0
    try:
        while True:
            listening.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count


def test_a_send_of_unknown_end_waits_for_its_event(silence: socket.socket) -> None:
    with pytest.raises(TransientError):
        send()
    with pytest.raises(TransientError, match="waiting for word") as raised:
        send(at=NOW + timedelta(minutes=4))
    assert raised.value.retry_after == 360
    assert tried(silence) == 1


def test_its_event_spares_the_second_send(silence: socket.socket) -> None:
    with pytest.raises(TransientError):
        send()
    headers = [{"name": "X-Fairlead-Notice", "value": "notice:ABCDEFG:1"}]
    events.take(json.dumps(build.event("Delivery", mail={"headers": headers})), at=NOW)
    assert send(at=NOW + EVENT_WITHIN).outcome == Outcome.DELIVERED
    assert tried(silence) == 1


def test_without_word_it_is_sent_once_more_and_never_again(silence: socket.socket) -> None:
    for tries in range(2):
        with pytest.raises(TransientError):
            send(at=NOW + tries * EVENT_WITHIN)
    for tries in range(2, 5):
        assert send(at=NOW + tries * EVENT_WITHIN).outcome == Outcome.SENDING
    assert tried(silence) == 2
    assert already_sent(["notice:ABCDEFG:1"]) == {"notice:ABCDEFG:1"}


def test_tags_come_back_as_the_key_they_stand_for() -> None:
    letter = EmailMessage()
    ses.tag(letter, "crew_notice:ABCDEFG:7:1:email")
    (tag,) = letter.esp_extra["EmailTags"]  # type: ignore[attr-defined]
    assert re.fullmatch(r"[\w-]+", tag["Value"])
    assert ses.untag(tag["Value"]) == "crew_notice:ABCDEFG:7:1:email"


def test_a_key_too_long_for_a_tag_travels_in_the_header_alone() -> None:
    letter = EmailMessage()
    ses.tag(letter, "k" * 200)
    assert not hasattr(letter, "esp_extra")


def test_tags_of_others_mean_nothing() -> None:
    assert ses.untag("someone else's!") == ""
