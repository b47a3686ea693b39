"""Real servers for the tests: each on a free port, in a folder of its own, gone with the process that started it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from config.tree import die_with_parent

SERVER_ACCOUNT = "postgres"
"""The account that runs PostgreSQL where we are root, which it refuses to be."""
START_SECONDS = 20.0
STOP_SECONDS = 10.0


@contextmanager
def postgresql() -> Iterator[str]:
    """Run an empty PostgreSQL, tuned for forgetting, and give its address as a URL."""
    account = SERVER_ACCOUNT if os.geteuid() == 0 else None
    with _folder(account) as folder:
        data, port = folder / "data", free_port()
        made = subprocess.run(
            [
                _program("initdb"),
                "-D",
                str(data),
                "-U",
                "fairlead",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ],
            user=account,
            group=account,
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise RuntimeError(f"PostgreSQL made no database: {made.stderr.strip()}")
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "max_connections": "200",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "timezone": "UTC",
        }
        command = [_program("postgres"), "-D", str(data)]
        command += [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        url = f"postgresql://fairlead@127.0.0.1:{port}/postgres"
        with _running(command, folder, lambda: psycopg.connect(url).close(), account):
            yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis that keeps nothing and give its address, without a database number."""
    with _folder() as folder:
        port = free_port()
        command = [_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--databases", "64"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]

        def answers() -> None:
            with redis.Redis(port=port) as client:
                client.ping()

        with _running(command, folder, answers):
            yield f"redis://127.0.0.1:{port}"


@contextmanager
def _folder(owner: str | None = None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fairlead-", ignore_cleanup_errors=True) as name:
        if owner:
            shutil.chown(name, owner)
        yield Path(name)


@contextmanager
def _running(
    command: list[str], folder: Path, answers: Callable[[], object], account: str | None = None
) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        # A session of its own, so that Ctrl-C in the terminal reaches the tests first and the servers last.
        process = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,
            preexec_fn=die_with_parent,
            user=account,
            group=account,
            extra_groups=[] if account else None,
        )
    try:
        if not _comes_up(process, answers):
            raise RuntimeError(f"{Path(command[0]).name} did not start:\n{(folder / 'log').read_text()}")
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _comes_up(process: subprocess.Popen[bytes], answers: Callable[[], object]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answers()
            return True
        except (psycopg.OperationalError, redis.RedisError):
            time.sleep(0.02)
    return False


def _program(name: str) -> str:
    """Find a server's program on the path, or where Debian keeps PostgreSQL's, the newest first."""
    debians = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -int(path.parts[-3]))
    found = shutil.which(name) or next(map(str, debians), None)
    if not found:
        raise RuntimeError(f"{name} is not installed. `make test` installs it on Debian; elsewhere, install it first.")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
