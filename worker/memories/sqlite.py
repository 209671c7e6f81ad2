"""``Sqlite``: what is known, in a database of its own. One transaction a batch.

    known  a row an event of the window, in the order of arrival by ``sequence``

The file grows to about 500 bytes an article of the window, and is then used again. It is safe
to delete while no worker runs: then all is new once more.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from worker.copies import Known
from worker.edge.sqlite import Layout, open_database, sqlite_errors
from worker.errors import StoppedError

LAYOUT: Final = Layout(
    application=0x71616C6B,  # ``qalk`` in ASCII
    version=1,
    key="copies.path",
    tables="""
CREATE TABLE known (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  article_id TEXT NOT NULL,
  language TEXT NOT NULL,
  at TEXT NOT NULL,
  cluster TEXT,
  duplicate_of TEXT,
  signature BLOB NOT NULL,
  method INTEGER NOT NULL
);
""",
)

_FIELDS: Final = Known.__struct_fields__
_RECALL: Final = f"SELECT {', '.join(_FIELDS)} FROM known ORDER BY sequence"  # noqa: S608 - own names
_LEARN: Final = (
    f"INSERT OR REPLACE INTO known ({', '.join(_FIELDS)})"  # noqa: S608 - own names
    f" VALUES ({', '.join(f':{name}' for name in _FIELDS)})"
)
_FORGET: Final = "DELETE FROM known WHERE event_id = ?"


class Sqlite:
    """Keeps what is known in the database at ``path``, made where it is missing."""

    def __init__(self, path: Path, *, busy_timeout_seconds: float = 5.0) -> None:
        """Open nothing yet: a file that can't be opened is met, and tried again, in a call."""
        self._path = path
        self._timeout = busy_timeout_seconds
        self._connection: sqlite3.Connection | None = None

    def recall(self) -> Iterator[Known]:
        """Yield what is kept, in the order of arrival."""
        with self._opened() as database:
            for row in database.execute(_RECALL):
                yield self._known(row)

    def news(self) -> Sequence[Known]:
        """Return nothing: the database is one worker's."""
        return ()

    def keep(self, learnt: Sequence[Known], forgotten: Sequence[str]) -> None:
        """Keep what is new and drop what is old, in one transaction."""
        with self._opened() as database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(_FORGET, [(event_id,) for event_id in forgotten])
            database.executemany(_LEARN, map(_row, learnt))
            database.execute("COMMIT")

    def close(self) -> None:
        """Close the database."""
        if self._connection:
            self._connection.close()
            self._connection = None

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Give the open database; after an error undo what was begun."""
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

    def _known(self, row: tuple[Any, ...]) -> Known:
        try:
            return msgspec.convert(dict(zip(_FIELDS, row, strict=True)), Known)
        except msgspec.ValidationError as fault:
            message = f"{self._path}: known: {fault}; move it away and run again"
            raise StoppedError(message) from fault


def _row(known: Known) -> dict[str, Any]:
    return msgspec.structs.asdict(known) | {"at": known.at.isoformat()}
