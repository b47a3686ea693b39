"""Starts the servers the tests need and says where they are, before Django reads its settings.

Loaded early (`-p tests.plugin`). Workers of xdist share the servers, each with its own Redis database and folder.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config import first_run
from tests import services

DATABASES = ("postgresql", "sqlite")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=DATABASES,
        default=DATABASES[0],
        help="Run on PostgreSQL, everything; or on SQLite, what touches the database.",
    )


@pytest.hookimpl(wrapper=True)  # a wrapper comes before pytest-django, which loads the settings here
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        _share(worker)
    else:
        with ExitStack() as started:
            _start(early_config.known_args_namespace.database, started)
            early_config.add_cleanup(started.pop_all().close)
    (Path(os.environ["VAR_DIR"]) / "static").mkdir(parents=True)
    first_run.ensure_secrets(Path(os.environ["VAR_DIR"]))
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.database == "sqlite":
        items[:], others = _split(items)
        config.hook.pytest_deselected(items=others)


def _start(database: str, started: ExitStack) -> None:
    folder = started.enter_context(tempfile.TemporaryDirectory(prefix="fairlead-", ignore_cleanup_errors=True))
    var_dir = Path(folder) / "var"
    os.environ |= {
        "VAR_DIR": str(var_dir),
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "DEBUG": "off",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs an event loop in the thread of the test
        "SETTLE_SECONDS": "0",
        "DATABASE_URL": f"sqlite:///{var_dir}/fairlead.sqlite3",
        "CELERY_BROKER_URL": "filesystem://localhost",
    }
    os.environ.pop("SECRET_KEY", None)
    if database == "postgresql":
        os.environ["DATABASE_URL"] = started.enter_context(services.postgresql())
        os.environ["CELERY_BROKER_URL"] = f"{started.enter_context(services.redis_server())}/0"


def _share(worker: str) -> None:
    os.environ["VAR_DIR"] += f"-{worker}"
    server, _, number = os.environ["CELERY_BROKER_URL"].rpartition("/")
    if number == "0":
        os.environ["CELERY_BROKER_URL"] = f"{server}/{int(worker.removeprefix('gw')) + 1}"


def _split(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Part the tests into those that touch the database and the others."""
    touches: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        (touches if item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES else others).append(item)
    return touches, others
