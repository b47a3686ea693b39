"""What every test stands on: fast passwords, plain static files, clean folders, one Chromium, one address."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.signals import setting_changed
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from bookings.messages import aws
from bookings.outbox.targets import targets
from config.demo import amazon as amazon_on_this_machine
from config.management import ground
from crew.models import QuietHours
from guests.objects import bucket
from tests import make, services

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# Two cores shared by several workers: a slow example is no fault.
hypothesis_settings.register_profile("fairlead", deadline=None)
hypothesis_settings.load_profile("fairlead")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium; left out of `make quick`.")
    config.addinivalue_line("markers", "slow: takes seconds; left out of `make quick`.")
    config.addinivalue_line("markers", "storm: hammers from many sides at once; left out of `make quick`.")
    config.addinivalue_line("markers", "demo: runs `manage.py demo` whole; left out of `make quick`.")


@pytest.fixture(autouse=True)
def quick_settings(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": uuid.uuid4().hex}
    settings.CACHES = {"default": own}


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """A clock that stands at make.NOW, and can be moved."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def nobody_sleeps(request: pytest.FixtureRequest) -> None:
    """Have no quiet hours where the clock is real: those tests run at night too."""
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        QuietHours.objects.all().delete()


@pytest.fixture(autouse=True)
def no_files_of_other_tests() -> None:
    """Empty what tests write below VAR_DIR; where it is stays the same, for child processes too."""
    var_dir = Path(django_settings.VAR_DIR)
    for name in ("sites", "photos", "files", "mail", "sms"):
        shutil.rmtree(var_dir / name, ignore_errors=True)
    shutil.rmtree(var_dir / "broker", ignore_errors=True)
    ground.make_broker_folders()


@pytest.fixture(autouse=True, scope="session")
def targets_follow_settings() -> Iterator[None]:
    def forget(*, setting: str, **_: Any) -> None:
        if setting == "OUTBOX_TARGETS":
            targets.cache_clear()

    setting_changed.connect(forget)
    yield
    setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Keep SQLite's test database in a file: in memory it locks whole tables and no other process sees it."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(django_settings.VAR_DIR / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what a live server's last request may have left open, or the test database could not be dropped."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="session")
def amazon_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with amazon_on_this_machine.running(tmp_path_factory.mktemp("aws"), port=services.free_port()) as environment:
        yield environment


@pytest.fixture
def amazon(amazon_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an AWS that enforces, to which every client made meanwhile leads (see tests.amazon)."""
    for name, value in amazon_environment.items():
        monkeypatch.setenv(name, value)
    forget_amazon()
    yield amazon_environment["AWS_ENDPOINT_URL"]
    forget_amazon()


def forget_amazon() -> None:
    """Have the next client read the environment afresh."""
    aws.client.cache_clear()
    bucket.client.cache_clear()


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a process of ours (a worker, a sweep, a server) that shares this test's database."""
    name = connection.settings_dict["NAME"]
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{server}/{name}"
    return os.environ | {"DATABASE_URL": url}


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The address of a running server; links in pages and messages lead there."""
    settings.PUBLIC_URL = live_server.url
    return str(live_server.url)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}
