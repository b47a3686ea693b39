"""Settings read the environment, and stop the start where a secret is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("environment", [{}, {"SECRET_KEY": ""}])
def test_a_missing_secret_stops_the_start_by_name(tmp_path: Path, environment: dict[str, str]) -> None:
    started = start(tmp_path, **environment)
    assert started.returncode != 0
    assert "SECRET_KEY is not set." in started.stderr


def test_a_secret_from_var_dir_is_enough(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("SECRET_KEY=from-the-file\n")
    (tmp_path / "static").mkdir()
    assert start(tmp_path).returncode == 0
