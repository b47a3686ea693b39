from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from pytest_django import Settings

from tests.make import NOW
from tests.scc.build import KEY_HASH, Wire
from tests.scc.fake_scc import KEY, FakeScc, calling, running


@pytest.fixture
def other_scc(settings: Settings) -> Iterator[FakeScc]:
    """Another SCC that this installation calls, its only target."""
    with running() as scc:
        settings.OUTBOX_TARGETS = calling()
        settings.SCC_BASE_URL, settings.SCC_SERVICE_KEY, settings.SCC_AUTH_STYLE = scc.url, KEY, "bearer"
        yield scc


@pytest.fixture
def wire(settings: Settings) -> Iterator[Wire]:
    """A sender who holds the key to the SCC that we serve, at the time of tests; limits begin afresh."""
    settings.SERVICE_KEY_HASH = [KEY_HASH]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid4().hex}}
    with time_machine.travel(NOW, tick=False):
        yield Wire()
