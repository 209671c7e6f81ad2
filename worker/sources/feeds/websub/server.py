"""``Server``: the HTTP port that hubs come to. Parsing is h11's; what is answered, the desk's.

The port is open to the world. So there are bounds on connections, on the time of each, and on
its head and body; a body is read only for a token that is known, and within the room that the
desk has reserved. A connection serves one request.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Final, Protocol, Self

import h11

from worker.errors import UsageError
from worker.sources.feeds.websub.desk import Reply

_HEAD_BYTES: Final = 16_384
_CHUNK_BYTES: Final = 65_536
_SECONDS: Final = 30.0
"""For a request, from its connection to the last byte of the answer."""
_CONNECTIONS: Final = 128
_LINGER_SECONDS: Final = 1.0
_LINGER_BYTES: Final = 1_000_000
"""What is still read, and thrown away, of a request that was refused unread: a connection that
is closed before may lose its answer."""


class Desk(Protocol):
    """Who answers."""

    max_bytes: int

    def confirm(self, path: str, query: str) -> Reply:
        """Answer a GET."""

    def admit(self, path: str, size: int, encoding: str) -> Reply | None:
        """Refuse a POST, or reserve room for its body."""

    def too_large(self) -> Reply:
        """Refuse a POST whose body grew over the limit."""

    def dismiss(self, size: int) -> None:
        """Give the room back."""

    def take(self, path: str, body: bytes, *, signature: str | None, kind: str) -> Reply:
        """Answer a POST that was admitted."""


class Server:
    """Listens within its context."""

    def __init__(self, desk: Desk, *, host: str, port: int, seconds: float = _SECONDS) -> None:
        """Open nothing yet; port 0 takes a free one. ``seconds`` are for one request."""
        self._desk = desk
        self._host, self.port = host, port
        self._seconds = seconds
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        try:
            self._listener = await asyncio.start_server(self._attend, self._host, self.port)
        except (OSError, OverflowError) as fault:
            message = (
                f"can't listen on {self._host}:{self.port}: {fault}; "
                "set source.feeds.websub.host and source.feeds.websub.port"
            )
            raise UsageError(message) from fault
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listener:
            self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= _CONNECTIONS:
            writer.transport.abort()
            return
        self._tasks.add(task)
        try:
            async with asyncio.timeout(self._seconds):
                await _Visit(reader, writer, self._desk).run()
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


class _Visit:
    """One connection, one request."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, desk: Desk
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._desk = desk
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)

    async def run(self) -> None:
        try:
            request = await self._event()
            if not isinstance(request, h11.Request):
                return
            reply = await self._reply(request)
        except h11.RemoteProtocolError as fault:
            reply = Reply(status=HTTPStatus(fault.error_status_hint))
        await self._send(reply)

    async def _reply(self, request: h11.Request) -> Reply:
        path, _, query = request.target.decode("latin-1").partition("?")
        match request.method:
            case b"GET":
                return self._desk.confirm(path, query)
            case b"POST":
                return await self._delivery(path, _headers(request))
        return Reply(status=HTTPStatus.METHOD_NOT_ALLOWED)

    async def _delivery(self, path: str, headers: Mapping[str, str]) -> Reply:
        # Of a body in chunks the length is not known before its end.
        size = int(headers.get("content-length") or self._desk.max_bytes)
        encoding = headers.get("content-encoding", "").strip().lower()
        if refused := self._desk.admit(path, size, encoding):
            return refused
        try:
            body = await self._body(size)
        finally:
            self._desk.dismiss(size)
        if body is None:
            return self._desk.too_large()
        kind, signature = headers.get("content-type", ""), headers.get("x-hub-signature")
        return self._desk.take(path, body, signature=signature, kind=kind)

    async def _body(self, size: int) -> bytes | None:
        if self._http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=HTTPStatus.CONTINUE, headers=[])
            self._writer.write(self._http.send(go_on) or b"")
        body = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            body += event.data
            if len(body) > size:
                return None
        return bytes(body)

    async def _event(self) -> h11.Event | None:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._reader.read(_CHUNK_BYTES))
        return event if isinstance(event, h11.Event) else None

    async def _send(self, reply: Reply) -> None:
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Length", str(len(reply.body))),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ]
        if reply.retry_after is not None:
            headers.append(("Retry-After", str(reply.retry_after)))
        response = h11.Response(status_code=reply.status, headers=headers)
        for event in (response, h11.Data(data=reply.body), h11.EndOfMessage()):
            self._writer.write(self._http.send(event) or b"")
        await self._writer.drain()
        self._writer.write_eof()
        await self._linger()

    async def _linger(self) -> None:
        left = _LINGER_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_SECONDS):
                while left > 0 and (chunk := await self._reader.read(_CHUNK_BYTES)):
                    left -= len(chunk)


def _headers(request: h11.Request) -> dict[str, str]:
    """Return names in lower case; of a repeated header the first."""
    found: dict[str, str] = {}
    for name, value in request.headers:
        found.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    return found
