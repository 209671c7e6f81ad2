"""``Sqlite``: the sink itself."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from worker.event import Event, Rejected
from worker.sinks.edge import file_errors
from worker.sinks.letter import Clock, letter_of, utc_now
from worker.sinks.sqlite.edge import sqlite_errors
from worker.sinks.sqlite.rows import Row, article_row, claim_rows, insert, speaker_rows
from worker.sinks.sqlite.schema import prepare


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

    def publish(self, event: Event) -> None:
        """Write the event in place of what was there of it."""
        with self._writing() as database:
            database.execute("DELETE FROM articles WHERE event_id = ?", (event.id,))
            _put(database, "articles", [article_row(event)])
            _put(database, "speakers", list(speaker_rows(event)))
            _put(database, "claims", list(claim_rows(event)))

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
                self._connection = self._open()
            try:
                yield self._connection
            except BaseException:
                # A broken disk may refuse this too; closing undoes as well.
                with contextlib.suppress(sqlite3.Error):
                    self._connection.rollback()
                raise

    def _open(self) -> sqlite3.Connection:
        with file_errors(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None)
        try:
            # Before anything is written: a file of something else is left as it is.
            prepare(database, str(self._path))
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            database.close()
            raise
        return database


def _put(database: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        database.executemany(insert(table, rows[0]), rows)
