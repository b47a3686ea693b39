"""One message may carry several effects; each goes out once."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from bookings.messages.models import Message, MessagePart, Outcome
from bookings.messages.sending import already_sent, send_email
from bookings.outbox.targets import TransientError
from tests.make import NOW
from tests.messages import build

pytestmark = pytest.mark.django_db
NOBODY = "django.core.mail.backends.smtp.EmailBackend"


def send(*keys: str, text: str = "See you.") -> Message:
    return send_email(
        key=keys[0],
        about="ABCDEFG",
        to="nora@example.com",
        subject="Three charters",
        text=text,
        html="",
        sender="crew@example.com",
        at=NOW,
        also=keys[1:],
    )


def test_a_message_names_every_effect_it_carries() -> None:
    assert send("a", "b", "c").keys() == ["a", "b", "c"]
    assert already_sent(["a", "b", "c", "d"]) == {"a", "b", "c"}


def test_a_part_alone_was_sent_with_its_bundle() -> None:
    bundle = send("a", "b")
    assert send("b") == bundle
    assert Message.objects.count() == 1


def test_a_bundle_that_was_not_taken_may_be_put_together_anew(settings: Settings) -> None:
    working, settings.EMAIL_BACKEND, settings.EMAIL_PORT = settings.EMAIL_BACKEND, NOBODY, 9
    with pytest.raises(TransientError):
        send("a", "b", text="Two charters.")
    assert already_sent(["a", "b"]) == set()
    settings.EMAIL_BACKEND = working
    message = send("a", "b", "c", text="Three charters.")
    assert (message.text, message.outcome) == ("Three charters.", Outcome.HANDED_OVER)
    assert already_sent(["a", "b", "c"]) == {"a", "b", "c"}


def test_a_part_that_goes_out_alone_leaves_the_rest_of_its_bundle_unsent(settings: Settings) -> None:
    working, settings.EMAIL_BACKEND, settings.EMAIL_PORT = settings.EMAIL_BACKEND, NOBODY, 9
    with pytest.raises(TransientError):
        send("a", "b", "c")
    settings.EMAIL_BACKEND = working
    send("b")
    assert already_sent(["a", "b", "c"]) == {"b"}
    send("a")
    assert already_sent(["a", "b", "c"]) == {"a", "b"}


def test_what_was_handed_over_keeps_its_parts() -> None:
    send("a", "b")
    send("a", "c")
    assert already_sent(["a", "b", "c"]) == {"a", "b"}


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"outcome": Outcome.HANDED_OVER}, True),
        ({"outcome": Outcome.BOUNCED}, True),
        ({"outcome": Outcome.REFUSED}, False),
        ({"outcome": Outcome.SENDING, "attempts": 1}, False),
        ({"outcome": Outcome.SENDING, "attempts": 2}, True),
    ],
)
def test_what_may_still_be_sent_is_not_sent(fields: dict[str, object], sent: bool) -> None:
    message = build.message(key="a", outcome_at=NOW - timedelta(days=1), **fields)
    MessagePart.objects.create(key="b", message=message)
    assert already_sent(["a", "b"]) == ({"a", "b"} if sent else set())
    assert message.is_open() is not sent


@pytest.mark.parametrize("count", [1, 30])
def test_asking_takes_two_queries(count: int, django_assert_num_queries: object) -> None:
    keys = [build.message().key for _ in range(count)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert already_sent(keys) == set(keys)
