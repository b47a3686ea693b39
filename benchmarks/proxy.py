"""A proxy before the AWS stand-in that makes every request wait, as a real one does, and counts what passes."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CONTROL = "/-/"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LONGEST_HEAD = 1 << 20


class Proxy:
    """Speaks HTTP/1.1 with bodies of a known length or in chunks. `GET /-/MILLISECONDS` sets the wait; it answers
    with the counts since the last time, as JSON."""

    def __init__(self, target: str) -> None:
        self.host, self.port = urlsplit(target).hostname or "", urlsplit(target).port or 80
        self.wait_seconds, self.counts = 0.0, Counter[str]()

    async def serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        server, out = await self._connected()
        try:
            while request := await self._request(client, answer):
                if server.at_eof():  # it waits for nobody long
                    out.close()
                    server, out = await self._connected()
                out.write(request)
                await asyncio.sleep(self.wait_seconds)
                answer.write(await _answer(server, empty=request.startswith(b"HEAD ")))
                await answer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            answer.close()
            out.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port, limit=LONGEST_HEAD)

    async def _request(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> bytes:
        """Return the next request whole; nothing where it was for us."""
        head = await client.readuntil(b"\r\n\r\n")
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        headers = _headers(head)
        if path.startswith(CONTROL):
            answer.write(self._set(float(path.removeprefix(CONTROL))))
            return b""
        self.counts["COPY" if "x-amz-copy-source" in headers else method] += 1
        if headers.get("expect"):
            answer.write(CONTINUE)
            head = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"expect:"))
        return head + await _body(client, headers)

    def _set(self, milliseconds: float) -> bytes:
        body, self.wait_seconds = json.dumps(self.counts).encode(), milliseconds / 1000
        self.counts.clear()
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def _headers(head: bytes) -> dict[str, str]:
    lines = (line.decode("latin-1").partition(":") for line in head.split(b"\r\n")[1:])
    return {name.lower(): value.strip() for name, colon, value in lines if colon}


async def _answer(server: asyncio.StreamReader, *, empty: bool) -> bytes:
    head = await server.readuntil(b"\r\n\r\n")
    empty = empty or head.split(b" ", 2)[1] in (b"204", b"304")
    return head + (b"" if empty else await _body(server, _headers(head)))


async def _body(source: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await source.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while True:
        size = await source.readuntil(b"\r\n")
        chunk = await source.readexactly(int(size.split(b";")[0], 16) + 2)
        body += size + chunk
        if len(chunk) == 2:
            return body


@contextmanager
def before(target: str) -> Iterator[str]:
    """Run one before `target` in a thread, and give its address."""
    loop, proxy = asyncio.new_event_loop(), Proxy(target)
    listening = loop.run_until_complete(asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=LONGEST_HEAD))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
