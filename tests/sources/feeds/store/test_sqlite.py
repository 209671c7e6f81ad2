"""The store of feeds in SQLite, on real files: what is kept, what is forgotten, what is refused."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.sinks.disk import largest_file
from worker.errors import StoppedError, UnavailableError
from worker.sources.feeds.feed import State
from worker.sources.feeds.store import Change, Sqlite, Store
from worker.sources.feeds.websub.subscription import Subscription

URL = "https://a.example/rss"
DAY = 86_400.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the database will be, in a folder that is not there yet."""
    return tmp_path / "out" / "feeds.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return a store that waits for no lock and remembers for ten days."""
    with closing(Sqlite(path, remember=10 * DAY, busy_timeout_seconds=0.01)) as opened:
        yield opened


def test_what_is_committed_is_there_after_a_restart(store: Store, path: Path) -> None:
    """States and entries come back whole, also the bytes of validators."""
    state = State(standing="healthy", etag='W/"\xe9\x00"', rhythm=[0.5] * 168, polls=3)
    store.commit([Change(url=URL, state=state, entries={"a": "1", "بريد": "2"}, at=1.0)])
    store.close()
    with closing(Sqlite(path)) as again:
        assert again.states() == {URL: state}
        assert again.revisions(URL, ["a", "بريد", "c"]) == {"a": "1", "بريد": "2"}
        assert again.revisions("https://b.example/", ["a"]) == {}


def test_a_part_of_a_poll_leaves_the_state_as_it_was(store: Store) -> None:
    """Entries are remembered; the old validators still hold, so that the rest comes again."""
    store.commit([Change(url=URL, entries={"a": "1"}, at=1.0)])
    assert store.states() == {}
    store.commit([Change(url=URL, state=State(etag="x"), at=1.0)])
    store.commit([Change(url=URL, entries={"a": "2"}, at=2.0)])
    assert store.states() == {URL: State(etag="x")}
    assert store.revisions(URL, ["a"]) == {"a": "2"}


def test_entries_that_the_feed_no_longer_shows_are_forgotten(store: Store) -> None:
    """After ten days; one that is still in the document is not, however old."""
    both = {"old": "1", "still": "1"}
    store.commit([Change(url=URL, state=State(), entries=both, present=both, at=0.0)])
    for day in range(1, 12):
        store.commit([Change(url=URL, state=State(), present=["still"], at=day * DAY + day)])
    assert store.revisions(URL, both) == {"still": "1"}


def test_a_document_without_entries_forgets_none(store: Store) -> None:
    """A feed that is empty for a while does not bring all its entries back as new."""
    store.commit([Change(url=URL, state=State(), entries={"a": "1"}, present=["a"], at=0.0)])
    store.commit([Change(url=URL, state=State(), at=100 * DAY)])
    assert store.revisions(URL, ["a"]) == {"a": "1"}


def test_reading_in_another_thread_sees_what_is_committed(store: Store) -> None:
    """One thread reads while another writes."""
    found: list[object] = []
    store.commit([Change(url=URL, entries={"a": "1"}, at=1.0)])
    thread = threading.Thread(target=lambda: found.append(store.revisions(URL, ["a"])))
    thread.start()
    thread.join()
    store.commit([Change(url=URL, entries={"a": "2"}, at=2.0)])
    thread = threading.Thread(target=lambda: found.append(store.revisions(URL, ["a"])))
    thread.start()
    thread.join()
    assert found == [{"a": "1"}, {"a": "2"}]


def test_another_writer_is_waited_for(store: Store, path: Path) -> None:
    """A locked file is unavailable, nothing of the commit is kept, and then it works."""
    store.states()
    change = Change(url=URL, state=State(polls=1), entries={"a": "1"}, at=1.0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError, match="another process"):
            store.commit([change])
        other.execute("ROLLBACK")
    assert store.states() == {}
    store.commit([change])
    assert store.states() == {URL: State(polls=1)}


def test_a_full_disk_keeps_nothing_of_a_commit(store: Store, path: Path) -> None:
    """The error says what to do; what was kept before is still there."""
    store.commit([Change(url=URL, entries={"a": "1"}, at=1.0)])
    many = {str(number): "x" * 500 for number in range(2_000)}
    with largest_file(path.stat().st_size), pytest.raises(StoppedError, match="disk"):
        store.commit([Change(url=URL, state=State(polls=1), entries=many, at=2.0)])
    assert store.states() == {}
    assert store.revisions(URL, [*many, "a"]) == {"a": "1"}


def test_a_database_of_something_else_is_left_alone(store: Store, path: Path) -> None:
    """The setting that names it is told."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoppedError, match=r"another path for source\.feeds\.state"):
        store.states()


def test_subscriptions_are_kept_and_forgotten(store: Store, path: Path) -> None:
    """The last word on each callback holds over a restart, and None takes it away."""
    known = Subscription(feed=URL, hub="https://hub.example/", topic=URL, until=9.5)
    store.commit([], {"https://we.example/a": known, "https://we.example/b": known})
    store.commit([Change(url=URL, state=State(), at=1.0)], {"https://we.example/a": None})
    store.close()
    with closing(Sqlite(path)) as again:
        assert again.subscriptions() == {"https://we.example/b": known}
