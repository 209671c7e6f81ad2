"""Lines of JSON, followed as they are appended.

1. A line counts once it has its line break.
2. Where another file stands at the path (rotation), the old one is read to its end, and then
   the new one from its start.
3. Where the file has become shorter and begins as before, a write was undone: what is gone is
   written again, and reading goes on there. Where it begins otherwise, or is empty, it is
   another file in the same place.
4. A line that is no event is told, and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from worker.archives.archive import decoded
from worker.errors import ArchiveError
from worker.event import Event
from worker.followers.follow import Tell
from worker.followers.place import identity, identity_of

_BLOCK = 1 << 16
_HEAD = 1 << 10
"""Bytes by which the beginning of a file is known again."""


class Lines:
    """Follows the file at ``path``, which is there."""

    def __init__(self, path: Path, tell: Tell) -> None:
        """Open it. Raises ``ArchiveError``."""
        self._path = path
        self._tell = tell
        self._file = _opened(path)
        self._head = b""
        self._at = self._end_of_lines()
        self._remember()

    def before(self) -> Iterator[Event]:
        """Yield the events of the lines that were there, the last first."""
        rest, at = b"", self._at
        while at > 0:
            start = max(at - _BLOCK, 0)
            first, *lines = (os.pread(self._file, at - start, start) + rest).split(b"\n")
            yield from self._events(reversed(lines))
            rest, at = first, start
        yield from self._events([rest])

    def read(self) -> list[Event]:
        """Return the events of the lines that came."""
        found = list(self._events(self._lines()))
        if identity(self._path) not in (None, identity_of(self._file)):
            self._tell(f"{self._path}: was replaced; reading the new file from its start")
            found += self._events(self._lines())
            os.close(self._file)
            self._file = _opened(self._path)
            self._at, self._head = 0, b""
            found += self._events(self._lines())
        return found

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _lines(self) -> list[bytes]:
        """Return the lines from where reading stands, and stand behind them."""
        self._look_for_cut()
        read = bytearray()
        while block := os.pread(self._file, _BLOCK, self._at + len(read)):
            read += block
        whole, found, _ = bytes(read).rpartition(b"\n")
        self._at += len(whole) + len(found)
        self._remember()
        return whole.split(b"\n") if found else []

    def _look_for_cut(self) -> None:
        size = os.fstat(self._file).st_size
        same = size and self._head.startswith(os.pread(self._file, len(self._head), 0))
        if not self._head or (same and size >= self._at):
            return
        if same:
            self._at = self._end_of_lines()
        else:
            self._tell(f"{self._path}: was emptied; reading it from its start")
            self._at, self._head = 0, b""

    def _end_of_lines(self) -> int:
        """Return where the last whole line ends."""
        at = os.fstat(self._file).st_size
        while at > 0:
            start = max(at - _BLOCK, 0)
            found = os.pread(self._file, at - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            at = start
        return 0

    def _remember(self) -> None:
        if len(self._head) < _HEAD:
            self._head = os.pread(self._file, min(_HEAD, self._at), 0)

    def _events(self, lines: Iterator[bytes] | list[bytes]) -> Iterator[Event]:
        for line in lines:
            if line.strip():
                try:
                    yield decoded(line, str(self._path))
                except ArchiveError as fault:
                    self._tell(f"passed over a line: {fault}")


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as fault:
        message = f"{path}: can't be read: {fault.strerror or fault}"
        raise ArchiveError(message) from fault
