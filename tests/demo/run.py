"""Runs our commands as processes of their own, on SQLite and files in a folder of their own."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.processes import ROOT

FROM_OUTSIDE = ("SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL", "SETTLE_SECONDS", "PUBLIC_URL", "DEBUG")


def fresh_environment(var_dir: Path, *, port: int) -> dict[str, str]:
    """Return the environment of a first run, with nothing of the tests' own in it."""
    environment = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    environment |= {"VAR_DIR": str(var_dir), "PORT": str(port)}
    subprocess.run([sys.executable, "-m", "config.first_run"], cwd=ROOT, env=environment, check=True)
    return environment


def manage(*arguments: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a management command with no terminal to ask at."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body


def processes_of(var_dir: Path) -> list[str]:
    """List the command lines of processes that were given this VAR_DIR."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={var_dir}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except (PermissionError, FileNotFoundError, ProcessLookupError):
            continue
    return found
