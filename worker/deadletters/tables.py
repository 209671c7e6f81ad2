"""The dead letters of the SQLite sink: the table ``dead_letters``."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from worker.deadletters.letter import DeadLetter, Wanted
from worker.edge.sqlite import open_database, sqlite_errors
from worker.errors import UsageError
from worker.sinks.sqlite.schema import LAYOUT

_COLUMNS: Final = "id, at, reason, message, place, form, source_id, feed, traceback, body"
_ALL: Final = "SELECT id FROM dead_letters ORDER BY at, rowid"
_ONE: Final = f"SELECT {_COLUMNS} FROM dead_letters WHERE id = ?"  # noqa: S608 - own names
_LIKE: Final = "SELECT id FROM dead_letters WHERE substr(id, 1, ?) = ? LIMIT 2"


class Tables:
    """Reads the database at ``path``, which a worker may be writing to."""

    def __init__(self, path: Path, *, busy_timeout_seconds: float) -> None:
        """Open it. Raises ``UsageError`` where there is none."""
        if not path.is_file():
            message = f"{path}: there is no such file, and so there are no dead letters"
            raise UsageError(message)
        self._path = path
        with sqlite_errors(path):
            self._database = open_database(path, LAYOUT, timeout=busy_timeout_seconds)

    def letters(self, wanted: Wanted) -> Iterator[DeadLetter]:
        """Yield those that are wanted, the oldest first; those that are there at the start."""
        with sqlite_errors(self._path):
            ids = [name for (name,) in self._database.execute(_ALL)]
        for name in ids:
            letter = self._one(name)
            if letter and wanted(letter):
                yield letter

    def find(self, name: str) -> DeadLetter | None:
        """Return the letter of that id, or of the only one that begins so."""
        with sqlite_errors(self._path):
            found = self._database.execute(_LIKE, (len(name), name)).fetchall()
        return self._one(found[0][0]) if len(found) == 1 else None

    def remove(self, ids: Collection[str]) -> None:
        """Take these away."""
        with sqlite_errors(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                self._database.executemany(
                    "DELETE FROM dead_letters WHERE id = ?", [(name,) for name in ids]
                )
                self._database.execute("COMMIT")
            except sqlite3.Error:
                self._database.rollback()
                raise

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _one(self, name: str) -> DeadLetter | None:
        with sqlite_errors(self._path):
            row: tuple[Any, ...] | None = self._database.execute(_ONE, (name,)).fetchone()
        if row is None:  # taken away since
            return None
        fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
        return DeadLetter(**fields | {"at": dt.datetime.fromisoformat(fields["at"])})
