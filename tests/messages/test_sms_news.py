"""What SNS says of texts only when asked."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber
from django.utils import timezone
from moto.sns.models import sns_backends
from pytest_django import Settings

from bookings.messages import aws, sms_news
from bookings.messages.models import Channel, Outcome, Reason, Unreachable
from bookings.messages.reach import give_up_on, reachable
from bookings.messages.sms_news import read_opt_outs, read_sms_outcomes
from bookings.outbox.targets import TransientError
from tests.make import NOW
from tests.messages import build
from tests.messages.build import NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("amazon"), pytest.mark.slow]
GROUP = "sns/us-west-2/123456789012/DirectPublishToPhoneNumber"
FAILURES = f"{GROUP}/Failure"
HOUR = timedelta(hours=1)


@pytest.fixture
def stopped() -> list[str]:
    """The numbers that said STOP, as SNS keeps them."""
    numbers: list[str] = sns_backends["123456789012"]["us-west-2"].opt_out_numbers
    numbers.clear()
    return numbers


def test_who_said_stop_is_known_within_the_hour(stopped: list[str]) -> None:
    text = build.text(sent_at=NOW - timedelta(minutes=30))
    delivered = build.text(outcome=Outcome.DELIVERED)
    stopped.append(NUMBER)
    read_opt_outs(at=NOW)
    assert not reachable(NUMBER)
    for message in (text, delivered):
        message.refresh_from_db()
    assert (text.outcome, delivered.outcome) == (Outcome.OPTED_OUT, Outcome.DELIVERED)


def test_the_list_is_read_once_an_hour(stopped: list[str]) -> None:
    read_opt_outs(at=NOW)
    stopped.append(NUMBER)
    read_opt_outs(at=NOW + HOUR - timedelta(seconds=1))
    assert reachable(NUMBER)
    read_opt_outs(at=NOW + HOUR)
    assert not reachable(NUMBER)


def test_who_took_it_back_is_texted_again(stopped: list[str]) -> None:
    give_up_on(NUMBER, channel=Channel.SMS, reason=Reason.OPTED_OUT, at=NOW - 2 * HOUR)
    give_up_on("nora@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW - 2 * HOUR)
    read_opt_outs(at=NOW)
    assert [known.address for known in Unreachable.objects.all()] == ["nora@example.com"]


def test_a_list_cut_short_lifts_nobody() -> None:
    give_up_on(NUMBER, channel=Channel.SMS, reason=Reason.OPTED_OUT, at=NOW - 2 * HOUR)
    with Stubber(aws.client("sns")) as sns:
        for _ in range(sms_news.MOST_PAGES):
            answer = {"phoneNumbers": ["+16195550177"], "nextToken": "more"}
            sns.add_response("list_phone_numbers_opted_out", answer)
        read_opt_outs(at=NOW)
    assert not reachable(NUMBER)
    assert not reachable("+16195550177")


def test_an_amazon_that_is_away_is_asked_again_in_an_hour(stopped: list[str]) -> None:
    with Stubber(aws.client("sns")) as sns:
        sns.add_client_error("list_phone_numbers_opted_out", "Throttled", http_status_code=429)
        with pytest.raises(TransientError):
            read_opt_outs(at=NOW)
    stopped.append(NUMBER)
    read_opt_outs(at=NOW + timedelta(minutes=1))
    assert reachable(NUMBER)


def test_other_installations_ask_nothing(settings: Settings) -> None:
    settings.SMS_BACKEND = "bookings.messages.files.FileSms"
    with Stubber(aws.client("sns")), Stubber(aws.client("logs")):
        read_opt_outs(at=NOW)
        read_sms_outcomes(at=NOW)


def report(text: Any, status: str, said: str) -> str:
    """A line of SNS' delivery log, its price included."""
    delivery = {"destination": NUMBER, "providerResponse": said, "priceInUSD": 0.00645, "smsType": "Transactional"}
    return json.dumps({"notification": {"messageId": text.provider_id}, "delivery": delivery, "status": status})


@pytest.fixture
def groups(amazon: str, settings: Settings) -> None:
    settings.SMS_LOG_GROUPS = [GROUP, FAILURES]


def write(group: str, *lines: str) -> None:
    """Log lines now: like Amazon, moto takes none that is days off its own clock."""
    logs, at = aws.client("logs"), int(timezone.now().timestamp() * 1000)
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="1")
    events = [{"timestamp": at, "message": line} for line in lines]
    logs.put_log_events(logGroupName=group, logStreamName="1", logEvents=events)


@pytest.mark.usefixtures("groups")
def test_outcomes_are_read_from_both_logs() -> None:
    arrived, failed, stopped, silent = (build.text(to=f"+1619555014{n}", sent_at=timezone.now()) for n in range(4))
    write(GROUP, "not JSON", "[]", "{}", report(arrived, "SUCCESS", "Message has been accepted by phone carrier"))
    write(
        FAILURES,
        report(failed, "FAILURE", "Phone is currently unreachable/unavailable"),
        report(stopped, "FAILURE", "Phone number is opted out"),
    )
    read_sms_outcomes(at=timezone.now())
    for text in (arrived, failed, stopped, silent):
        text.refresh_from_db()
    assert [text.outcome for text in (arrived, failed, stopped, silent)] == [
        Outcome.DELIVERED,
        Outcome.UNDELIVERED,
        Outcome.OPTED_OUT,
        Outcome.HANDED_OVER,
    ]
    assert failed.reason == "Phone is currently unreachable/unavailable"
    assert [known.address for known in Unreachable.objects.all()] == [stopped.to]


@pytest.mark.usefixtures("groups")
def test_a_log_that_does_not_exist_yet_says_nothing() -> None:
    text = build.text(sent_at=timezone.now())
    write(FAILURES, report(text, "FAILURE", "Blocked as spam by phone carrier"))
    read_sms_outcomes(at=timezone.now())
    text.refresh_from_db()
    assert text.outcome == Outcome.UNDELIVERED


@pytest.mark.usefixtures("groups")
def test_a_log_that_may_not_be_read_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    build.text()
    caplog.set_level(logging.WARNING)
    with Stubber(aws.client("logs")) as logs:
        for _ in range(2):
            logs.add_client_error("filter_log_events", "AccessDeniedException", "your key", http_status_code=400)
        read_sms_outcomes(at=NOW)
    words = "The outcomes of texts in {} cannot be read: Amazon did not take it: AccessDenied."
    assert caplog.messages == [words.format(GROUP), words.format(FAILURES)]


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    "fields",
    [
        {"sent_at": NOW - HOUR},
        {"outcome": Outcome.DELIVERED},
        {"provider_id": "", "outcome": Outcome.SENDING, "sent_at": None},
        {"channel": Channel.EMAIL},
    ],
)
def test_only_texts_of_the_last_hour_without_news_are_asked_about(fields: dict[str, Any]) -> None:
    build.text(**fields)
    with Stubber(aws.client("logs")):  # any question would fail
        read_sms_outcomes(at=NOW)
