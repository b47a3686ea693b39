"""What becomes of messages that nobody confirms."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from bookings import upkeep
from bookings.messages.chase import chase, give_up
from bookings.messages.models import Channel, Message, Outcome, Reason
from bookings.messages.outcomes import settle
from bookings.messages.reach import give_up_on
from bookings.messages.sending import send_sms
from bookings.outbox.targets import PermanentError
from tests.make import NOW
from tests.messages import build
from tests.messages.build import NUMBER

pytestmark = pytest.mark.django_db
FIVE_MINUTES = timedelta(minutes=5)


def urgent() -> Message:
    return send_sms(
        key="crew:ABCDEFG:7:1:sms",
        about="ABCDEFG",
        to=NUMBER,
        text="JADA today 16:30, captain. http://127.0.0.1:8000/c/abc",
        at=NOW,
        also=["crew:BBBBBBB:7:1:sms"],
        email_by=NOW + FIVE_MINUTES,
        fallback_email="nora@example.com",
        fallback_subject="JADA today 16:30",
    )


def emails() -> list[str]:
    return [message.to for message in Message.objects.filter(channel=Channel.EMAIL)]


def test_a_text_confirmed_too_late_goes_by_email_once() -> None:
    text = urgent()
    chase(at=NOW + FIVE_MINUTES - timedelta(seconds=1))
    assert emails() == []
    for minutes in (5, 6, 7):
        chase(at=NOW + timedelta(minutes=minutes))
    email = Message.objects.get(channel=Channel.EMAIL)
    assert (email.key, email.to, email.subject) == (f"{text.key}:late", "nora@example.com", "JADA today 16:30")
    assert email.keys() == text.keys() == ["crew:ABCDEFG:7:1:sms", "crew:BBBBBBB:7:1:sms"]
    assert [letter.body for letter in mail.outbox] == [f"{text.text}\n"]


def test_a_text_that_arrived_is_not_repeated() -> None:
    settle(urgent(), Outcome.DELIVERED, at=NOW)
    chase(at=NOW + FIVE_MINUTES)
    assert emails() == []


@pytest.mark.parametrize("outcome", [Outcome.UNDELIVERED, Outcome.OPTED_OUT, Outcome.REFUSED])
def test_a_text_known_to_have_failed_is_repeated_at_once(outcome: Outcome) -> None:
    settle(urgent(), outcome, at=NOW)
    chase(at=NOW)
    assert emails() == ["nora@example.com"]


def test_a_text_refused_to_its_sender_is_its_senders_to_mend() -> None:
    give_up_on(NUMBER, channel=Channel.SMS, reason=Reason.OPTED_OUT, at=NOW)
    with pytest.raises(PermanentError):
        urgent()
    chase(at=NOW + FIVE_MINUTES)
    assert emails() == []


def test_an_address_that_bounced_ends_the_chase() -> None:
    urgent()
    give_up_on("nora@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    for minutes in (5, 6):
        chase(at=NOW + timedelta(minutes=minutes))
    assert [email.outcome for email in Message.objects.filter(channel=Channel.EMAIL)] == [Outcome.REFUSED]
    assert Message.objects.texts().get().email_by is None


def test_a_mail_server_that_is_away_is_tried_again(settings: Settings) -> None:
    urgent()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    chase(at=NOW + FIVE_MINUTES)
    settings.EMAIL_BACKEND = working
    chase(at=NOW + 2 * FIVE_MINUTES)
    assert [email.outcome for email in Message.objects.filter(channel=Channel.EMAIL)] == [Outcome.HANDED_OVER]


def test_texts_that_are_not_urgent_are_left_alone(django_assert_num_queries: Any) -> None:
    build.text()
    with django_assert_num_queries(1):
        chase(at=NOW + timedelta(hours=5))
    assert emails() == []


def test_what_was_sent_twice_without_word_counts_as_not_delivered() -> None:
    stuck = build.message(outcome=Outcome.SENDING, outcome_at=NOW, attempts=2, sent_at=None)
    once = build.message(outcome=Outcome.SENDING, outcome_at=NOW, attempts=1, sent_at=None)
    give_up(at=NOW + timedelta(minutes=59))
    give_up(at=NOW + timedelta(hours=1))
    for message in (stuck, once):
        message.refresh_from_db()
    assert (stuck.outcome, once.outcome) == (Outcome.UNDELIVERED, Outcome.SENDING)
    assert stuck.reason == "Nobody could tell us whether it went out."


def test_the_clock_chases() -> None:
    urgent()
    upkeep.tick(at=NOW + FIVE_MINUTES)
    assert emails() == ["nora@example.com"]
