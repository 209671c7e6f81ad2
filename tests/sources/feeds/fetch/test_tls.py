"""Certificates, and HTTP/2 over them."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from tests.sources.feeds import servers_h2
from tests.sources.feeds.fetch.asking import LIMITS, NAME, fetcher
from tests.sources.feeds.servers import answers, certificate, listening, serve, tls
from worker.errors import UsageError
from worker.sources.feeds.answer import Answer, Failure
from worker.sources.feeds.fetch import Fetcher


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate of ``daily.example`` that nobody signed, with its key."""
    return certificate(tmp_path_factory.mktemp("tls"), NAME)


def ask_h2(
    pem: Path, reply: servers_h2.Reply, times: int = 1
) -> tuple[list[Answer], servers_h2.Server]:
    """Ask an HTTP/2 server this often at once."""

    async def go() -> tuple[list[Answer], servers_h2.Server]:
        async with (
            servers_h2.serve(reply, tls=tls(pem, "h2")) as server,
            fetcher(ca_file=pem) as client,
        ):
            url = f"https://{NAME}:{server.port}/feed"
            first = await client.fetch(url, limits=LIMITS)
            others = [client.fetch(url, limits=LIMITS) for _ in range(times - 1)]
            return [first, *await asyncio.gather(*others)], server

    return asyncio.run(go())


def test_a_certificate_that_nobody_signed_is_refused(pem: Path) -> None:
    """Without trust there is no answer, and the request is never sent."""

    async def go() -> None:
        async with serve(answers(), tls=tls(pem)) as server, fetcher() as client:
            answer = await client.fetch(server.url(host=NAME), limits=LIMITS)
            assert (answer.status, answer.failure, server.asked) == (0, "tls", [])
            assert "self-signed certificate" in answer.message

    asyncio.run(go())


def test_a_certificate_of_another_host_is_refused(pem: Path) -> None:
    """A certificate holds for the name that was asked for, not for the address."""

    async def go() -> None:
        async with serve(answers(), tls=tls(pem)) as server, fetcher(ca_file=pem) as client:
            good = await client.fetch(server.url(host=NAME), limits=LIMITS)
            bad = await client.fetch(server.url(host="weekly.example"), limits=LIMITS)
            assert (good.status, good.failure) == (200, None)
            assert (bad.status, bad.failure) == (0, "tls")

    asyncio.run(go())


def test_a_server_without_tls() -> None:
    """TLS asked of a server that speaks plain HTTP fails as TLS."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        await reader.read()

    async def go() -> None:
        async with listening(talk) as port, fetcher() as client:
            answer = await client.fetch(f"https://{NAME}:{port}/", limits=LIMITS)
            assert (answer.status, answer.failure) == (0, "tls")
            assert "does not speak TLS" in answer.message

    asyncio.run(go())


def test_a_file_that_holds_no_certificate(tmp_path: Path) -> None:
    """A file of authorities that can't be used is the user's error."""
    empty = tmp_path / "ca.pem"
    for path in (empty, tmp_path / "none.pem"):
        empty.write_text("no certificate")
        with pytest.raises(UsageError, match="ca_file"):
            Fetcher(ca_file=path)


def test_http2(pem: Path) -> None:
    """A server that speaks HTTP/2 is spoken to in it, in many requests by one connection."""
    body = gzip.compress(b"<rss></rss>")
    answers_, server = ask_h2(pem, servers_h2.answers(body, content_encoding="gzip", etag='"a"'), 5)
    assert {(answer.status, answer.failure, answer.body) for answer in answers_} == {
        (200, None, b"<rss></rss>")
    }
    assert answers_[0].headers["etag"] == '"a"'
    assert (len(server.asked), server.connections) == (5, 1)
    assert server.asked[0][":authority"] == f"{NAME}:{server.port}"
    assert server.asked[0]["user-agent"].startswith("qala/")


def test_http2_without_end(pem: Path) -> None:
    """A body that is broken off at the limit does no harm to the requests that follow."""
    short = servers_h2.answers(b"x")

    async def go() -> None:
        async with (
            servers_h2.serve(servers_h2.overflows, tls=tls(pem, "h2")) as server,
            fetcher(ca_file=pem) as client,
        ):
            url = f"https://{NAME}:{server.port}/"
            for _ in range(2):
                answer = await client.fetch(url, limits=LIMITS)
                assert (answer.status, answer.failure) == (200, "too-large")
                assert answer.wire_bytes < 1_100_000
            server.reply = short
            answer = await client.fetch(url, limits=LIMITS)
            assert (answer.failure, answer.body, server.connections) == (None, b"x", 3)

    asyncio.run(go())


H2: dict[str, tuple[servers_h2.Reply, int, Failure, bytes]] = {
    "a stream that is dropped midway": (servers_h2.resets, 200, "cut-off", b"<rss>"),
    "a status that is no number": (servers_h2.says((":status", "abc")), 0, "protocol", b""),
    "headers over the limit": (
        servers_h2.says((":status", "200"), *[(f"x-{n}", "a" * 4_000) for n in range(40)]),
        0,
        "too-large",
        b"",
    ),
}


@pytest.mark.parametrize("case", H2)
def test_http2_that_goes_wrong(case: str, pem: Path) -> None:
    """What an HTTP/2 server does wrong is an answer that says so."""
    reply, status, failure, body = H2[case]
    [answer], _ = ask_h2(pem, reply)
    assert (answer.status, answer.failure, answer.body) == (status, failure, body), answer.message
