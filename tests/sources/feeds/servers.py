"""Real servers on the loopback: some answer as they should, most do not.

``serve(routes)`` opens one and keeps what it was asked. A route is a reply: a coroutine function
that is given the request and the writer, and may do with the connection whatever it likes.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from msgspec import Struct

HOST = "127.0.0.1"


class Asked(Struct, frozen=True):
    """A request as a server saw it."""

    target: str
    headers: dict[str, str]
    """Names in lower case."""
    connection: int
    """Which of the server's connections it came by, from 0."""


Reply = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """An open server and what it was asked."""

    def __init__(self, routes: Mapping[str, Reply], scheme: str) -> None:
        self.routes = dict(routes)
        """By target; may be changed while it is open."""
        self.asked: list[Asked] = []
        self.port = 0
        self.connections = 0
        self._scheme = scheme

    def url(self, target: str = "/", host: str = HOST) -> str:
        """Return the URL of ``target``."""
        return f"{self._scheme}://{host}:{self.port}{target}"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reply to requests until somebody closes the connection."""
        connection = self.connections
        self.connections += 1
        while not writer.is_closing():
            head = await reader.readuntil(b"\r\n\r\n")
            asked = _asked(head, connection)
            self.asked.append(asked)
            await self.routes.get(asked.target, answers(404))(asked, writer)
            await writer.drain()


def _asked(head: bytes, connection: int) -> Asked:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = (line.partition(": ") for line in lines if line)
    return Asked(
        first.split(" ")[1], {name.lower(): value for name, _, value in headers}, connection
    )


@asynccontextmanager
async def serve(
    routes: Mapping[str, Reply] | Reply, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Open a server on a free port of the loopback; one reply alone is the route ``/``."""
    table = {"/": routes} if callable(routes) else routes
    server = Server(table, "https" if tls else "http")
    async with listening(server.talk, tls) as port:
        server.port = port
        yield server


@asynccontextmanager
async def listening(
    talk: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[int]:
    """Give each connection to ``talk``, and yield the port; all are closed at the end."""
    tasks: set[asyncio.Task[None]] = set()

    async def attend(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        try:
            await talk(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    listener = await asyncio.start_server(attend, HOST, 0, ssl=tls)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()


# What servers say.


def raw(*parts: bytes, close: bool = True) -> Reply:
    """Send these bytes, and close in good order."""

    async def reply(_: Asked, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        if close:
            writer.close()

    return reply


def answers(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> Reply:
    """Answer as a server should, and keep the connection."""
    return raw(
        head(status, {"Content-Length": str(len(body))} | dict(headers or {})), body, close=False
    )


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return a status line and headers; values in Latin-1."""
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def redirects(location: str, status: int = 302) -> Reply:
    """Send the reader on; ``location`` in Latin-1."""
    return answers(status, headers={"Location": location})


def drips(seconds: float) -> Reply:
    """Send the head of a response and then a byte each ``seconds``, for ever."""

    async def reply(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {}))
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(seconds)

    return reply


async def drips_headers(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Never come to the end of the headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Take the request and say nothing."""
    await writer.drain()
    await asyncio.sleep(60)


async def endless(_: Asked, writer: asyncio.StreamWriter) -> None:
    """Send without end, as fast as it is read."""
    writer.write(head(200, {"Content-Type": "application/rss+xml"}))
    while True:
        writer.write(b"<item></item>" * 5_000)
        await writer.drain()


def breaks_off(*parts: bytes) -> Reply:
    """Send these bytes, then reset the connection."""

    async def reply(_: Asked, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
        await asyncio.sleep(0.05)
        opened: socket.socket = writer.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return reply


def encoded(body: bytes, encoding: str) -> Reply:
    """Answer with a body that is encoded already."""
    return answers(200, body, {"Content-Encoding": encoding})


# Certificates that nobody signed.


def certificate(folder: Path, *hosts: str) -> Path:
    """Make a certificate with its key for ``hosts``, and return its PEM file."""
    path = folder / f"{hosts[0]}.pem"
    names = ",".join(f"DNS:{host}" for host in hosts)
    subprocess.run(
        [
            *"openssl req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1".split(),
            *("-subj", f"/CN={hosts[0]}", "-addext", f"subjectAltName={names}"),
            *("-addext", "keyUsage=critical,keyCertSign,digitalSignature"),
            *("-keyout", path, "-out", path.with_suffix(".crt")),
        ],
        check=True,
        capture_output=True,
    )
    with path.open("ab") as file:
        file.write(path.with_suffix(".crt").read_bytes())
    return path


def tls(pem: Path, *protocols: str) -> ssl.SSLContext:
    """Return the settings of a server with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.set_alpn_protocols(list(protocols or ("http/1.1",)))
    return context
