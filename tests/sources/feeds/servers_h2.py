"""An HTTP/2 server on the loopback that answers every request in the same way."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from tests.sources.feeds.servers import listening

LONGEST_FRAME = 16_384

Reply = Callable[[H2Connection, int], None]
"""(connection, stream): what is done when a request has come in."""


class Server:
    """What an open server was asked."""

    def __init__(self, reply: Reply, port: int = 0) -> None:
        self.port = port
        self.asked: list[dict[str, str]] = []
        """The headers of each request, pseudo headers among them."""
        self.connections = 0
        self.reply = reply

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Reply until the client goes."""
        self.connections += 1
        settings = H2Configuration(
            client_side=False, header_encoding="latin-1", validate_outbound_headers=False
        )
        connection = H2Connection(settings)
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while received := await reader.read(65_536):
            for event in connection.receive_data(received):
                if isinstance(event, RequestReceived):
                    self.asked.append(_text(event.headers))
                    self.reply(connection, event.stream_id)
            writer.write(connection.data_to_send())
            await writer.drain()


def _text(headers: Iterable[tuple[str | bytes, str | bytes]]) -> dict[str, str]:
    return {str(name): str(value) for name, value in headers}


@asynccontextmanager
async def serve(reply: Reply, *, tls: ssl.SSLContext) -> AsyncIterator[Server]:
    """Open a server on a free port of the loopback."""
    server = Server(reply)
    async with listening(server.talk, tls) as port:
        server.port = port
        yield server


def answers(body: bytes, **headers: str) -> Reply:
    """Answer as a server should; ``headers`` with underscores for hyphens."""
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def reply(connection: H2Connection, stream: int) -> None:
        connection.send_headers(stream, [(":status", "200"), *sent])
        connection.send_data(stream, body, end_stream=True)

    return reply


def overflows(connection: H2Connection, stream: int) -> None:
    """Send as much as the client lets it, and no end."""
    connection.send_headers(stream, [(":status", "200")])
    while connection.local_flow_control_window(stream) > LONGEST_FRAME:
        connection.send_data(stream, bytes(LONGEST_FRAME))


def says(*headers: tuple[str, str]) -> Reply:
    """Send these headers, whatever they are, and no body."""

    def reply(connection: H2Connection, stream: int) -> None:
        connection.send_headers(stream, list(headers), end_stream=True)

    return reply


def resets(connection: H2Connection, stream: int) -> None:
    """Send half an answer, and drop the stream."""
    connection.send_headers(stream, [(":status", "200")])
    connection.send_data(stream, b"<rss>")
    connection.reset_stream(stream, error_code=2)
