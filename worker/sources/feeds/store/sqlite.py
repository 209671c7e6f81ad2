"""``Sqlite``: the store in a database file. One transaction a commit.

    feeds    a row a feed: its URL, and its state as JSON (``json_extract`` opens it)
    entries  a row an entry: its revision, and when its feed last showed it (to the day)
    subscriptions  a row a subscription with a hub: its callback, and its state as JSON

An entry that its feed has not shown for ``remember`` seconds is forgotten at the feed's next
commit. Reading and writing have a connection each, since they are done in two threads.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import orjson

from worker.edge.sqlite import Layout, open_database, sqlite_errors
from worker.sources.feeds.feed import State
from worker.sources.feeds.store.port import NOTHING, Change
from worker.sources.feeds.websub.subscription import Subscription

LAYOUT: Final = Layout(
    application=0x71616C66,  # ``qalf`` in ASCII
    version=2,
    key="source.feeds.state",
    tables="""
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  state TEXT
);

CREATE TABLE entries (
  feed INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  identity TEXT NOT NULL,
  revision TEXT NOT NULL,
  seen REAL NOT NULL,
  PRIMARY KEY (feed, identity)
) WITHOUT ROWID;

CREATE TABLE subscriptions (
  callback TEXT PRIMARY KEY,
  state TEXT NOT NULL
) WITHOUT ROWID;
""",
)

_DAY: Final = 86_400.0
_REVISIONS: Final = """
SELECT identity, revision FROM entries
WHERE feed = (SELECT id FROM feeds WHERE url = ?)
  AND identity IN (SELECT value FROM json_each(?))
"""
_FEED: Final = """
INSERT INTO feeds (url, state) VALUES (?, ?)
ON CONFLICT (url) DO UPDATE SET state = coalesce(excluded.state, state)
RETURNING id
"""
_ENTRY: Final = (
    "INSERT OR REPLACE INTO entries (feed, identity, revision, seen) VALUES (?, ?, ?, ?)"
)
_PRESENT: Final = """
UPDATE entries SET seen = ?
WHERE feed = ? AND seen < ? AND identity IN (SELECT value FROM json_each(?))
"""
_FORGET: Final = "DELETE FROM entries WHERE feed = ? AND seen < ?"


class Sqlite:
    """Keeps states and entries in the database at ``path``, made where it is missing."""

    def __init__(
        self, path: Path, *, remember: float = 90 * _DAY, busy_timeout_seconds: float = 5.0
    ) -> None:
        """Open nothing yet: a file that can't be opened is met, and tried again, in a call."""
        self._path = path
        self._remember = remember
        self._timeout = busy_timeout_seconds
        self._reading: sqlite3.Connection | None = None
        self._writing: sqlite3.Connection | None = None

    def states(self) -> dict[str, State]:
        """Return every state by URL."""
        with self._open_to_write() as database:
            rows = database.execute("SELECT url, state FROM feeds WHERE state IS NOT NULL")
            return {url: msgspec.json.decode(state, type=State) for url, state in rows}

    def subscriptions(self) -> dict[str, Subscription]:
        """Return every subscription by callback."""
        with self._open_to_write() as database:
            rows = database.execute("SELECT callback, state FROM subscriptions")
            return {key: msgspec.json.decode(state, type=Subscription) for key, state in rows}

    def revisions(self, url: str, identities: Collection[str]) -> dict[str, str]:
        """Return what is remembered of ``identities``."""
        with sqlite_errors(self._path):
            if self._reading is None:
                self._reading = self._open()
            rows = self._reading.execute(_REVISIONS, (url, _json(identities)))
            return dict(rows.fetchall())

    def commit(
        self, changes: Sequence[Change], noted: Mapping[str, Subscription | None] = NOTHING
    ) -> None:
        """Write ``changes`` and ``noted`` in one transaction."""
        if not changes and not noted:
            return
        with self._open_to_write() as database:
            database.execute("BEGIN IMMEDIATE")
            for change in changes:
                self._write(database, change)
            for callback, subscription in noted.items():
                _write_down(database, callback, subscription)
            database.execute("COMMIT")

    def close(self) -> None:
        """Close the database; the thread that reads must be over."""
        for connection in (self._reading, self._writing):
            if connection:
                connection.close()
        self._reading = self._writing = None

    def _write(self, database: sqlite3.Connection, change: Change) -> None:
        state = None if change.state is None else msgspec.json.encode(change.state).decode()
        [[feed]] = database.execute(_FEED, (change.url, state)).fetchall()
        if change.entries:
            rows = [(feed, *entry, change.at) for entry in change.entries.items()]
            database.executemany(_ENTRY, rows)
        if change.present:
            present = _json(change.present)
            # Once a day is enough, and spares most polls the writing.
            database.execute(_PRESENT, (change.at, feed, change.at - _DAY, present))
            database.execute(_FORGET, (feed, change.at - self._remember))

    def _open(self) -> sqlite3.Connection:
        return open_database(self._path, LAYOUT, timeout=self._timeout, one_thread=False)

    @contextlib.contextmanager
    def _open_to_write(self) -> Iterator[sqlite3.Connection]:
        """Give the open database; after an error undo what was begun."""
        with sqlite_errors(self._path):
            if self._writing is None:
                self._writing = self._open()
            try:
                yield self._writing
            except BaseException:
                # A broken disk may refuse this too; closing undoes as well.
                with contextlib.suppress(sqlite3.Error):
                    self._writing.rollback()
                raise


def _write_down(
    database: sqlite3.Connection, callback: str, subscription: Subscription | None
) -> None:
    if subscription is None:
        database.execute("DELETE FROM subscriptions WHERE callback = ?", (callback,))
        return
    row = (callback, msgspec.json.encode(subscription).decode())
    database.execute("INSERT OR REPLACE INTO subscriptions (callback, state) VALUES (?, ?)", row)


def _json(texts: Collection[str]) -> str:
    return orjson.dumps(list(texts)).decode()
