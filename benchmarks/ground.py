"""What every figure stands on: a migrated database in a folder of its own, and a command that measures on it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import first_run

ROOT = Path(__file__).resolve().parent.parent
MIGRATE_SECONDS = 120.0


@contextmanager
def ground(broker_url: str, database_url: str = "") -> Iterator[dict[str, str]]:
    """Give the environment of a fresh installation, migrated; on SQLite where no database is given."""
    with tempfile.TemporaryDirectory(prefix="fairlead-", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "VAR_DIR": folder,
            "DEBUG": "off",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "DATABASE_URL": database_url or f"sqlite:///{folder}/fairlead.sqlite3",
            "CELERY_BROKER_URL": broker_url,
        }
        first_run.ensure_secrets(Path(folder))
        (Path(folder) / "static").mkdir()
        manage(["migrate", "--verbosity", "0"], environment, within_seconds=MIGRATE_SECONDS)
        yield environment


def measure(command: Sequence[str], environment: Mapping[str, str], *, within_seconds: float) -> Any:
    """Run a management command in a process of its own and return the JSON that it prints last."""
    return json.loads(manage(command, environment, within_seconds=within_seconds).splitlines()[-1])


def manage(command: Sequence[str], environment: Mapping[str, str], *, within_seconds: float) -> str:
    done = subprocess.run(  # noqa: S603  # our own commands
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=within_seconds,
        check=True,
    )
    return done.stdout


def show(rows: Sequence[Sequence[str]], figures: Mapping[str, Any]) -> None:
    """Print the rows as a table, the first of them its heading, then the figures as one line of JSON."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        sys.stdout.write("  ".join(cells) + "\n")
    sys.stdout.write(json.dumps(figures) + "\n")
