"""One message is sent once, whatever happens in between."""

from collections.abc import Sequence
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from bookings.messages import sending
from bookings.messages.models import MOST_SENDS, Message, Outcome
from bookings.outbox.targets import PermanentError, TransientError
from tests.make import NOW

pytestmark = pytest.mark.django_db


class Postman(BaseEmailBackend):
    """A mail server of ours: counts what it takes, and fails as told."""

    taken = 0
    trouble: Exception | None = None

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if Postman.trouble:
            raise Postman.trouble
        Postman.taken += len(email_messages)
        return len(email_messages)


@pytest.fixture
def postman(settings: Settings) -> type[Postman]:
    settings.EMAIL_BACKEND = "tests.messages.test_sending.Postman"
    Postman.taken, Postman.trouble = 0, None
    return Postman


def send(key: str = "notice:ABCDEFG:1") -> Message:
    return sending.send_email(
        key=key,
        about="ABCDEFG",
        to="nora@example.com",
        subject="Confirmed",
        text="See you.",
        html="<p>See you.</p>",
        sender="hello@example.com",
        at=NOW,
    )


def test_a_message_is_recorded_and_handed_over(postman: type[Postman]) -> None:
    message = send()
    assert (message.outcome, message.sent_at, message.attempts, postman.taken) == (Outcome.HANDED_OVER, NOW, 1, 1)


def test_the_same_key_is_sent_once(postman: type[Postman]) -> None:
    assert send() == send()
    assert postman.taken == 1


def test_a_server_that_is_away_may_be_tried_again_and_again(postman: type[Postman]) -> None:
    postman.trouble = SMTPServerDisconnected("gone")
    for _ in range(5):
        with pytest.raises(TransientError):
            send()
    postman.trouble = None
    assert send().outcome == Outcome.HANDED_OVER
    assert postman.taken == 1


def test_a_refused_address_is_permanent_and_kept(postman: type[Postman]) -> None:
    postman.trouble = SMTPRecipientsRefused({})
    with pytest.raises(PermanentError, match=r"nora@example\.com"):
        send()
    assert Message.objects.get().outcome == Outcome.REFUSED


def test_a_send_whose_end_is_unknown_is_repeated_once_at_most(postman: type[Postman]) -> None:
    send()
    for _ in range(3):
        Message.objects.update(outcome=Outcome.SENDING)  # as a worker killed right after handing over leaves it
        send()
    assert postman.taken == MOST_SENDS


def test_files_hold_one_message_each_and_are_overwritten_by_a_repetition(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "bookings.messages.files.FileEmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    message = send()
    Message.objects.update(outcome=Outcome.SENDING)
    send()
    assert [str(path) for path in tmp_path.iterdir()] == [message.provider_id]
    assert b"Subject: Confirmed" in Path(message.provider_id).read_bytes()


def test_a_text_message_is_a_file_too(settings: Settings, tmp_path: Path) -> None:
    settings.SMS_FILE_PATH = tmp_path
    text: dict[str, Any] = {
        "key": "crew:ABCDEFG:7:1:sms",
        "about": "ABCDEFG",
        "to": "+16195550142",
        "text": "JADA Sat 5 Dec 16:30.",
    }
    message = sending.send_sms(**text, at=NOW)
    again = sending.send_sms(**text, at=NOW)
    assert message == again
    assert Path(message.provider_id).read_text() == "To: +16195550142\n\nJADA Sat 5 Dec 16:30.\n"
