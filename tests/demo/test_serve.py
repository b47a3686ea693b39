"""`manage.py serve` on a machine where nobody has run it before."""

import re
import signal
from pathlib import Path

import pytest

from config.tree import free_port
from tests.demo.run import fresh_environment, manage, processes_of, read
from tests.processes import eventually

pytestmark = pytest.mark.demo


def serve_until_up(environment: dict[str, str]) -> str:
    """Start it, see that staff can reach their log-in, end it as a service manager would; return what it said."""
    run = manage("serve", "--owner", "olive", environment=environment)
    assert run.stdout
    said = ""
    try:
        while "Ctrl-C ends it" not in said:
            line = run.stdout.readline()
            assert line, run.communicate()[1]
            said += line
        address = re.findall(r"staff: (\S+)\)", said)[0]
        assert eventually(lambda: answers(address), within_seconds=60)
    finally:
        run.send_signal(signal.SIGTERM)
        _, complaints = run.communicate(timeout=60)
    assert (run.returncode, "Traceback" in complaints) == (0, False)
    return said


def answers(address: str) -> bool:
    try:
        return b'name="password"' in read(address)
    except OSError:
        return False


def test_first_owner_is_made_once(tmp_path: Path) -> None:
    environment = fresh_environment(tmp_path / "var", port=free_port(18_000, tries=500))
    assert len(re.findall(r"made the owner 'olive' with the password \S{16} ", serve_until_up(environment))) == 1
    assert "password" not in serve_until_up(environment)
    assert processes_of(tmp_path / "var") == []
