"""No log and no crash page opens a door."""

import logging
from typing import Any

import pytest
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config.redaction import clean
from config.secrets import Secret

KEY = "the-service-key-nobody-sees"
HEADERS = {
    "HTTP_AUTHORIZATION": "Bearer the-bearer-key-carried",
    "HTTP_X_SERVICE_KEY": "the-service-key-carried",
    "HTTP_X_DASHBOARD_TOKEN": "the-dashboard-token-carried",
    "DATABASE_URL": "postgresql://fairlead:the-password-of-the-environment@127.0.0.1/fairlead",
}
CARRIED = [
    "the-bearer-key-carried", "the-service-key-carried", "the-dashboard-token-carried", "the-cookie-carried",
    "the-password-of-the-environment", "TokenOfTheLink42", KEY, "the-salt-nobody-sees", "a-hash-nobody-sees",
]  # fmt: skip


@pytest.fixture
def crashing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("DATABASE_URL", HEADERS["DATABASE_URL"])
    settings.ROOT_URLCONF = __name__
    settings.SCC_SERVICE_KEY = Secret(KEY)
    settings.PASSWORD_SALT = Secret("the-salt-nobody-sees")
    settings.SERVICE_KEY_HASH = [Secret("a-hash-nobody-sees")]
    settings.CELERY_BROKER_URL = Secret(f"redis://:{KEY}@127.0.0.1/0")
    settings.ADMINS = [("Olive", "olive@example.com")]
    client = Client(raise_request_exception=False)
    client.cookies["crew"] = "the-cookie-carried"
    return client


def seen(text: str) -> list[str]:
    return [value for value in CARRIED if value in text]


@pytest.mark.parametrize("address", ["/c/TokenOfTheLink42", "/feeds/TokenOfTheLink42.ics?token=TokenOfTheLink42"])
@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_crash_page_for_developers_shows_no_secret(
    crashing: Client, settings: Settings, address: str, accept: str
) -> None:
    settings.DEBUG = True
    answer = crashing.get(address, **HEADERS, HTTP_ACCEPT=accept)  # type: ignore[arg-type]
    page = answer.content.decode()
    assert (answer.status_code, "RuntimeError" in page, seen(page)) == (500, True, [])


def test_crash_page_for_everyone_and_the_mail_about_it_show_no_secret(crashing: Client, settings: Settings) -> None:
    answer = crashing.get("/c/TokenOfTheLink42", **HEADERS)  # type: ignore[arg-type]
    assert (answer.status_code, seen(answer.content.decode())) == (500, [])
    [message] = mail.outbox
    assert (message.subject.endswith("/c/…"), "RuntimeError" in message.body) == (True, True)
    assert seen(f"{message.subject} {message.body} {message.message()}") == []


def test_log_of_a_crash_shows_no_secret(crashing: Client, caplog: pytest.LogCaptureFixture) -> None:
    crashing.get("/c/TokenOfTheLink42", **HEADERS)  # type: ignore[arg-type]
    assert ("RuntimeError: … … " in caplog.text, seen(caplog.text)) == (True, [])


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("GET /c/AbC-_12.z 200", "GET /c/… 200"),
        ("GET /feeds/AbC-_12 200", "GET /feeds/… 200"),
        ("https://x.example.com/e?id=3&token=abc&on=1", "https://x.example.com/e?id=3&token=…&on=1"),
        ("{'Authorization': 'Bearer abc', 'Accept': '*/*'}", "{'Authorization': '…', 'Accept': '*/*'}"),
        ("[(b'X-Service-Key', b'abc')]", "[(b'X-Service-Key', b'…')]"),
        ("X-Dashboard-Token: abc def", "X-Dashboard-Token: …"),
        ("text to +16195550123 sent", "text to +… sent"),
        ("at 16:30+00:00 12 guests", "at 16:30+00:00 12 guests"),
    ],
)
def test_what_is_shaped_like_a_secret_is_hidden(said: str, logged: str) -> None:
    assert clean(said) == logged


def test_known_secret_is_hidden_wherever_a_log_has_it(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret("a-key-that-was-read")
    logging.getLogger("anyone").warning("sent %s with %r", secret, {"key": str(secret)})
    assert caplog.messages == ["sent … with {'key': '…'}"]


def test_traceback_in_a_log_hides_secrets(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise RuntimeError(f"refused: {Secret('a-key-that-was-refused')}")
    except RuntimeError:
        logging.getLogger("anyone").exception("it failed")
    assert ("RuntimeError: refused: …" in caplog.text, "a-key-that-was-refused" in caplog.text) == (True, False)


def test_words_that_do_not_fit_their_arguments_are_logged_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    arguments: tuple[Any, ...] = ("/c/abc", 1)
    logging.getLogger("anyone").warning("only %s", *arguments)
    assert caplog.messages == ["only %s ('/c/…', 1)"]


def test_amazon_library_never_logs_whole_answers() -> None:
    assert logging.getLogger("botocore.parsers").isEnabledFor(logging.DEBUG) is False


# At the end, since a crash page shows the lines around the one that failed.
def crash(request: HttpRequest, token: str) -> HttpResponse:
    key, header = str(Secret(KEY)), {"X-Service-Key": KEY}
    raise RuntimeError(f"{token} {key} {header}")


urlpatterns = [path("c/<str:token>", crash), path("feeds/<str:token>.ics", crash)]
