import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.tree import Child, Tree, free_port
from tests.processes import eventually

pytestmark = pytest.mark.demo

SLEEP = "import time; time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); {SLEEP}"
WITH_GRANDCHILD = f"""
import subprocess, sys
print(subprocess.Popen([sys.executable, "-c", {SLEEP!r}]).pid, flush=True)
{SLEEP}
"""
SUPERVISOR = f"""
import os, sys
from pathlib import Path
from config.tree import Child, Tree, ended_by_signals
with ended_by_signals(), Tree([Child("child", [sys.executable, "-c", {SLEEP!r}])], os.environ, Path.cwd(),
                              Path(sys.argv[1]), print) as tree:
    print(tree.children[0].process.pid, flush=True)
    tree.watch_forever()
"""


def tree_of(folder: Path, code: str, *, said: list[str] | None = None, stop_seconds: float = 10.0) -> Tree:
    say = (said if said is not None else []).append
    child = Child("child", [sys.executable, "-c", code])
    return Tree([child], os.environ, folder, folder / "log", say, stop_seconds)


def pid_of(tree: Tree) -> int:
    assert tree.children[0].process
    return tree.children[0].process.pid


def watched(tree: Tree) -> Tree:
    tree.watch()
    return tree


def alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start_supervisor(folder: Path) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-c", SUPERVISOR, str(folder)]
    supervisor = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert supervisor.stdout
    return supervisor, int(supervisor.stdout.readline())


def test_children_end_with_what_they_started(tmp_path: Path) -> None:
    log = tmp_path / "log" / "child.log"
    with tree_of(tmp_path, WITH_GRANDCHILD) as tree:
        assert eventually(lambda: log.read_text().strip())
        pids = [pid_of(tree), int(log.read_text())]
        assert [alive(pid) for pid in pids] == [True, True]
    assert eventually(lambda: [alive(pid) for pid in pids] == [False, False])


def test_stubborn_child_is_made_to_end(tmp_path: Path) -> None:
    said: list[str] = []
    with tree_of(tmp_path, STUBBORN, said=said, stop_seconds=0.2) as tree:
        assert eventually((tmp_path / "log" / "child.log").read_text)
        pid = pid_of(tree)
    assert said == [f"Process {pid} did not end when asked: it is made to."]
    assert not alive(pid)


def test_child_that_dies_is_started_again_after_a_pause(tmp_path: Path) -> None:
    said: list[str] = []
    with tree_of(tmp_path, SLEEP, said=said) as tree:
        first = pid_of(tree)
        os.kill(first, signal.SIGKILL)
        assert eventually(lambda: watched(tree) and said)
        assert said == [f"child ended (SIGKILL); see {tmp_path / 'log' / 'child.log'}. Again in 1 s."]
        assert tree.children[0].process is None
        assert eventually(lambda: watched(tree).children[0].process)
        assert pid_of(tree) != first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_the_tree_quietly(tmp_path: Path, number: signal.Signals) -> None:
    supervisor, child = start_supervisor(tmp_path)
    supervisor.send_signal(number)
    assert supervisor.communicate(timeout=20) == ("", "")
    assert supervisor.returncode == 0
    assert not alive(child)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells a child that its parent died.")
def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    supervisor, child = start_supervisor(tmp_path)
    supervisor.kill()
    supervisor.communicate()
    assert eventually(lambda: not alive(child))


def test_taken_port_gives_way_to_the_next_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) > port


def test_no_free_port_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"Every port from {port} to {port} is taken"):
            free_port(port, tries=1)
