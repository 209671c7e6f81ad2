"""One request, from the URL to the last byte.

``Fetcher.fetch`` never raises for what a server or the network does: each fate is an Answer.
Cancellation passes through. No cookie is kept, no certificate is trusted unseen, and no setting
is taken from the environment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import httpcore
from msgspec import Struct

from worker.sources.feeds.answer import Answer
from worker.sources.feeds.fetch.decoding import Decoding, TooMuchError
from worker.sources.feeds.fetch.exchange import Exchange
from worker.sources.feeds.fetch.fates import BROKEN, DRIVERS, OURS, drivers, fate
from worker.sources.feeds.fetch.guard import Allowed, GuardedNetwork, check_port
from worker.sources.feeds.fetch.limits import Limits
from worker.sources.feeds.fetch.pool import pool
from worker.sources.feeds.fetch.redirects import parsed, redirects, target
from worker.sources.feeds.fetch.request import ACCEPT_FEED, Question, user_agent
from worker.sources.feeds.fetch.resolver import Resolve, Resolver, system_resolve
from worker.sources.feeds.turns import Turns

_LEAST_PIECE: Final = 256
"""Bytes that a piece counts for at least: millions of chunks of a few bytes cost as much time."""


class _Way(Struct, frozen=True, kw_only=True):
    """What a request has on its way over redirects."""

    held: AsyncExitStack
    """The turns of the domains that it was sent on to."""
    deadline: asyncio.Timeout


class Fetcher:
    """Asks servers; connections are kept between requests, so use one for all.

    ``contact`` is a URL or an address that stands in the User-Agent. ``allow_hosts`` (``host`` or
    ``host:port``) may lie inside our networks. ``ca_file`` (PEM) is trusted beside the usual
    authorities. ``proxy`` (an http or https URL) makes all connections in our place, and so
    goes around the guard: it must have its own. ``turns`` are waited for where a redirect leads
    to another domain than those that have been asked on the way; the caller has the turn of the
    first. Raises UsageError for what can't be used.
    """

    def __init__(  # noqa: PLR0913 - the settings of the feeds source, by name
        self,
        *,
        contact: str | None = None,
        allow_hosts: Collection[str] = (),
        ca_file: Path | None = None,
        proxy: str | None = None,
        connections: int = 100,
        turns: Turns | None = None,
        resolve: Resolve = system_resolve,
    ) -> None:
        self._agent = user_agent(contact)
        self._allowed = Allowed(allow_hosts)
        self._turns = turns
        network = GuardedNetwork(resolver=Resolver(resolve), allowed=self._allowed)
        self._pool = pool(network, ca_file=ca_file, proxy=proxy, connections=connections)

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        accept: str = ACCEPT_FEED,
        form: bytes | None = None,
        limits: Limits,
    ) -> Answer:
        """Ask for ``url``; ``headers`` (Latin-1) are told to its own origin only.

        With ``form`` that is posted, and only redirects that keep it (307, 308) are followed.
        """
        began = asyncio.get_running_loop().time()
        try:
            origin = parsed(url)
        except ValueError as error:
            message = f"{url!r} can't be asked: {error}; correct the URL"
            return Answer(url=url, failure="bad-url", message=message)
        question = Question(
            origin=origin,
            agent=self._agent,
            accept=accept,
            extra=headers or {},
            limits=limits,
            form=form,
        )
        exchange = Exchange(origin)
        try:
            async with AsyncExitStack() as held, asyncio.timeout(limits.seconds) as deadline:
                await self._follow(exchange, question, _Way(held=held, deadline=deadline))
        except TimeoutError:
            exchange.fail("timeout", _late(exchange, limits))
        except (*OURS, *DRIVERS) as error:
            exchange.fail(*fate(error, host=exchange.host, begun=exchange.status > 0))
        answer = exchange.answer(asyncio.get_running_loop().time() - began)
        if self._turns:
            self._turns.heard(answer)
        return answer

    async def _follow(self, exchange: Exchange, question: Question, way: _Way) -> None:
        limits = question.limits
        while True:
            url = exchange.url
            check_port(url, self._allowed)
            response = await self._respond(question.request(url))
            exchange.begin(response)
            async with _closing(response):
                if not redirects(response.status, posted=question.form is not None):
                    return await _read(response, exchange, limits)
            locations = [value for name, value in response.headers if name.lower() == b"location"]
            there = target(url, locations, visited=exchange.visited, limit=limits.hops)
            exchange.hop(there)
            if self._turns:
                await self._turn(self._turns, exchange, question, way)

    async def _turn(self, turns: Turns, exchange: Exchange, question: Question, way: _Way) -> None:
        """Wait where the hop leads to another domain, as long as a request may take at most."""
        if not exchange.in_new_domain():
            return
        now = asyncio.get_running_loop().time
        # Politeness is no fault of the server: its own time stands still meanwhile.
        left = (way.deadline.when() or 0.0) - now()
        way.deadline.reschedule(now() + question.limits.seconds)
        exchange.waits = True
        await way.held.enter_async_context(turns.hop(str(exchange.url)))
        exchange.waits = False
        way.deadline.reschedule(now() + left)

    async def _respond(self, request: httpcore.Request) -> httpcore.Response:
        """Ask, and ask again where a kept connection turns out to have been closed meanwhile."""
        connects = []

        async def trace(event: str, _: object) -> None:
            if event == "connection.connect_tcp.started":
                connects.append(event)

        request.extensions["trace"] = trace
        with drivers():
            try:
                return await self._pool.handle_async_request(request)
            except BROKEN:
                if connects:
                    raise
            return await self._pool.handle_async_request(request)


def _late(exchange: Exchange, limits: Limits) -> str:
    if exchange.waits:
        return f"no turn came for {exchange.host} within {limits.seconds:g} s: it is asked by many"
    return f"{exchange.host} took over {limits.seconds:g} s in all; it may be overloaded"


@asynccontextmanager
async def _closing(response: httpcore.Response) -> AsyncGenerator[None, None]:
    """Close the response; where its body was broken off, in HTTP/2 the whole connection.

    httpcore tells the server of no stream that it drops: it would send on, and once the
    connection's window is used up by what nobody reads, all later requests would hang.
    """
    try:
        yield
    except BaseException:
        if response.extensions.get("http_version") == b"HTTP/2":
            await response.extensions["network_stream"].aclose()
        raise
    finally:
        with drivers():
            await response.aclose()


async def _read(response: httpcore.Response, exchange: Exchange, limits: Limits) -> None:
    decoding = Decoding(exchange.headers.get("content-encoding", ""), limit=limits.body_bytes)
    over = TooMuchError(f"over {limits.wire_bytes} bytes")
    declared = exchange.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limits.wire_bytes:
        raise over
    weight = 0
    async with aclosing(_chunks(response)) as chunks:
        async for chunk in chunks:
            exchange.wire_bytes += len(chunk)
            weight += max(len(chunk), _LEAST_PIECE)
            if weight > limits.wire_bytes:
                raise over
            for piece in decoding.feed(chunk):
                exchange.body.write(piece)
    decoding.close()


async def _chunks(response: httpcore.Response) -> AsyncGenerator[bytes, None]:
    with drivers():
        async for chunk in response.aiter_stream():
            yield chunk
