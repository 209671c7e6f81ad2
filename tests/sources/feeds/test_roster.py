"""Feeds that come and go while they are polled: what is under way of those that go is dropped."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.sources.feeds.test_source import World, places
from worker.sources.feeds.feed import State
from worker.sources.feeds.polled import Bounds
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.source import Feeds, FeedsBatch

A, B = "https://a.example/", "https://b.example/"


class Turns:
    """A roster that says what the test has it say."""

    def __init__(self) -> None:
        self.next: Lists | None = None
        self.closed = False

    def news(self) -> Lists | None:
        """Return what was set, once."""
        lists, self.next = self.next, None
        return lists

    def reload(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Take note."""
        self.closed = True


class Shared(World):
    """A world whose feeds are given and taken."""

    def __init__(self, folder: Path, urls: Sequence[str], **options: int) -> None:
        super().__init__(folder, urls, **options)
        self.roster = Turns()

    def given(self, *urls: str, polls: int = 0) -> None:
        """Say that these feeds are polled here, after so many polls elsewhere."""
        states = {url: State(polls=polls) for url in urls}
        feeds = [feed for feed in self.feeds if feed.url in urls]
        self.roster.next = Lists(feeds=feeds, states=states)

    @contextmanager
    def opened(self, *, records: int = 10) -> Iterator[Feeds]:
        """Open the real source, which polls nothing yet."""
        listed, self.feeds = self.feeds, []
        source = Feeds(
            self.store,
            lambda states, waiting: self.poller(states, waiting, once=False),
            waiting=self.waiting,
            bounds=Bounds(records=records, size=1_000),
            observe=self.diary,
            roster=self.roster,
        )
        with closing(source):
            assert places(source.read()) == []
            self.feeds = listed
            yield source


def read_until(source: Feeds, url: str) -> FeedsBatch:
    """Read and commit until there is something of a feed; that batch is not committed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        batch = source.read()
        assert batch is not None
        if any(place.startswith(url) for place in places(batch)):
            return batch
        batch.commit()
    pytest.fail(f"nothing of {url}")


def test_a_feed_that_is_given_goes_on_where_another_worker_was(tmp_path: Path) -> None:
    """Its state comes with it, also when it was here before."""
    world = Shared(tmp_path, [A, B])
    with world.opened() as source:
        world.given(A, polls=7)
        batch = read_until(source, A)
        assert places(batch) == [f"{A}#7.0"]
        batch.commit()
        world.given()
        assert places(source.read()) == []
        asked = len(world.asked)
        assert places(source.read()) == []
        assert len(world.asked) == asked
        world.given(A, polls=20)
        assert places(read_until(source, A)) == [f"{A}#20.0"]
    assert world.roster.closed


def test_a_poll_that_waits_is_dropped_with_its_feed(tmp_path: Path) -> None:
    """What was polled before the feed went is not given to the loop, and leaves room."""
    world = Shared(tmp_path, [A, B])
    world.interval = 3_600
    with world.opened() as source:
        world.given(A, B)
        read_until(source, A).commit()
        for polls in range(1, 7):
            world.given(A, polls=polls)
            source.read()
            time.sleep(0.02)
            world.given()
            assert places(source.read()) == []
        world.given(B, polls=50)
        assert places(read_until(source, B)) == [f"{B}#50.0"]


def test_a_poll_under_way_is_ended_with_its_feed(tmp_path: Path) -> None:
    """A server that does not answer holds up no feed that is given later."""
    world = Shared(tmp_path, [A, B])
    world.hangs = True
    with world.opened() as source:
        for _ in range(5):
            world.given(A, B)
            source.read()
            world.given()
            source.read()
        world.hangs = False
        world.given(A, polls=3)
        assert places(read_until(source, A)) == [f"{A}#3.0"]


def test_a_poll_in_parts_is_not_kept_by_its_rest(tmp_path: Path) -> None:
    """Where the feed goes between two parts, the state of the last is not kept."""
    world = Shared(tmp_path, [A], brings=5)
    with world.opened(records=2) as source:
        world.given(A)
        batch = read_until(source, A)
        assert len(places(batch)) == 2
        batch.commit()
        world.given()
        source.read()
        world.given(A)
        batch = read_until(source, A)
        assert places(batch) == [f"{A}#0.0", f"{A}#0.1"]
        assert world.store.states() == {}
