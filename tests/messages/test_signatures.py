"""Only what Amazon signed for a topic of ours counts."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import Settings

from bookings.messages import signatures
from bookings.messages.signatures import CONFIRMATION, ForgedError
from bookings.outbox.targets import PermanentError, TransientError
from tests.make import NOW
from tests.messages import build
from tests.messages.build import TOPIC, key_pair, notification


@pytest.fixture(autouse=True)
def topic(settings: Settings) -> None:
    settings.EVENT_TOPICS = [TOPIC]


def certificate(url: str) -> bytes:
    return key_pair()[1]


def verified(content: Any, at: datetime = NOW) -> dict[str, str]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return dict(signatures.verified(body, fetch=certificate, at=at))


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("fields", [{}, {"Subject": "Amazon SES"}])
def test_both_versions_are_accepted_with_and_without_subject(version: str, fields: dict[str, str]) -> None:
    assert verified(notification("hello", version=version, **fields))["Message"] == "hello"


@pytest.mark.parametrize(
    "change",
    [
        {"Message": "another"},
        {"Timestamp": "2026-11-26T17:00:00.000Z"},
        {"Type": CONFIRMATION},
        {"Type": "Anything"},
        {"Subject": "added"},
        {"SignatureVersion": "1"},
        {"SignatureVersion": "3"},
        {"Signature": ""},
        {"Signature": "not base64!"},
        {"Signature": "AAAA"},
        {"Signature": None},
        {"TopicArn": "arn:aws:sns:us-west-2:123456789012:another"},
        {"SigningCertURL": "http://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com.example.com/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://example.com/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com@example.com/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com:444/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com/bucket/SimpleNotificationService-0a1b2c.pem"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a1b2c.pem?x"},
        {"SigningCertURL": "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a1b2c.pem\n"},
        {"SigningCertURL": ""},
    ],
)
def test_anything_changed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ForgedError):
        verified(notification("hello") | change)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"words"', b"{", b"\xff\xfe", b"{}", b" " * 150_001])
def test_what_is_no_notification_is_refused(body: bytes) -> None:
    with pytest.raises(ForgedError):
        verified(body)


def test_another_key_is_refused() -> None:
    forged = notification("hello", SigningCertURL=build.CERTIFICATE_URL.replace("0a1b2c", "ffffff"))
    with pytest.raises(ForgedError, match="signature"):
        signatures.verified(json.dumps(forged).encode(), fetch=lambda url: key_pair("another")[1], at=NOW)


@pytest.mark.parametrize("at", [datetime(2019, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)])
def test_a_certificate_that_ran_out_is_refused(at: datetime) -> None:
    with pytest.raises(ForgedError, match="does not hold"):
        verified(notification("hello"), at=at)


def test_a_chinese_topic_is_signed_in_china() -> None:
    url = "https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0a1b2c.pem"
    assert verified(notification("hello", SigningCertURL=url))["Message"] == "hello"


def test_a_certificate_is_fetched_once() -> None:
    fetched: list[str] = []

    def counting(url: str) -> bytes:
        fetched.append(url)
        return key_pair()[1]

    for words in ("one", "two", "three"):
        signatures.verified(json.dumps(notification(words)).encode(), fetch=counting, at=NOW)
    assert fetched == [build.CERTIFICATE_URL]


def test_an_address_of_a_stranger_is_never_fetched() -> None:
    def never(url: str) -> bytes:
        raise AssertionError(url)

    forged = notification("hello") | {"SigningCertURL": "https://example.com/SimpleNotificationService-0a1b2c.pem"}
    with pytest.raises(ForgedError):
        signatures.verified(json.dumps(forged).encode(), fetch=never, at=NOW)


def test_a_page_in_place_of_a_certificate_is_refused() -> None:
    content = notification("hello", SigningCertURL=build.CERTIFICATE_URL.replace("0a1b2c", "eeeeee"))
    with pytest.raises(PermanentError):
        signatures.verified(json.dumps(content).encode(), fetch=lambda url: b"<html>", at=NOW)


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://169.254.169.254/latest", "file:///etc/passwd"])
def test_fetch_reads_nothing_within_our_own_network(url: str) -> None:
    with pytest.raises((PermanentError, TransientError)):
        signatures.fetch(url)
