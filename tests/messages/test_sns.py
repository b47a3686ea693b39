"""Texts through SNS, on a real wire."""

import logging
from datetime import datetime, timedelta

import pytest
from botocore.stub import Stubber
from moto.sns.models import sns_backends
from pytest_django import Settings

from bookings.messages import aws
from bookings.messages.models import Message, Outcome, Unreachable
from bookings.messages.sending import reachable, send_sms
from bookings.outbox.targets import PermanentError, TransientError
from tests.make import NOW
from tests.messages.build import NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("amazon"), pytest.mark.slow]
STOPPED = "+16195550199"
"""moto counts numbers that end in 99 as opted out."""


def send(to: str = NUMBER, text: str = "JADA Sat 5 Dec 16:30.", at: datetime = NOW) -> Message:
    return send_sms(key=f"crew:ABCDEFG:{to[-2:]}:sms", about="ABCDEFG", to=to, text=text, at=at)


def test_a_text_is_handed_over_with_the_id_that_sns_gave() -> None:
    message = send()
    sent = sns_backends["123456789012"]["us-west-2"].sms_messages
    assert {message.provider_id: (NUMBER, "JADA Sat 5 Dec 16:30.")} == {
        name: (to, text) for name, (to, text, *_) in sent.items()
    }
    assert message.outcome == Outcome.HANDED_OVER


@pytest.mark.parametrize(
    ("origin", "attribute"),
    [
        ("+16195550100", {"AWS.MM.SMS.OriginationNumber": "+16195550100"}),
        ("55501", {"AWS.MM.SMS.OriginationNumber": "55501"}),
        ("Fairlead", {"AWS.SNS.SMS.SenderID": "Fairlead"}),
        ("", {}),
    ],
)
def test_texts_come_from_the_registered_number(settings: Settings, origin: str, attribute: dict[str, str]) -> None:
    settings.SMS_ORIGINATION = origin
    attributes = {"AWS.SNS.SMS.SMSType": "Transactional"} | attribute
    typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    with Stubber(aws.client("sns")) as sns:
        sns.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": False}, {"phoneNumber": NUMBER})
        expected = {"PhoneNumber": NUMBER, "Message": "JADA Sat 5 Dec 16:30.", "MessageAttributes": typed}
        sns.add_response("publish", {"MessageId": "1"}, expected)
        assert send().provider_id == "1"


def test_who_said_stop_is_not_texted_and_staff_read_why() -> None:
    with pytest.raises(PermanentError, match=r"^\+16195550199 said STOP to our texts, as we know since 25 Nov\."):
        send(STOPPED)
    message = Message.objects.get()
    assert (message.outcome, message.attempts, reachable(STOPPED)) == (Outcome.REFUSED, 0, False)
    assert message.reason.startswith("+16195550199 said STOP")


def test_a_stop_that_comes_between_the_question_and_the_text_counts() -> None:
    with Stubber(aws.client("sns")) as sns:
        sns.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": False})
        sns.add_client_error("publish", "OptedOut", http_status_code=400)
        with pytest.raises(PermanentError, match="said STOP"):
            send()
    assert [known.address for known in Unreachable.objects.all()] == [NUMBER]


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("Throttled", 429, TransientError),
        ("ThrottlingException", 400, TransientError),
        ("InternalError", 500, TransientError),
        ("ServiceUnavailable", 503, TransientError),
        ("AuthorizationError", 403, TransientError),
        ("InvalidParameter", 400, PermanentError),
    ],
)
def test_errors_of_sns_are_sorted(code: str, status: int, error: type[Exception]) -> None:
    with Stubber(aws.client("sns")) as sns:
        sns.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": False})
        sns.add_client_error("publish", code, "says +16195550142", http_status_code=status)
        with pytest.raises(error) as raised:
            send()
    assert NUMBER not in str(raised.value)
    assert Message.objects.get().attempts == 0


def test_amazon_out_of_reach_is_transient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    aws.client.cache_clear()
    with pytest.raises(TransientError, match="EndpointConnectionError"):
        send()


def test_a_long_text_goes_out_and_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    send(text="It’s on: " + "x" * 160)
    assert caplog.messages == ["The text crew:ABCDEFG:42:sms takes 3 segments."]


def test_a_number_lifted_by_staff_is_tried_again() -> None:
    with Stubber(aws.client("sns")) as sns:
        sns.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": True})
        with pytest.raises(PermanentError):
            send()
    with pytest.raises(PermanentError):
        send()
    Unreachable.objects.all().delete()
    assert send(at=NOW + timedelta(hours=1)).outcome == Outcome.HANDED_OVER
