"""What holds for every page: the security headers, health, and logs without tokens."""

import logging

import pytest
from django.test import Client as Browser

STRICT = "default-src 'none'"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/crew/", "/c/nonsense", "/healthz", "/feeds/nonsense.ics"])
def test_every_page_has_a_strict_policy(client: Browser, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert (STRICT in policy, "unsafe" in policy) == (True, False)


@pytest.mark.django_db
def test_the_admins_theme_may_evaluate_its_own_scripts_and_no_others(client: Browser) -> None:
    policy = client.get("/admin/login/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert STRICT in policy


def test_health_asks_nothing_of_the_database(client: Browser) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_readiness_asks_the_database(client: Browser) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("Not Found: /c/EAHEk92BvTvEdNQkYNs", "Not Found: /c/…"),
        ("GET /feeds/AQEI9D-_H7Yxoi.ics?x=1", "GET /feeds/…?x=1"),
        ("Not Found: /crew/XHQGMDH/", "Not Found: /crew/XHQGMDH/"),
    ],
)
def test_no_log_holds_a_token(caplog: pytest.LogCaptureFixture, said: str, logged: str) -> None:
    logging.getLogger("django.request").warning("%s", said)
    assert caplog.messages == [logged]
