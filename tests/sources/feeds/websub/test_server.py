"""The port that hubs come to: what is answered, and what a hostile caller can't do."""

from __future__ import annotations

import asyncio
import gzip
import hmac
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest

from tests.patience import PATIENCE
from worker.errors import UsageError
from worker.sources.feeds.feed import State
from worker.sources.feeds.websub import keys
from worker.sources.feeds.websub import subscription as deciding
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.desk import Desk
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.server import Server
from worker.sources.feeds.websub.subscription import Terms

FEED, HUB = "https://press.example/feed", "https://hub.example/"
SECRET = "a secret of sixteen or more"  # noqa: S105 - of a test
BASE = "https://we.example/hooks"
CALLBACK = keys.callback(SECRET, BASE, feed=FEED, hub=HUB, topic=FEED)
PATH = f"/hooks/{keys.token(CALLBACK)}"


class World:
    """A server with the real desk behind it, and one feed that is being subscribed to."""

    def __init__(self, *, max_bytes: int = 10_000, room: int = 20_000) -> None:
        self.ledger = Ledger({}, secret=SECRET, base=BASE)
        self.ledger.want(FEED, State(hub=HUB, topic=FEED), 0.0)
        self.deliveries = Deliveries(size=room)
        self.hurried: list[str] = []
        self.desk = Desk(
            self.ledger,
            self.deliveries,
            secret=SECRET,
            terms=Terms(),
            max_bytes=max_bytes,
            hurry=lambda feed, _now: self.hurried.append(feed),
            clock=time.time,
        )
        self.port = 0
        self.step()

    def step(self) -> None:
        """Take the request to the hub as sent."""
        known = self.ledger.at(CALLBACK)
        assert known
        self.ledger.put(CALLBACK, deciding.step(known, time.time(), Terms())[0])

    async def call(self, raw: bytes, *, finish: bool = False) -> bytes:
        """Send bytes on a connection of their own, and return all that comes back."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            await writer.drain()
            if finish:
                writer.write_eof()
            return await asyncio.wait_for(reader.read(), PATIENCE)
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()

    async def deliver(self, body: bytes, headers: str = "") -> bytes:
        """Deliver with the right signature; return the answer's first line."""
        answer = await self.call(signed(body, headers))
        return answer.partition(b"\r\n")[0]


def signed(body: bytes, headers: str = "", *, path: str = PATH, length: bool = True) -> bytes:
    """Return a delivery as hubs send it."""
    secret = keys.signing_secret(SECRET, CALLBACK)
    mark = hmac.new(secret.encode(), body, "sha256").hexdigest()
    size = f"Content-Length: {len(body)}\r\n" if length else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: we\r\nX-Hub-Signature: sha256={mark}\r\n{size}{headers}\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def _open(world: World, *, seconds: float = 30.0) -> AsyncIterator[World]:
    async with Server(world.desk, host="127.0.0.1", port=0, seconds=seconds) as server:
        world.port = server.port
        yield world


def run(
    story: Callable[[World], Awaitable[None]], world: World | None = None, *, seconds: float = 30.0
) -> World:
    """Run a story against an open server."""
    world = world or World()

    async def main() -> None:
        async with _open(world, seconds=seconds):
            await story(world)

    asyncio.run(main())
    return world


def _asks(path: str = PATH, **fields: str) -> bytes:
    query = {"hub.mode": "subscribe", "hub.topic": FEED, "hub.challenge": "<b>x</b>", **fields}
    return f"GET {path}?{urlencode(query)} HTTP/1.1\r\nHost: we\r\n\r\n".encode()


def test_a_challenge_is_given_back_as_no_page() -> None:
    """With a type that no browser runs, and only where it is meant."""

    async def story(world: World) -> None:
        head, _, body = (await world.call(_asks())).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"Content-Type: application/octet-stream" in head
        assert b"X-Content-Type-Options: nosniff" in head
        assert body == b"<b>x</b>"
        known = world.ledger.of(FEED)
        assert known
        assert known.standing == "active"

    run(story)


REFUSED = [
    # what it shows, request, status
    ("a stranger's path", _asks("/hooks/" + "A" * 43), 404),
    ("no path", _asks("/"), 404),
    ("another topic", _asks(**{"hub.topic": "https://press.example/other"}), 404),
    ("leaving, which is not meant", _asks(**{"hub.mode": "unsubscribe"}), 404),
    ("no question", f"GET {PATH} HTTP/1.1\r\nHost: we\r\n\r\n".encode(), 404),
    ("a thousand fields", f"GET {PATH}?{'a=1&' * 1_000} HTTP/1.1\r\nHost: we\r\n\r\n".encode(), 404),
    ("another method", f"PUT {PATH} HTTP/1.1\r\nHost: we\r\nContent-Length: 0\r\n\r\n".encode(), 405),
    ("a delivery to nobody", signed(b"x", path="/hooks/nobody"), 410),
    ("a delivery over the limit", signed(b"x" * 10_001), 413),
    ("a body in chunks over the limit", signed(b"2711\r\n" + b"x" * 10_001 + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n", length=False), 413),
    ("a body that is packed", signed(gzip.compress(b"x"), "Content-Encoding: gzip\r\n"), 415),
    ("what is no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    ("a head without end", b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 4_000, 431),
    ("two lengths", f"POST {PATH} HTTP/1.1\r\nHost: we\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx".encode(), 400),
]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_not_ours_is_refused(request_: bytes, status: int) -> None:
    """Each in its way, and the next caller is answered."""

    async def story(world: World) -> None:
        answer = await world.call(request_)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode())
        assert await world.deliver(b"<rss/>") == b"HTTP/1.1 202 "

    world = run(story)
    taken = world.deliveries.take(())
    assert taken
    assert taken[1].body == b"<rss/>"
    assert world.deliveries.reserve("x", 20_000, 0.0)


def test_deliveries_come_in_every_form_of_http() -> None:
    """In chunks, after a 100, from HTTP/1.0, over a path with a prefix more or less."""
    chunked = signed(b"", "Transfer-Encoding: chunked\r\n", length=False)
    mark = hmac.new(keys.signing_secret(SECRET, CALLBACK).encode(), b"abc", "sha256").hexdigest()
    chunked = (
        chunked[: chunked.index(b"sha256=")]
        + f"sha256={mark}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n".encode()
    )

    async def story(world: World) -> None:
        assert (await world.call(chunked)).startswith(b"HTTP/1.1 202 ")
        expecting = signed(b"abc", "Expect: 100-continue\r\n")
        assert (await world.call(expecting)).startswith((b"HTTP/1.1 100 ", b"HTTP/1.1 202 "))
        old = signed(b"abc").replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Host: we\r\n", b"")
        assert (await world.call(old)).startswith(b"HTTP/1.1 202 ")
        assert (await world.call(signed(b"abc", path="/a/b" + PATH))).startswith(b"HTTP/1.1 202 ")

    world = run(story)
    bodies = [found[1].body for _ in range(4) if (found := world.deliveries.take(()))]
    assert bodies == [b"abc"] * 4


def test_only_what_finds_room_is_acknowledged() -> None:
    """The rest is to come again; room that was reserved for a body that broke off is free again."""

    async def story(world: World) -> None:
        for _ in range(4):
            await world.call(signed(b"x" * 5_000)[:-100], finish=True)
        for _ in range(4):
            assert await world.deliver(b"x" * 5_000) == b"HTTP/1.1 202 "
        answer = await world.call(signed(b"x"))
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 60\r\n" in answer
        world.deliveries.take(())
        assert await world.deliver(b"x") == b"HTTP/1.1 202 "

    world = run(story)
    assert world.desk.counted() == {"refused": 1}


def test_an_empty_delivery_hurries_a_poll() -> None:
    """It is thin: there is news, and none in it."""

    async def story(world: World) -> None:
        assert await world.deliver(b" \n") == b"HTTP/1.1 202 "

    world = run(story)
    assert world.hurried == [FEED]
    assert world.deliveries.take(()) is None


def test_a_caller_who_is_slow_is_left_within_the_time() -> None:
    """Neither a head nor a body that trickles holds a connection for longer."""

    async def drip(world: World, raw: bytes) -> float:
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        began = time.monotonic()
        try:
            for at in range(len(raw)):
                writer.write(raw[at : at + 1])
                await writer.drain()
                await asyncio.sleep(0.05)
                if reader.at_eof():
                    break
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()
        return time.monotonic() - began

    async def story(world: World) -> None:
        raw = signed(b"x" * 500)
        body = raw[: raw.index(b"\r\n\r\n") + 4]
        reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
        writer.write(body)
        seconds = await drip(world, raw)
        assert seconds < 25
        assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
        writer.transport.abort()
        assert world.deliveries.reserve(FEED, 20_000, time.time())

    run(story, seconds=0.5)


def test_callers_in_crowds_are_cut_off() -> None:
    """There are only so many connections; those who hold them lose them in time."""

    async def story(world: World) -> None:
        crowd = [await asyncio.open_connection("127.0.0.1", world.port) for _ in range(140)]
        async with asyncio.timeout(PATIENCE):
            while await world.call(_asks()):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
            while not (await world.call(_asks())).startswith(b"HTTP/1.1 200 "):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        for _, writer in crowd:
            writer.transport.abort()

    run(story, seconds=5.0)


def test_a_port_that_is_taken_is_told() -> None:
    """With the keys to change."""

    async def story(world: World) -> None:
        with pytest.raises(UsageError, match=r"source\.feeds\.websub\.port"):
            async with Server(world.desk, host="127.0.0.1", port=world.port):
                pass

    run(story)
