"""A document of the very bytes of the last one costs no second reading, and hides nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from worker.errors import RecordError
from worker.ports.feeds import FeedPolled
from worker.sources import documents
from worker.sources.documents import Document
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.polled import Bounds, Polled, parts_of
from worker.sources.feeds.polling import Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.turns import Turns

FEED = Feed(url="https://a.example/rss")
DAY = 86_400.0


def rss(*names: str) -> bytes:
    """Return a document with these entries."""
    items = "".join(f"<item><guid>{name}</guid><title>{name}</title></item>" for name in names)
    return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()


class World:
    """A feed whose documents are given, and which of them were read."""

    def __init__(self, folder: Path) -> None:
        self.answer = Answer(url=FEED.url)
        self.read: list[bytes] = []
        self.state = State()
        self.store = Sqlite(folder / "feeds.db", remember=2 * DAY)
        self.now = 1_800_000_000.0

    async def _fetch(self, _url: str, _headers: Mapping[str, str]) -> Answer:
        return self.answer

    async def _read(self, answer: Answer) -> Document:
        self.read.append(answer.body)
        if not answer.body:
            raise RecordError("empty", "the document is empty")
        return documents.read(answer.body)

    async def _page(self, *_: object) -> None:
        """Read no page."""

    def poll(self, body: bytes, *, status: int = 200, keep: bool = True) -> Polled:
        """Poll once, a day after the last time."""
        self.answer = Answer(url=FEED.url, status=status, body=body)
        self.now += DAY
        turns = Turns(Domains(at_once=2, seconds_between=0), at_once=8, clock=time.time)
        steps = Steps(
            fetch=self._fetch,
            read=self._read,
            pages=Pages(self._page, self._page, turns, by_default=False, most=1),  # type: ignore[arg-type]
            store=self.store,
            policy=Policy(),
            max_record_bytes=100_000,
            chance=lambda: 0.5,
        )
        polled = asyncio.run(Polls(steps)(FEED, self.state, self.now))
        if keep:
            bounds = Bounds(records=100, size=1_000_000)
            self.store.commit([part.change for part in parts_of(polled, bounds)])
            self.state = polled.state
        return polled


def brought(polled: Polled) -> list[str]:
    """Return which entries a poll brings."""
    return [each.identity for each in polled.brought]


def result(polled: Polled) -> str:
    """Return what is told of a poll."""
    assert isinstance(polled.told, FeedPolled)
    return polled.told.result


def test_the_same_bytes_are_read_once(tmp_path: Path) -> None:
    """The poll counts as one that went well and found nothing new; other bytes are read."""
    world = World(tmp_path)
    with closing(world.store):
        assert brought(world.poll(rss("a"))) == ["a"]
        again = world.poll(rss("a"))
        assert (result(again), again.state.standing, brought(again)) == ("same", "healthy", [])
        assert len(world.read) == 1
        assert brought(world.poll(rss("b", "a"))) == ["b"]
        assert brought(world.poll(rss("a"))) == []
        assert len(world.read) == 3


def test_what_was_not_kept_is_read_again(tmp_path: Path) -> None:
    """A crash before the commit leaves no hash behind, and no failure does."""
    world = World(tmp_path)
    with closing(world.store):
        world.poll(rss("a"))
        world.poll(rss("b", "a"), keep=False)
        assert brought(world.poll(rss("b", "a"))) == ["b"]
        assert world.poll(b"").state.reason == "empty"
        assert world.poll(b"").state.reason == "empty"
        failed = world.poll(rss("b", "a"), status=500)
        assert failed.state.reason == "server-error"
        assert result(world.poll(rss("b", "a"))) == "same"


def test_entries_of_a_document_that_stays_for_long_are_not_forgotten(tmp_path: Path) -> None:
    """After weeks of the same bytes an old entry is still known beside a new one."""
    world = World(tmp_path)
    with closing(world.store):
        world.poll(rss("a"))
        for _ in range(20):
            world.poll(rss("a"))
        assert brought(world.poll(rss("b", "a"))) == ["b"]
