"""The one way out for HTTP wires: a total deadline, a bounded body, no redirects, no proxies, certificates checked.

What goes wrong is said with the host's name alone: a path, a query, a header may hold what opens a door.
"""

import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpcore
import httpx

from bookings.outbox.connecting import Deadline, Network
from bookings.outbox.targets import PermanentError, TransientError

TRANSIENT = (408, 425, 429)
"""Statuses below 500 that ask to come back later."""


@dataclass(frozen=True)
class Answer:
    host: str
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return what the body says. Raises TransientError where that is not JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise TransientError(f"{self.host} answered {self.status} with something that is not JSON.") from None

    @property
    def retry_after(self) -> float | None:
        """Seconds until they want to be asked again, however they said it; None where they said nothing sensible."""
        said = self.headers.get("Retry-After", "").strip()
        if re.fullmatch(r"[0-9]{1,9}", said):
            return float(said)
        try:
            moment = parsedate_to_datetime(said)
        except (ValueError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # "-0000": UTC, from nowhere in particular
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    deadline_seconds: float = 20.0,
    most_bytes: int = 1_000_000,
    outside_only: bool = False,
) -> Answer:
    """Send one request and return the answer, whatever its status: `raise_for` and the caller judge that.

    `outside_only`: for addresses that people type; nothing inside our own network is called.
    Raises TransientError where no whole answer came in time, PermanentError where none can.
    """
    address = _address(url)
    sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Fairlead"} | dict(headers or {})
    content = _as_bytes(json)
    if content is not None:
        sent["Content-Type"] = "application/json"
    deadline = Deadline(deadline_seconds)
    try:
        with (
            httpcore.ConnectionPool(_tls(), network_backend=Network(deadline, outside_only=outside_only)) as pool,
            pool.stream(method, str(address), headers=_headers(sent), content=content) as response,
        ):
            body = _read(response, most_bytes, address.host)
            return Answer(address.host, response.status, httpx.Headers(response.headers), body)
    except httpcore.TimeoutException:
        raise TransientError(f"{address.host} did not answer within {deadline_seconds:g} seconds.") from None
    except httpcore.LocalProtocolError:  # whose words quote the header
        raise PermanentError(f"What was to be sent to {address.host} does not fit into a request.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise TransientError(f"{address.host} {_fault(error)}.") from None


def raise_for(answer: Answer) -> None:
    """Raise TransientError for an answer that asks to come back, PermanentError for any other that is no success."""
    if answer.status in TRANSIENT or answer.status >= 500:
        raise TransientError(f"{answer.host} answered {answer.status}: not now.", retry_after=answer.retry_after)
    if 300 <= answer.status < 400:
        raise PermanentError(f"{answer.host} answered {answer.status}: it has moved. Give the address it moved to.")
    if not answer.ok:
        raise PermanentError(f"{answer.host} refuses it with {answer.status}.")


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise PermanentError("This is not an address that can be called.") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise PermanentError("An address that can be called begins with https:// and names a host.")
    return address


def _headers(sent: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in sent.items()]


def _as_bytes(payload: Any) -> bytes | None:
    return None if payload is None else json.dumps(payload).encode()


def _read(response: httpcore.Response, most_bytes: int, host: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > most_bytes:
            raise TransientError(f"{host} answered more than {most_bytes:,} bytes.")
    return bytes(body)


def _fault(error: Exception) -> str:
    if any(isinstance(told, ssl.SSLCertVerificationError) for told in error.args):
        return "shows a certificate that cannot be trusted"
    if isinstance(error, httpcore.ConnectError):
        return "cannot be reached"
    return "broke off in the middle of its answer"


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()
