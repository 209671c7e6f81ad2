"""``Sqlite``: the sink itself."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from worker.edge.sqlite import open_database, sqlite_errors
from worker.event import Duplicate, Event, Rejected
from worker.sinks.clock import Clock, stamp, utc_now
from worker.sinks.letter import letter_of
from worker.sinks.sqlite.rows import Row, article_row, claim_rows, insert, speaker_rows
from worker.sinks.sqlite.schema import LAYOUT


class Sqlite:
    """Writes events and dead letters to the database at ``path``, made where it is missing."""

    def __init__(
        self, path: Path, *, busy_timeout_seconds: float = 5.0, now: Clock = utc_now
    ) -> None:
        """Open nothing yet: a file that can't be opened is met, and tried again, in a call."""
        self._path = path
        self._timeout = busy_timeout_seconds
        self._now = now
        self._connection: sqlite3.Connection | None = None

    def publish(self, event: Event, *, trace: str | None = None) -> None:  # noqa: ARG002 - a message has headers, this has none
        """Write the event in place of what was there of it."""
        with self._writing() as database:
            database.execute("DELETE FROM articles WHERE event_id = ?", (event.id,))
            _put(database, "articles", [article_row(event)])
            _put(database, "speakers", list(speaker_rows(event)))
            _put(database, "claims", list(claim_rows(event)))
            self._carried(database, event.article.id, event.article.source.feed)

    def carry(self, duplicate: Duplicate) -> None:
        """Write the feed, unless it is there."""
        with self._writing() as database:
            self._carried(database, duplicate.article_id, duplicate.feed)

    def reject(self, rejected: Rejected) -> None:
        """Write the dead letter in place of what was there of it."""
        letter = msgspec.structs.asdict(letter_of(rejected, self._now()))
        with self._writing() as database:
            database.execute("DELETE FROM dead_letters WHERE id = ?", (letter["id"],))
            _put(database, "dead_letters", [letter])

    def flush(self) -> None:
        """Commit what was written; without any, show that the database can be opened."""
        with self._undoing() as database:
            if database.in_transaction:
                database.execute("COMMIT")

    def close(self) -> None:
        """Close the database; what is not flushed is undone."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _carried(self, database: sqlite3.Connection, article_id: str, feed: str | None) -> None:
        if feed:
            row = (article_id, feed, stamp(self._now()))
            database.execute("INSERT OR IGNORE INTO carriers VALUES (?, ?, ?)", row)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._undoing() as database:
            if not database.in_transaction:
                database.execute("BEGIN IMMEDIATE")
            yield database

    @contextlib.contextmanager
    def _undoing(self) -> Iterator[sqlite3.Connection]:
        """Give the open database; after an error undo all since the last flush."""
        with sqlite_errors(self._path):
            if self._connection is None:
                self._connection = open_database(self._path, LAYOUT, timeout=self._timeout)
            try:
                yield self._connection
            except BaseException:
                # A broken disk may refuse this too; closing undoes as well.
                with contextlib.suppress(sqlite3.Error):
                    self._connection.rollback()
                raise


def _put(database: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        database.executemany(insert(table, rows[0]), rows)
