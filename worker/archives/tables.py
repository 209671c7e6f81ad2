"""The database of the SQLite sink, opened to be read."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from worker.archives.archive import decoded, is_within
from worker.errors import ArchiveError
from worker.event import Event
from worker.sinks.sqlite.schema import LAYOUT

_WAIT_SECONDS = 5.0

# By the tightest id first: an article's may be a producer's of another.
_FIND = "SELECT event FROM articles WHERE {} = ? ORDER BY sequence DESC LIMIT 1"
_IDS = ("event_id", "article_id", "source_id")

# Whole seconds that let through too much, for the index: fractions are looked at in the event.
_EVENTS = """
SELECT event_id, event FROM articles
WHERE (:since IS NULL OR published_at >= :since) AND (:until IS NULL OR published_at < :until)
ORDER BY sequence
"""

_AFTER = "SELECT sequence, event_id, event FROM articles WHERE sequence > ? ORDER BY sequence {}"


class Tables:
    """The archive that a SQLite sink keeps at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._errors():
            self._database = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS
            )

    def check(self) -> None:
        """Raise ``ArchiveError`` for a database of something else, or of another version."""
        with self._errors():
            application, version = self._database.execute(
                "SELECT application_id, user_version"
                " FROM pragma_application_id, pragma_user_version"
            ).fetchone()
        if application != LAYOUT.application:
            message = f"{self._path}: a database of something else; name one that qala wrote"
            raise ArchiveError(message)
        if version != LAYOUT.version:
            message = (
                f"{self._path}: its tables are of version {version}, and this qala reads version"
                f" {LAYOUT.version}; use the qala that wrote it, or run the articles again"
            )
            raise ArchiveError(message)

    def events(
        self, *, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[Event]:
        """Yield the events, as ``Archive`` says."""
        bounds = {"since": _second(since), "until": _second(until, later=1)}
        with self._errors():
            rows = self._database.execute(_EVENTS, bounds)
        while row := self._next(rows):
            name, body = row
            event = decoded(body, f"{self._path}: event {name}")
            if is_within(event, since, until):
                yield event

    def find(self, wanted: str) -> Event | None:
        """Return the newest event of that id, as ``Archive`` says."""
        for column in _IDS:
            with self._errors():
                row = self._database.execute(_FIND.format(column), (wanted,)).fetchone()
            if row:
                return decoded(row[0], f"{self._path}: event of {wanted}")
        return None

    def numbered(
        self, *, after: int = 0, newest_first: bool = False
    ) -> Iterator[tuple[int, Event | ArchiveError]]:
        """Yield the events that were written after number ``after``, with their numbers.

        Numbers grow in the order of writing. An event that can't be read is given as its error.
        """
        order = _AFTER.format("DESC" if newest_first else "ASC")
        with self._errors(), contextlib.closing(self._database.execute(order, (after,))) as rows:
            for number, name, body in rows:
                try:
                    yield number, decoded(body, f"{self._path}: event {name}")
                except ArchiveError as fault:
                    yield number, fault

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _next(self, rows: sqlite3.Cursor) -> tuple[str, str] | None:
        # A step at a time, so that what the caller does between two is none of ours.
        with self._errors():
            row: tuple[str, str] | None = rows.fetchone()
        return row

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.DatabaseError as fault:
            message = f"{self._path}: {fault}; is it whole, and may it be read?"
            raise ArchiveError(message) from fault


def _second(moment: dt.datetime | None, *, later: int = 0) -> str | None:
    """Return the second of ``moment`` as the sink writes it, up to the fraction and the zone."""
    if moment is None:
        return None
    start = moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
    return (start + dt.timedelta(seconds=later)).isoformat()
