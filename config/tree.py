"""The process tree of `serve` and `demo`: a few named children, kept alive, ended together.

Ctrl-C or SIGTERM asks each child to end, waits, and then insists. A child that dies is started again, after a pause
that grows. Each child leads a process group of its own, so that ending it ends what it started.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

WATCH_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
"""A child that ran this long before it died starts again without the pauses of its past."""
PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_again: float = 0.0


@dataclass
class Tree:
    """Children that run in `folder`; what they print goes to `log_dir`/NAME.log, what befalls them to `say`."""

    children: list[Child]
    environment: Mapping[str, str]
    folder: Path
    log_dir: Path
    say: Say
    stop_seconds: float = 10.0

    def __enter__(self) -> Self:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        for child in self.children:
            self._start(child)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch_forever(self) -> None:
        while True:
            self.watch()
            time.sleep(WATCH_SECONDS)

    def watch(self) -> None:
        """Start again whoever died, if its pause is over. Call this now and then."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.start_again:
                    self._start(child)
            elif (status := child.process.poll()) is not None:
                _signal_group(child.process, signal.SIGKILL)  # what it left behind, which may hold the port
                child.process = None
                child.deaths = 1 if now - child.started > STEADY_SECONDS else child.deaths + 1
                pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE_SECONDS)
                child.start_again = now + pause
                self.say(f"{child.name} ended ({_told(status)}); see {self._log(child)}. Again in {pause:.0f} s.")

    def stop(self) -> None:
        """End every child and what it started: asked first, after `stop_seconds` made to."""
        processes = [child.process for child in self.children if child.process]
        for process in processes:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + self.stop_seconds
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"Process {process.pid} did not end when asked: it is made to.")
            _signal_group(process, signal.SIGKILL)  # the child itself, or what it left behind
            process.wait()
        for child in self.children:
            child.process = None

    def _start(self, child: Child) -> None:
        with self._log(child).open("ab") as log:
            child.process = subprocess.Popen(  # noqa: S603  # our own commands
                child.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        child.started = time.monotonic()

    def _log(self, child: Child) -> Path:
        return self.log_dir / f"{child.name}.log"


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C, end quietly at the first of them, and let no second one disturb the ending."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, stop)
        yield
    except KeyboardInterrupt:
        pass  # this is how it is meant to end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def children_for(port: int) -> list[Child]:
    """Name the three of which the product consists: web, worker with its clock, and a sweep that needs no broker."""
    python = [sys.executable, "-m"]
    web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    web += ["--blocking-threads", "4", "--no-ws", "config.wsgi:application"]
    worker = ["celery", "-A", "config", "worker", "-B", "--pool", "threads", "--concurrency", "8"]
    return [
        Child("web", [*python, *web]),
        Child("worker", [*python, *worker, "--loglevel", "WARNING"]),
        Child("sweep", [sys.executable, "manage.py", "sweep", "--forever"]),
    ]


def free_port(wanted: int, *, tries: int = 20) -> int:
    """Return `wanted`, or the next port on 127.0.0.1 that nobody listens on. Raises OSError after `tries`."""
    for port in range(wanted, wanted + tries):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"Every port from {wanted} to {wanted + tries - 1} is taken. Set PORT to a free one.")


def die_with_parent() -> None:
    """In a child about to start: have Linux end it should its parent be killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # the whole group has ended
        os.killpg(process.pid, number)


def _told(status: int) -> str:
    return f"status {status}" if status >= 0 else signal.Signals(-status).name
