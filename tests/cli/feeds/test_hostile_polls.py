"""Servers that lie for days, on a clock of the test's: a real server, fetcher, parser and store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.cli.feeds.hostile_world import item, rss
from tests.sources.feeds.fetch.asking import LIMITS, NAME, fetcher
from tests.sources.feeds.servers import Asked, Reply, Server, answers, redirects, serve
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.fetch import Fetcher
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.parsers import Parsers
from worker.sources.feeds.polled import Bounds, parts_of
from worker.sources.feeds.polling import Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.turns import Turns

DAY = 86_400.0
ALL = Bounds(records=1_000, size=10_000_000)


class World:
    """A feed that is polled whenever it is due, and what it has brought so far."""

    def __init__(self, folder: Path) -> None:
        self.store = Sqlite(folder / "feeds.db")
        self.now = 1_800_000_000.0
        self.state = State()
        self.brought: list[str] = []
        self.server: Server
        self._client: Fetcher
        self._polls: Polls

    def live(self, life: Callable[[], Coroutine[object, object, None]]) -> None:
        """Open everything and let ``life`` happen."""

        async def opened() -> None:
            async with AsyncExitStack() as stack:
                self.server = await stack.enter_async_context(serve({}))
                self._client = await stack.enter_async_context(fetcher())
                parsers = Parsers(
                    processes=1, cpu_seconds=5, memory_bytes=300_000_000, max_entries=2_000
                )
                await stack.enter_async_context(parsers)
                self._polls = self._wired(parsers)
                await life()
            self.store.close()

        asyncio.run(opened())

    def _wired(self, parsers: Parsers) -> Polls:
        domains = Domains(at_once=2, seconds_between=0)
        turns = Turns(domains, at_once=8, clock=lambda: self.now)

        async def page(url: str) -> object:
            raise AssertionError(url)

        steps = Steps(
            fetch=lambda url, headers: self._client.fetch(url, headers, limits=LIMITS),
            read=parsers.document,
            pages=Pages(page, page, turns, by_default=False, most=1),  # type: ignore[arg-type]
            store=self.store,
            policy=Policy(),
            max_record_bytes=1_000_000,
            chance=lambda: 0.5,
        )
        return Polls(steps)

    async def poll(self) -> State:
        """Go to when the feed is due, poll it and keep what comes of it."""
        self.now = max(self.now, self.state.next_poll)
        feed = Feed(url=self.server.url("/feed", NAME))
        polled = await self._polls(feed, self.state, self.now)
        self.store.commit([part.change for part in parts_of(polled, ALL)])
        self.brought += [each.identity for each in polled.brought]
        self.state = polled.state
        return self.state

    def asked(self) -> str:
        """Return what the server was asked for last."""
        return self.server.asked[-1].target


def stubborn(body: Callable[[], bytes]) -> Reply:
    """Say 304 to whoever knows the one ETag, whatever the body is by now."""

    async def reply(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = asked.headers.get("if-none-match") == '"always"'
        there = answers(304) if known else answers(200, body(), {"ETag": '"always"'})
        await there(asked, writer)

    return reply


@pytest.mark.parametrize("polls", [1, 2, 10, 18, 19, 20])
def test_a_new_body_under_the_same_etag_comes_within_20_polls(polls: int, tmp_path: Path) -> None:
    """However often it was polled before; once the lie is known, news come with the next poll."""
    world = World(tmp_path)
    items = [item("s", 0)]

    async def life() -> None:
        world.server.routes["/feed"] = stubborn(lambda: rss(*items))
        for _ in range(polls):
            await world.poll()
        items.append(item("s", 1))
        for _ in range(20):
            await world.poll()
        assert world.brought == ["s-0", "s-1"]
        assert world.state.lied
        items.append(item("s", 2))
        await world.poll()

    world.live(life)
    assert world.brought == ["s-0", "s-1", "s-2"]


def test_a_permanent_redirect_that_flaps_is_not_believed(tmp_path: Path) -> None:
    """It leads here and there for a month; the listed URL is asked on, and no entry is lost."""
    world = World(tmp_path)
    items = [item("f", 0)]

    async def life() -> None:
        server = world.server

        async def whole(asked: Asked, writer: asyncio.StreamWriter) -> None:
            await answers(200, rss(*items))(asked, writer)

        server.routes |= {"/a": whole, "/b": whole}
        here = answers(200, rss(item("f", 0)))
        flaps = [redirects("/a", 301), redirects("/b", 301), redirects("/a", 308), here]
        began = world.now
        while world.now < began + 30 * DAY:
            server.routes["/feed"] = flaps[world.state.polls % len(flaps)]
            items.append(item("f", len(items)))
            await world.poll()
            world.now += DAY / 3
            assert not world.state.moved
            assert world.state.reason is None
        assert {asked.target for asked in server.asked} == {"/feed", "/a", "/b"}

    world.live(life)
    assert len(world.brought) == len(set(world.brought))
    assert set(world.brought) >= {f"f-{n}" for n in range(len(items) - 4)}


def test_a_permanent_redirect_that_lasts_is_followed_and_left_when_it_leads_nowhere(
    tmp_path: Path,
) -> None:
    """After five days the new URL is asked alone; once that is gone, the listed one again."""
    world = World(tmp_path)

    async def life() -> None:
        server = world.server
        server.routes |= {"/feed": redirects("/new", 301), "/new": answers(200, rss(item("m")))}
        began = world.now
        while not world.state.moved:
            await world.poll()
            world.now += DAY / 4
        assert 5 * DAY <= world.now - began < 6 * DAY
        seen = len(server.asked)
        await world.poll()
        assert [asked.target for asked in server.asked[seen:]] == ["/new"]
        server.routes |= {"/new": answers(404), "/feed": answers(200, rss(item("m"), item("m", 1)))}
        await world.poll()
        assert world.state.reason == "not-found"
        await world.poll()
        assert world.asked() == "/feed"
        assert world.state.standing == "healthy"

    world.live(life)
    assert world.brought == ["m-0", "m-1"]


def test_a_feed_that_is_gone_is_asked_once_a_month_and_may_come_back(tmp_path: Path) -> None:
    """410 is no end: what it brings after months is published."""
    world = World(tmp_path)

    async def life() -> None:
        world.server.routes["/feed"] = answers(410)
        began = world.now
        for _ in range(3):
            await world.poll()
            assert world.state.standing == "gone"
        assert 60 * DAY <= world.now - began <= 67 * DAY
        world.server.routes["/feed"] = answers(200, rss(item("back")))
        await world.poll()
        assert world.state.standing == "healthy"
        assert world.state.next_poll - world.now < DAY

    world.live(life)
    assert world.brought == ["back-0"]
