"""The database of the SQLite sink, followed by the numbers of its events.

Where another file stands at the path, it is read from its start. A row that is no event is
told, and passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from worker.archives import Tables as Archive
from worker.errors import ArchiveError
from worker.event import Event
from worker.followers.follow import Tell
from worker.followers.place import identity


class Tables:
    """Follows the database at ``path``, which is there."""

    def __init__(self, path: Path, tell: Tell) -> None:
        """Open it. Raises ``ArchiveError``."""
        self._path = path
        self._tell = tell
        self._identity = identity(path)
        self._archive = Archive(path)
        self._last = next((number for number, _ in self._archive.numbered(newest_first=True)), 0)

    def before(self) -> Iterator[Event]:
        """Yield the events that were there, the last written first."""
        last = self._last
        for number, event in self._archive.numbered(newest_first=True):
            if number <= last:
                yield from self._whole(event)

    def read(self) -> list[Event]:
        """Return the events that were written since."""
        if identity(self._path) not in (None, self._identity):
            self._tell(f"{self._path}: was replaced; reading the new file from its start")
            self._archive.close()
            self._identity = identity(self._path)
            self._archive, self._last = Archive(self._path), 0
            self._archive.check()
        found: list[Event] = []
        for number, event in self._archive.numbered(after=self._last):
            self._last = number
            found += self._whole(event)
        return found

    def close(self) -> None:
        """Close the database."""
        self._archive.close()

    def _whole(self, event: Event | ArchiveError) -> Iterator[Event]:
        if isinstance(event, ArchiveError):
            self._tell(f"passed over an event: {event}")
        else:
            yield event
