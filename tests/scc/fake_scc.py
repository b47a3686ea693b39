"""Another SCC, in a thread: a real little HTTP server that keeps events, and can be told to misbehave."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

Event: TypeAlias = dict[str, Any]
Reply: TypeAlias = tuple[int, Any]
KEY = "a key for tests"


def calling(**options: Any) -> dict[str, Any]:
    """The targets of an installation that calls an SCC, with options of its backend."""
    return {"scc": {"BACKEND": "crew.scc.remote.RemoteScc", "OPTIONS": options}}


class FakeScc(ThreadingHTTPServer):
    """Keeps one event for each id. A repeated POST with a version no higher than the last one is ignored."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/stage"
        self.key = KEY
        self.events: dict[str, Event] = {}
        self.asked: list[str] = []
        self.bodies: list[Event] = []
        self.told: list[str] = []
        self.landed: list[int] = []
        self.fault: Fault | None = None

    def reply(self, method: str, path: str, body: Event, key: str) -> Reply:
        """Act as a sound SCC does. Its crew is told whenever what it holds becomes something else."""
        code = path.rpartition("/")[2]
        if key != self.key:
            return 401, {"error": {"message": "Unauthorized."}}
        if method == "POST":
            return (200 if body["eventId"] in self.events else 201), self._keep(body["eventId"], body)
        if code not in self.events:
            return 404, {"error": {"message": "There is no such event."}}
        if method == "DELETE":
            self.told.append(code)
            return 200, self.events.pop(code)
        return 200, self._keep(code, body) if method == "PATCH" else self.events[code]

    def _keep(self, code: str, body: Event) -> Event:
        known = self.events.get(code, {"version": 0})
        self.landed.append(body["version"])
        if body["version"] > known["version"]:
            if {**known, **body, "version": 0} != {**known, "version": 0}:
                self.told.append(code)
            self.events[code] = {name: value for name, value in (known | body).items() if name != "status"}
        return self.events[code]


class Handler(BaseHTTPRequestHandler):
    server: FakeScc
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length)) if length else {}
        key = self.headers.get("X-Service-Key") or self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.server.asked.append(self.command)
        if body:
            self.server.bodies.append(body)
        fault = self.server.fault or sound
        try:
            fault(self, lambda: self.server.reply(self.command, self.path, body, key))
        except OSError:  # the caller has hung up, as a fault may want it to
            self.close_connection = True

    do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

    def write(self, status: int, payload: Any, **headers: str) -> None:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Keep the tests' output clean."""


Fault: TypeAlias = Callable[[Handler, Callable[[], Reply]], None]


def sound(handler: Handler, act: Callable[[], Reply]) -> None:
    handler.write(*act())


def says(status: int, payload: Any = b"", **headers: str) -> Fault:
    """Answer this, and do nothing."""

    def fault(handler: Handler, act: Callable[[], Reply]) -> None:
        handler.write(status, payload, **headers)

    return fault


def does_but_says(status: int, payload: Any = b"") -> Fault:
    """Do what was asked, and answer something else."""

    def fault(handler: Handler, act: Callable[[], Reply]) -> None:
        act()
        handler.write(status, payload)

    return fault


def drips(handler: Handler, act: Callable[[], Reply]) -> None:
    """Send an endless answer, a byte at a time."""
    handler.write(200, b"", Content_Length="1000")
    for _ in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def hangs_up(handler: Handler, act: Callable[[], Reply]) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def does_and_hangs_up(handler: Handler, act: Callable[[], Reply]) -> None:
    act()
    hangs_up(handler, act)


def lands_late(seconds: float) -> Fault:
    """Write so late that the caller has given up; reading works."""

    def fault(handler: Handler, act: Callable[[], Reply]) -> None:
        if handler.command != "GET":
            time.sleep(seconds)
        handler.write(*act())

    return fault


def only_when_writing(fault: Fault) -> Fault:
    def chosen(handler: Handler, act: Callable[[], Reply]) -> None:
        (sound if handler.command == "GET" else fault)(handler, act)

    return chosen


@contextmanager
def running() -> Iterator[FakeScc]:
    with FakeScc() as scc:
        thread = threading.Thread(target=scc.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield scc
        finally:
            scc.shutdown()
            thread.join()
