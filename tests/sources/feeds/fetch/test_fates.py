"""What servers do, one fate each: real servers, short deadlines."""

from __future__ import annotations

import asyncio
import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from msgspec import Struct
from msgspec.structs import replace

from tests.sources.feeds.fetch.asking import LIMITS, SILENT, asked, fetcher
from tests.sources.feeds.servers import (
    HOST,
    Reply,
    answers,
    breaks_off,
    drips,
    drips_headers,
    encoded,
    endless,
    head,
    raw,
    serve,
    silence,
)
from worker.sources.feeds.answer import Failure
from worker.sources.feeds.fetch import Fetcher, Limits

FEED = b"<rss><channel><title>\xd9\x82\xd8\xa7\xd9\x84</title></channel></rss>"


class Fate(Struct, frozen=True):
    """What must come of a reply."""

    status: int
    failure: Failure | None = None
    body: bytes = b""
    message: str = ""
    """A part of it."""
    limits: Limits = LIMITS


CASES: dict[str, tuple[Reply, Fate]] = {
    "a document is read": (answers(200, FEED), Fate(200, body=FEED)),
    "an empty one too": (answers(200), Fate(200)),
    "a body up to the end of the connection": (
        raw(b"HTTP/1.1 200 OK\r\n\r\n", FEED[:9], FEED[9:]),
        Fate(200, body=FEED),
    ),
    "chunks": (
        raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"4\r\n<rss\r\n1\r\n>\r\n0\r\n\r\n",
        ),
        Fate(200, body=b"<rss>"),
    ),
    "HTTP/1.0": (raw(b"HTTP/1.0 200 OK\r\n\r\n", FEED), Fate(200, body=FEED)),
    "304 has no body, whatever it declares": (
        raw(head(304, {"Content-Length": "500", "ETag": '"a"'})),
        Fate(304),
    ),
    "a refusal has its status and body": (
        answers(403, b"Just a moment"),
        Fate(403, body=b"Just a moment"),
    ),
    "gzip is taken off": (encoded(gzip.compress(FEED), "gzip"), Fate(200, body=FEED)),
    "two encodings are taken off": (
        encoded(brotli.compress(gzip.compress(FEED)), "gzip, br"),
        Fate(200, body=FEED),
    ),
    "more than was declared is left": (
        raw(head(200, {"Content-Length": "5"}), FEED),
        Fate(200, body=FEED[:5]),
    ),
    "less than was declared is kept": (
        raw(head(200, {"Content-Length": "500"}), FEED),
        Fate(200, "cut-off", FEED, "broke off its answer"),
    ),
    "a reset midway keeps what was read": (
        breaks_off(head(200, {"Content-Length": "500"}), FEED),
        Fate(200, "cut-off", FEED, "the connection was lost"),
    ),
    "chunks that end midway": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\n<rss\r\n"),
        Fate(200, "cut-off", b"<rss"),
    ),
    "chunks that make no sense": (
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4\r\n<rss\r\nzz\r\n"),
        Fate(200, "cut-off", b"<rss"),
    ),
    "a reset before the answer": (
        breaks_off(),
        Fate(0, "connect", message="broke the connection off"),
    ),
    "closed before the answer": (raw(), Fate(0, "protocol", message="without sending a response")),
    "rubbish in place of HTTP": (
        raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        Fate(0, "protocol", message="HTTP"),
    ),
    "binary rubbish": (raw(bytes(range(256)) * 9), Fate(0, "protocol")),
    "a status that is no number": (raw(b"HTTP/1.1 abc OK\r\n\r\n"), Fate(0, "protocol")),
    "a megabyte of one header": (
        raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1_000_000),
        Fate(0, "too-large", message="headers without end"),
    ),
    "a megabyte of headers": (
        raw(b"HTTP/1.1 200 OK\r\n" + b"X-Many: a\r\n" * 100_000),
        Fate(0, "too-large", message="headers without end"),
    ),
    "two lengths that differ": (
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>"),
        Fate(0, "protocol"),
    ),
    "a body over the limit is not begun": (
        raw(head(200, {"Content-Length": "5000000"}), b"x" * 50_000),
        Fate(200, "too-large", message="1000000 bytes"),
    ),
    "an unknown encoding": (encoded(FEED, "sdch"), Fate(200, "bad-encoding", message="sdch")),
    "an encoding that is not there": (encoded(FEED, "gzip"), Fate(200, "bad-encoding")),
    "an encoding cut off": (
        encoded(gzip.compress(FEED)[:-4], "gzip"),
        Fate(200, "bad-encoding", FEED),
    ),
    "silence": (silence, Fate(0, "timeout", message="fallen silent", limits=SILENT)),
    "silence within the body": (
        raw(head(200, {"Content-Length": "500"}), FEED, close=False),
        Fate(200, "timeout", FEED, "fallen silent", SILENT),
    ),
    "headers that never end": (
        drips_headers,
        Fate(0, "timeout", message="over 0.3 s in all", limits=replace(LIMITS, seconds=0.3)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_fates(case: str) -> None:
    """Whatever a server does is an answer that says so."""
    reply, fate = CASES[case]
    answer, _ = asked(reply, limits=fate.limits)
    got = (answer.status, answer.failure, answer.body)
    assert got == (fate.status, fate.failure, fate.body), answer.message
    assert fate.message in answer.message
    assert bool(answer.message) == (answer.failure is not None)


def test_slow_drip() -> None:
    """A server that sends a byte at a time is left at the deadline, with what it sent."""
    answer, _ = asked(drips(0.02), limits=replace(LIMITS, seconds=3.0))
    assert (answer.status, answer.failure) == (200, "timeout")
    assert "over 3 s in all" in answer.message
    assert answer.body.startswith(b"..")
    assert answer.seconds >= 3.0


def test_endless() -> None:
    """A body without end is left at the limit."""
    answer, _ = asked(endless)
    assert (answer.status, answer.failure) == (200, "too-large")
    assert len(answer.body) <= LIMITS.wire_bytes < answer.wire_bytes < 1_200_000


def test_slow_names() -> None:
    """The deadline holds for name servers too."""

    async def ask() -> None:
        async def never(_host: str, _port: int) -> list[str]:
            await asyncio.sleep(60)
            return []

        async with fetcher(resolve=never) as client:
            answer = await client.fetch(
                "http://daily.example/", limits=replace(LIMITS, seconds=0.2)
            )
            assert (answer.status, answer.failure) == (0, "timeout")

    asyncio.run(ask())


def test_nobody_listens() -> None:
    """A port that nobody listens on is a failure to connect."""

    async def ask() -> None:
        async with serve(answers()) as server:
            url = server.url()
        async with fetcher() as client:
            answer = await client.fetch(url, limits=LIMITS)
            assert (answer.status, answer.failure) == (0, "connect")
            assert "may be down" in answer.message

    asyncio.run(ask())


@pytest.mark.parametrize("status", [429, 503])
def test_asked_to_wait(status: int) -> None:
    """The headers of a refusal are there, repeated ones joined, for the decision when to return."""
    reply = raw(
        b"HTTP/1.1 %d Wait\r\nRetry-After: 120\r\nVary: A\r\nVARY: B\r\n"
        b"X-Name: caf\xe9\r\nContent-Length: 0\r\n\r\n" % status
    )
    answer, _ = asked(reply)
    assert (answer.status, answer.failure) == (status, None)
    assert answer.headers["retry-after"] == "120"
    assert answer.headers["vary"] == "A, B"
    assert answer.headers["x-name"] == "caf\xe9"


def test_wire_bytes() -> None:
    """What came over the wire is counted before it is unpacked."""
    body = gzip.compress(bytes(100_000))
    answer, _ = asked(encoded(body, "gzip"))
    assert (answer.wire_bytes, len(answer.body)) == (len(body), 100_000)


def test_cancelled() -> None:
    """A cancelled request ends at once, as cancelled."""

    async def ask() -> None:
        async with serve(silence) as server, fetcher() as client:
            task = asyncio.create_task(client.fetch(server.url(), limits=LIMITS))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(ask())


def test_connections_come_back() -> None:
    """A request that was cancelled or ran out of time leaves its connection to the next."""

    async def ask() -> None:
        routes = {"/quiet": silence, "/": answers(200, FEED)}
        async with (
            serve(routes) as server,
            Fetcher(allow_hosts=[HOST], connections=1) as client,
        ):
            quiet = server.url("/quiet")
            for _ in range(2):
                answer = await client.fetch(quiet, limits=replace(LIMITS, seconds=0.1))
                assert answer.failure == "timeout"
                task = asyncio.create_task(client.fetch(quiet, limits=LIMITS))
                await asyncio.sleep(0.05)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            answer = await client.fetch(server.url(), limits=LIMITS)
            assert (answer.status, answer.body) == (200, FEED)

    asyncio.run(ask())


def test_servers_at_once() -> None:
    """One bad server is no harm to the next."""

    async def ask() -> None:
        async with (
            serve({"/bad": raw(b"?\r\n\r\n"), "/": answers(200, FEED)}) as server,
            fetcher() as client,
        ):
            bad, good = await asyncio.gather(
                client.fetch(server.url("/bad"), limits=LIMITS),
                client.fetch(server.url(), limits=LIMITS),
            )
            assert (bad.failure, good.failure, good.body) == ("protocol", None, FEED)

    asyncio.run(ask())
