"""Connections of which every step ends by one deadline, and which can be kept from leading inside our own network."""

import socket
import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from bookings.outbox.targets import PermanentError

CARRIES_IPV4 = IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address


class Deadline:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises httpcore.ReadTimeout where none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class Network(httpcore.SyncBackend):
    """Connects by the deadline; where `outside_only`, to the very address that was found to lie outside."""

    def __init__(self, deadline: Deadline, *, outside_only: bool) -> None:
        self._deadline, self._outside_only = deadline, outside_only

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        addresses = _resolve(host, port)
        if self._outside_only and not all(is_outside(address) for address in addresses):
            raise PermanentError(f"{host} leads to an address inside a private network. Give a public one.")
        refusal: Exception = httpcore.ConnectError()
        for address in addresses:
            try:
                return _Stream(super().connect_tcp(address, port, self._deadline.left()), self._deadline)
            except httpcore.ConnectError as error:
                refusal = error
        raise refusal


class _Stream(httpcore.NetworkStream):
    """Hands on to another stream, with the time that is left instead of a time for each step."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def is_outside(address: str) -> bool:
    """Say whether an IP address is on the public internet, whatever form it is dressed in."""
    ip = _bare(ip_address(address.partition("%")[0]))
    return ip.is_global and not ip.is_multicast


def _bare(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in CARRIES_IPV4:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _resolve(host: str, port: int) -> Iterable[str]:
    """Return the addresses of a name, each once. Its time is the resolver's own, a few seconds."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that no name can have
        raise httpcore.ConnectError from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
