"""What servers see of us: headers, connections, and nothing that is not theirs."""

from __future__ import annotations

import asyncio

import pytest

from tests.sources.feeds.fetch.asking import LIMITS, NAME, asked, fetcher
from tests.sources.feeds.servers import Asked, answers, raw, redirects, serve
from worker import __version__
from worker.errors import UsageError
from worker.sources.feeds.fetch import ACCEPT_PAGE, Fetcher


def test_headers() -> None:
    """We say who we are, what we read, and what the caller adds."""

    async def ask() -> Asked:
        async with serve(answers()) as server, fetcher(contact="https://bot.example/") as client:
            url = server.url(host=NAME)
            await client.fetch(
                url, {"If-None-Match": 'W/"\xe9"'}, accept=ACCEPT_PAGE, limits=LIMITS
            )
            assert server.asked[0].headers["host"] == f"{NAME}:{server.port}"
            return server.asked[0]

    headers = asyncio.run(ask()).headers
    assert headers["user-agent"] == f"qala/{__version__} (+https://bot.example/)"
    assert headers["accept"].startswith("text/html")
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert headers["if-none-match"] == 'W/"\xe9"'
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "if-none-match"}


@pytest.mark.parametrize("value", ['"a\r\nX-Evil: 1"', '"\u0642"', "", "\0"])
def test_a_validator_that_can_not_be_sent_is_left_out(value: str) -> None:
    """A header that HTTP/1.1 can't carry does not end the polling of its feed."""
    answer, server = asked(answers(), headers={"If-None-Match": value})
    assert answer.status == 200
    assert "if-none-match" not in server.asked[0].headers
    assert "x-evil" not in server.asked[0].headers


def test_credentials_of_a_url() -> None:
    """Credentials in a URL are sent as a header, and stand in no answer."""

    async def ask() -> None:
        async with serve(answers()) as server, fetcher() as client:
            url = f"http://reader:p%40ss@{NAME}:{server.port}/"
            answer = await client.fetch(url, limits=LIMITS)
            assert server.asked[0].headers["authorization"] == "Basic cmVhZGVyOnBAc3M="
            assert "reader" not in answer.url

    asyncio.run(ask())


def test_no_cookies() -> None:
    """A cookie is not brought back."""

    async def ask() -> None:
        async with serve(answers(headers={"Set-Cookie": "who=you"})) as server, fetcher() as client:
            for _ in range(2):
                await client.fetch(server.url(), limits=LIMITS)
            assert "cookie" not in server.asked[1].headers

    asyncio.run(ask())


def test_connections_are_kept() -> None:
    """Two requests to a server go by one connection."""

    async def ask() -> None:
        async with serve(answers(200, b"x")) as server, fetcher() as client:
            for _ in range(2):
                await client.fetch(server.url(), limits=LIMITS)
            assert (len(server.asked), server.connections) == (2, 1)

    asyncio.run(ask())


def test_a_kept_connection_that_was_closed() -> None:
    """A request that a kept connection loses is asked again by a new one."""

    async def ask() -> None:
        async with serve(answers(200, b"x")) as server, fetcher() as client:
            await client.fetch(server.url(), limits=LIMITS)
            server.routes["/once"] = raw()

            async def first_by_the_new(asked: Asked, writer: asyncio.StreamWriter) -> None:
                await (answers(200, b"y") if asked.connection else raw())(asked, writer)

            server.routes["/again"] = first_by_the_new
            again = await client.fetch(server.url("/again"), limits=LIMITS)
            assert (again.status, again.body, server.connections) == (200, b"y", 2)

            once = await client.fetch(server.url("/once"), limits=LIMITS)
            assert (once.failure, server.connections) == ("protocol", 3)

    asyncio.run(ask())


def test_what_the_caller_adds_stays_with_its_origin() -> None:
    """Validators and passwords follow a redirect on the same origin, and to no other host."""

    async def ask() -> None:
        async with serve({}) as server, fetcher() as client:
            server.routes |= {
                "/": redirects("/same"),
                "/same": redirects(server.url("/other", "weekly.example")),
                "/other": answers(200),
            }
            url = f"http://reader:pass@{NAME}:{server.port}/"
            answer = await client.fetch(url, {"If-None-Match": '"a"'}, limits=LIMITS)
            assert answer.status == 200
            private = [
                {"authorization", "if-none-match"} & set(asked.headers) for asked in server.asked
            ]
            assert private == [
                {"authorization", "if-none-match"},
                {"authorization", "if-none-match"},
                set(),
            ]
            assert server.asked[2].headers["host"].startswith("weekly.example:")

    asyncio.run(ask())


def test_proxy() -> None:
    """A proxy is asked in our place, with its own credentials."""

    async def ask() -> None:
        async with serve({}) as server:
            server.routes["http://daily.example/feed"] = answers(200, b"x")
            proxy = f"http://user:pass@127.0.0.1:{server.port}"
            async with Fetcher(proxy=proxy) as client:
                answer = await client.fetch("http://daily.example/feed", limits=LIMITS)
            assert (answer.status, answer.body) == (200, b"x")
            assert server.asked[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"

    asyncio.run(ask())


def test_a_proxy_that_refuses() -> None:
    """A proxy that opens no way to a server of https is a failure to connect."""

    async def ask() -> None:
        async with serve({"daily.example:443": answers(403)}) as server:
            async with Fetcher(proxy=f"http://127.0.0.1:{server.port}") as client:
                answer = await client.fetch("https://daily.example/feed", limits=LIMITS)
            assert (answer.status, answer.failure) == (0, "connect")
            assert "403" in answer.message

    asyncio.run(ask())


@pytest.mark.parametrize("proxy", ["socks5://a.example", "a.example:3128", "http://", "http://a:b"])
def test_proxies_that_can_not_be_used(proxy: str) -> None:
    """A proxy that we can't speak to is the user's error."""
    with pytest.raises(UsageError, match="proxy"):
        Fetcher(proxy=proxy)


@pytest.mark.parametrize(
    ("pieces", "size", "failure"), [(5_000, 1, "too-large"), (3_000, 1, None), (3_000, 200, None)]
)
def test_bodies_in_many_pieces(pieces: int, size: int, failure: str | None) -> None:
    """So many chunks of a byte are over the limit of a megabyte, for the time that they take."""
    chunk = b"%x\r\n%s\r\n" % (size, b"x" * size)
    reply = raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk * pieces, b"0\r\n\r\n"
    )
    answer, _ = asked(reply)
    assert answer.failure == failure
    assert failure or len(answer.body) == pieces * size
