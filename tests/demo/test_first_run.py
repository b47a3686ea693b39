import os
import stat
import subprocess
import sys
from pathlib import Path

from config.first_run import GENERATED, ensure_secrets


def test_secrets_are_made_for_the_owner_alone(tmp_path: Path) -> None:
    ensure_secrets(tmp_path / "var")
    lines = (tmp_path / "var" / "env").read_text().splitlines()
    assert [line.partition("=")[0] for line in lines] == list(GENERATED)
    assert min(len(line.partition("=")[2]) for line in lines) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "env").stat().st_mode) == 0o600


def test_secrets_stay_as_they_are(tmp_path: Path) -> None:
    ensure_secrets(tmp_path)
    before = (tmp_path / "env").read_bytes()
    ensure_secrets(tmp_path)
    assert (tmp_path / "env").read_bytes() == before


def test_what_staff_wrote_is_kept(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("SECRET_KEY=theirs\nLOG_LEVEL=INFO")
    ensure_secrets(tmp_path)
    assert (tmp_path / "env").read_text() == "SECRET_KEY=theirs\nLOG_LEVEL=INFO"


def test_missing_secret_starts_a_line_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("LOG_LEVEL=INFO")
    ensure_secrets(tmp_path)
    assert (tmp_path / "env").read_text().startswith("LOG_LEVEL=INFO\nSECRET_KEY=")


def test_several_first_runs_at_once_make_one_set(tmp_path: Path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path)}
    runs = [subprocess.Popen([sys.executable, "-m", "config.first_run"], env=environment) for _ in range(4)]
    assert [run.wait(timeout=30) for run in runs] == [0, 0, 0, 0]
    assert len((tmp_path / "env").read_text().splitlines()) == len(GENERATED)
