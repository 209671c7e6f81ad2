"""The two threads of the source and the store between them: order, bounds, stops and failures."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait
from tests.runtime.memory import Diary
from worker.article import Record
from worker.errors import UnavailableError
from worker.ports.feeds import FeedPolled, FeedsCounted
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polled import Bounds, Brought, Polled
from worker.sources.feeds.poller import Means, Poller
from worker.sources.feeds.roster import FromFiles, Lists
from worker.sources.feeds.source import Feeds, FeedsBatch
from worker.sources.feeds.store import Sqlite
from worker.sources.feeds.waiting import Waiting


class Times:
    """An agenda with no politeness at all: whatever is due comes up, the earliest first."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}

    def plan(self, url: str, at: float, _asked: str) -> None:
        """Have it come up."""
        self.times[url] = at

    def drop(self, url: str) -> None:
        """Have it not come up."""
        self.times.pop(url, None)

    def take(self, now: float) -> str | None:
        """Return the earliest that is due."""
        due = [url for url, at in self.times.items() if at <= now]
        first = min(due, key=self.times.__getitem__, default=None)
        if first:
            del self.times[first]
        return first

    def wait(self, now: float) -> float | None:
        """Return how long until there is one."""
        return max(min(self.times.values()) - now, 0.0) if self.times else None

    def done(self, url: str) -> None:
        """Nothing to let go of."""

    def rests(self, _now: float) -> bool:
        """Nobody asks for a rest: tell whether nothing is left."""
        return not self.times

    def overdue(self, now: float) -> float:
        """Return how late the latest is."""
        return max([now - at for at in self.times.values()] + [0.0])


class World:
    """Feeds whose every poll brings so many entries, as a function in place of the network."""

    def __init__(self, folder: Path, urls: Sequence[str], *, brings: int = 1) -> None:
        self.store = Sqlite(folder / "feeds.db")
        self.feeds = [Feed(url=url) for url in urls]
        self.brings = brings
        self.asked: list[str] = []
        self.diary = Diary()
        self.interval = 0.0
        self.trouble: list[BaseException] = []
        self.hangs = False
        self.waiting = Waiting(polls=4, size=1_000)

    async def poll(self, feed: Feed, state: State, now: float) -> Polled:
        """Bring entries that are named by the feed and the number of the poll."""
        self.asked.append(feed.url)
        await asyncio.sleep(3_600 if self.hangs else 0)
        if self.trouble:
            raise self.trouble.pop()
        names = [f"{state.polls}.{number}" for number in range(self.brings)]
        return Polled(
            url=feed.url,
            state=State(standing="healthy", polls=state.polls + 1, next_poll=now + self.interval),
            brought=[
                Brought(
                    record=Record(form="entry", body=name.encode(), place=f"{feed.url}#{name}"),
                    identity=name,
                    revision="r",
                )
                for name in names
            ],
            present=names,
            at=now,
            told=FeedPolled(
                url=feed.url,
                result="new",
                seconds=0.0,
                entries={"new": self.brings},
                pages={},
                waits=[],
                before=state.standing,
                standing="healthy",
            ),
        )

    def poller(self, states: Mapping[str, State], waiting: Waiting, *, once: bool) -> Poller:
        """Make the real poller with this world's poll."""
        means = Means(agenda=Times(), poll=self.poll, waiting=waiting, at_once=2, once=once)
        return Poller(self.feeds, states, means)

    @contextmanager
    def source(self, *, once: bool = False, records: int = 10) -> Iterator[Feeds]:
        """Open the real source."""
        source = Feeds(
            self.store,
            lambda states, waiting: self.poller(states, waiting, once=once),
            waiting=self.waiting,
            bounds=Bounds(records=records, size=1_000),
            observe=self.diary,
            roster=FromFiles(lambda: Lists(feeds=self.feeds), self.diary),
        )
        with closing(source):
            yield source


def places(batch: FeedsBatch | None) -> list[str]:
    """Return where the records of a batch are from."""
    assert batch is not None
    return [record.place for record in batch.records]


def counted(world: World, source: Feeds) -> list[FeedsCounted]:
    """Read until the feeds were counted."""

    def told() -> list[FeedsCounted]:
        assert places(source.read()) == []
        return world.diary.of(FeedsCounted)

    wait(told, "the feeds are counted")
    return world.diary.of(FeedsCounted)


def filled(source: Feeds) -> FeedsBatch:
    """Read until there are records."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        batch = source.read()
        assert batch is not None
        if batch.records:
            return batch
        batch.commit()
    pytest.fail("no records came")


def test_once_ends_when_each_feed_was_polled(tmp_path: Path) -> None:
    """Every entry comes once, then None; the states are kept."""
    world = World(tmp_path, ["https://a.example/", "https://b.example/"], brings=3)
    found = []
    with world.source(once=True) as source:
        while (batch := source.read()) is not None:
            found += places(batch)
            batch.commit()
        assert len(found) == len(set(found)) == 6
        assert sorted(world.asked) == ["https://a.example/", "https://b.example/"]
        assert {state.polls for state in world.store.states().values()} == {1}
    assert len(world.diary.of(FeedPolled)) == 2


def test_once_leaves_out_what_is_not_due(tmp_path: Path) -> None:
    """A feed that asked for patience gets it, however often the command is run."""
    world = World(tmp_path, ["https://a.example/"])
    world.interval = 3_600
    for expected in ([1], [1]):
        world.waiting = Waiting(polls=4, size=1_000)
        with world.source(once=True) as source:
            while (batch := source.read()) is not None:
                batch.commit()
        assert [len(world.asked)] == expected


def test_nothing_is_polled_again_before_its_commit(tmp_path: Path) -> None:
    """However long the loop takes; then it is, with the state that was kept."""
    world = World(tmp_path, ["https://a.example/"])
    with world.source() as source:
        first = filled(source)
        for _ in range(2):
            empty = source.read()
            assert places(empty) == []
        assert world.asked == ["https://a.example/"]
        first.commit()
        assert places(filled(source)) == ["https://a.example/#1.0"]


def test_what_is_not_committed_comes_again(tmp_path: Path) -> None:
    """The next process begins where the store stands."""
    for _ in range(2):
        world = World(tmp_path, ["https://a.example/"])
        with world.source() as source:
            assert places(filled(source)) == ["https://a.example/#0.0"]


def test_a_large_poll_is_given_in_parts(tmp_path: Path) -> None:
    """The state is kept with the last part alone, entries with each."""
    url = "https://a.example/"
    world = World(tmp_path, [url], brings=5)
    with world.source(records=2) as source:
        for part, known in enumerate((2, 4, 5)):
            batch = filled(source)
            assert len(batch.records) <= 2
            batch.commit()
            names = [f"0.{number}" for number in range(5)]
            assert len(world.store.revisions(url, names)) == known
            assert (url in world.store.states()) == (part == 2)


def test_polling_pauses_while_the_loop_does_not_read(tmp_path: Path) -> None:
    """No more polls are begun than may wait."""
    world = World(tmp_path, [f"https://{number}.example/" for number in range(50)])
    with world.source() as source:
        given = len(filled(source).records)
        wait(lambda: len(world.asked) >= given + 4, "as many polls as may wait", every=0.01)
        time.sleep(0.3)
        assert len(world.asked) <= given + 5  # and one that is held back


def test_polling_pauses_while_too_many_bytes_wait(tmp_path: Path) -> None:
    """However few polls they are of."""
    world = World(tmp_path, [f"https://{number}.example/" for number in range(9)], brings=400)
    world.waiting = Waiting(polls=100, size=1_000)
    with world.source() as source:
        source.read()
        time.sleep(0.3)
        assert len(world.asked) <= 4


def test_an_idle_source_gives_empty_batches(tmp_path: Path) -> None:
    """However long a poll takes, so that the loop turns and can stop."""
    world = World(tmp_path, ["https://a.example/"])
    world.hangs = True
    with world.source() as source:
        began = time.monotonic()
        assert places(source.read()) == []
        assert places(source.read()) == []
        assert time.monotonic() - began < 60
        assert {each.standings["new"] for each in counted(world, source)} == {1}


def test_a_new_feed_is_due_from_the_start_and_not_from_the_epoch(tmp_path: Path) -> None:
    """While new feeds wait for their first poll they are late by seconds."""
    world = World(tmp_path, [f"https://{letter}.example/" for letter in "abcd"])
    world.hangs = True
    with world.source() as source:
        assert all(each.overdue < 60 for each in counted(world, source))


def test_closing_does_not_wait_for_a_request(tmp_path: Path) -> None:
    """A request that hangs is cancelled, and the thread is gone."""
    world = World(tmp_path, ["https://a.example/"])
    world.hangs = True
    with world.source() as source:
        source.read()
        began = time.monotonic()
    assert time.monotonic() - began < 60
    assert "qala-feeds" not in {thread.name for thread in threading.enumerate()}


def test_trouble_of_the_store_is_the_loops_trouble(tmp_path: Path) -> None:
    """It is raised by ``read`` and may pass; the poll is put off and made again."""
    world = World(tmp_path, ["https://a.example/"])
    world.trouble = [UnavailableError("held")]
    with world.source() as source:
        with pytest.raises(UnavailableError, match="held"):
            filled(source)
        assert places(filled(source)) == ["https://a.example/#0.0"]


def test_a_bug_in_the_other_thread_ends_the_loop(tmp_path: Path) -> None:
    """It is not swallowed: ``read`` raises it as it is."""
    world = World(tmp_path, ["https://a.example/"])
    world.trouble = [ZeroDivisionError()]
    with world.source() as source, pytest.raises(ZeroDivisionError):
        filled(source)
