"""The one way out, against a real socket that answers whatever a test says, as slowly as it says."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bookings.outbox.connecting import is_outside
from bookings.outbox.http import Answer, raise_for, request
from bookings.outbox.targets import PermanentError, TransientError
from tests.outbox.raw_server import RawServer, self_signed, whole

Serving = Callable[..., RawServer]


@pytest.fixture
def serving() -> Iterator[Serving]:
    servers: list[RawServer] = []

    def serve(*chunks: bytes, **how: Any) -> RawServer:
        servers.append(RawServer(*chunks, **how))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def test_an_answer_is_read_whole(serving: Serving) -> None:
    server = serving(whole(b'{"a": 1}', "X-Cache: Hit"))
    answer = request("POST", f"{server.url}/events", headers={"X-Service-Key": "k"}, json={"b": 2})
    assert (answer.status, answer.json(), answer.headers["x-cache"]) == (200, {"a": 1}, "Hit")
    head, _, body = server.received.partition(b"\r\n\r\n")
    assert (head.splitlines()[0], b"X-Service-Key: k" in head, body) == (b"POST /events HTTP/1.1", True, b'{"b": 2}')


def test_a_refusal_is_an_answer_too(serving: Serving) -> None:
    assert request("GET", serving(whole(b"", status="409 Conflict")).url).status == 409


def test_a_redirect_is_not_followed(serving: Serving) -> None:
    elsewhere = serving(whole(b"{}"))
    answer = request("GET", serving(whole(b"", f"Location: {elsewhere.url}", status="302 Found")).url)
    assert (answer.status, elsewhere.received) == (302, b"")


def test_proxies_of_the_environment_are_passed_by(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert request("GET", serving(whole(b"{}")).url).json() == {}


@pytest.mark.parametrize(
    "chunks",
    [
        [b""] * 10,
        [b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: 1\r\n"] * 50],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", *[b"x"] * 50],
    ],
    ids=["silent", "dripping headers", "dripping a body"],
)
def test_a_slow_answer_ends_at_the_deadline(serving: Serving, chunks: list[bytes]) -> None:
    server = serving(*chunks, pause_seconds=0.05)
    started = time.monotonic()
    with pytest.raises(TransientError, match=r"^127\.0\.0\.1 did not answer within 0\.3 seconds\.$"):
        request("GET", server.url, deadline_seconds=0.3)
    assert time.monotonic() - started < 1.0


def test_a_body_is_bounded(serving: Serving) -> None:
    with pytest.raises(TransientError, match=r"^127\.0\.0\.1 answered more than 1,000 bytes\.$"):
        request("GET", serving(whole(b"x" * 5_000)).url, most_bytes=1_000)


def test_a_dropped_connection_is_transient(serving: Serving) -> None:
    with pytest.raises(TransientError, match="broke off"):
        request("GET", serving(whole(b"x" * 50)[:-10]).url)


def test_nobody_there_is_transient() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(TransientError, match="cannot be reached"):
        request("GET", f"http://127.0.0.1:{port}")


def test_a_server_that_is_no_tls_server_is_transient(serving: Serving) -> None:
    with pytest.raises(TransientError, match="cannot be reached"):
        request("GET", serving(whole(b"{}")).url.replace("http", "https"))


def test_a_certificate_that_nobody_vouches_for_ends_it(serving: Serving, tmp_path: Path) -> None:
    server = serving(whole(b"{}"), tls=self_signed(tmp_path))
    with pytest.raises(TransientError, match="shows a certificate that cannot be trusted"):
        request("GET", server.url, headers={"Authorization": "Bearer hush"})
    assert server.received == b""


@pytest.mark.parametrize("url", ["", "ftp://example.com", "example.com/x", "http://", "http://[::1", "file:///etc"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(PermanentError, match="address"):
        request("GET", url)


def test_what_goes_wrong_is_said_without_what_opens_doors(serving: Serving) -> None:
    with pytest.raises(PermanentError) as told:
        request("GET", f"{serving().url}/hush?token=hush", headers={"Authorization": "Bearer hush\n"})
    with pytest.raises(TransientError) as refused:
        request("GET", "http://hush:hush@127.0.0.1:9/hush?token=hush")
    assert "hush" not in f"{told.value} {told.value.__cause__} {refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.1.2.3"])
def test_outside_only_calls_nothing_inside(host: str) -> None:
    with pytest.raises(PermanentError, match="inside a private network"):
        request("GET", f"http://{host}:9/", outside_only=True)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_an_inside_address_is_known_in_any_dress(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


def answer(status: int, **headers: str) -> Answer:
    return Answer("scc.example.com", status, httpx.Headers({k.replace("_", "-"): v for k, v in headers.items()}), b"")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_not_now_is_transient(status: int) -> None:
    with pytest.raises(TransientError, match=f"^scc.example.com answered {status}: not now.$"):
        raise_for(answer(status))


@pytest.mark.parametrize("status", [301, 308, 400, 401, 403, 404, 409, 413, 422])
def test_no_is_permanent(status: int) -> None:
    with pytest.raises(PermanentError, match=f"{status}"):
        raise_for(answer(status))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("9" * 40, None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_every_form(said: str, seconds: float | None) -> None:
    assert answer(503, Retry_After=said).retry_after == seconds


def test_retry_after_a_date_ahead_is_that_long() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    with pytest.raises(TransientError) as told:
        raise_for(answer(429, Retry_After=ahead))
    assert told.value.retry_after is not None
    assert 85 < told.value.retry_after <= 90


def test_json_that_is_none_is_transient() -> None:
    with pytest.raises(TransientError, match="not JSON"):
        Answer("scc.example.com", 200, httpx.Headers(), b"<html>").json()
