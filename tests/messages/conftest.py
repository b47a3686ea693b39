"""Amazon on this machine: one moto server a session, emptied for each test, found as in production by environment."""

import logging
from collections.abc import Iterator

import httpx
import pytest
from django.core.cache import cache
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from bookings.messages import aws, ses, sms_news
from tests.messages.build import TOPIC


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def amazon(moto: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[str]:
    """Texts by SNS, e-mails by SES; returns the endpoint."""
    environment = {"AWS_ENDPOINT_URL": moto, "AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented"}
    for name, value in (environment | {"AWS_REGION": "us-west-2", "AWS_DEFAULT_REGION": "us-west-2"}).items():
        monkeypatch.setenv(name, value)
    settings.SMS_BACKEND, settings.SMS_ORIGINATION, settings.SMS_LOG_GROUPS = sms_news.BACKEND, "", []
    settings.EMAIL_BACKEND, settings.EVENT_TOPICS = ses.BACKEND, [TOPIC]
    cache.clear()
    aws.client.cache_clear()
    yield moto
    httpx.post(f"{moto}/moto-api/reset")
    aws.client.cache_clear()
