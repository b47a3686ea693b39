"""A server of bare sockets: answers whatever a test says, as slowly as it says, in plain or behind a certificate."""

import re
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class RawServer:
    """Answers each connection with `chunks`, pausing after each, and keeps the last request it was sent."""

    def __init__(self, *chunks: bytes, pause_seconds: float = 0.0, tls: ssl.SSLContext | None = None) -> None:
        self._chunks, self._pause_seconds, self._tls = chunks, pause_seconds, tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.received = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        try:
            with self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as stream:
                self.received = _read_request(stream)
                for chunk in self._chunks:
                    stream.sendall(chunk)
                    time.sleep(self._pause_seconds)
        except OSError:  # the caller has hung up
            return


def whole(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Write an answer that has its length and its end."""
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers))
    return head.encode() + b"\r\n" + body


def self_signed(folder: Path) -> ssl.SSLContext:
    """Make a certificate for 127.0.0.1 that nobody but its maker vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    lasting = certificate.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    signed = lasting.add_extension(address, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "both.pem").write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


def _read_request(stream: socket.socket) -> bytes:
    """Read a request whole: its head and its body arrive apart."""
    received = stream.recv(65_536)
    length = re.search(rb"Content-Length: (\d+)", received)
    while length and len(received.partition(b"\r\n\r\n")[2]) < int(length[1]):
        received += stream.recv(65_536)
    return received
