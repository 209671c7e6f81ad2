"""A file that only grows, a line at a time: nothing torn, nothing half-written.

1. One process writes it at a time: it holds the file's lock.
2. A last line without its line break is what a crash left. It is ended where it is whole
   JSON, and cut off where it is not; the batch it was of was never committed and comes again.
3. What is added is held in memory until ``keep``, which writes it, waits for the disk, and
   goes back to the old length where that fails.

A pipe or a terminal has no length, lock or disk: there, lines are just written.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

import orjson

from worker.edge.files import file_errors
from worker.errors import StoppedError, UnavailableError

_CHUNK = 1 << 16


class Journal:
    """Appends lines to the file at ``path``, which is made with its folders where missing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: list[bytes] = []
        self._file = -1
        self._regular = False

    def add(self, line: bytes) -> None:
        """Hold ``line``, which has no line break in it, until ``keep``."""
        self._held += (line, b"\n")

    @property
    def holds(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self._held)

    def keep(self) -> None:
        """Append what is held. Raises ``UnavailableError`` or ``StoppedError``."""
        with file_errors(self._path):
            if self._file < 0:
                self._open()
            if self._held:
                self._append(b"".join(self._held))
                self._held.clear()

    def forget(self) -> None:
        """Drop what is held."""
        self._held.clear()

    def close(self) -> None:
        """Close the file and give up its lock; what is held is forgotten."""
        self.forget()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._regular = self._path.is_file() or not self._path.exists()
        # A pipe that is opened to be read, too, would not wait for its reader.
        mode = os.O_RDWR | os.O_CREAT if self._regular else os.O_WRONLY
        file = os.open(self._path, mode | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            if self._regular:
                self._lock(file)
                self._mend(file)
        except BaseException:
            os.close(file)
            raise
        self._file = file

    def _lock(self, file: int) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            message = f"{self._path}: another process is writing to it; end it or name another path"
            raise UnavailableError(message) from fault
        # Between opening and locking, another file may have been put in its place.
        if not os.path.samestat(os.fstat(file), self._path.stat()):
            message = f"{self._path}: was replaced while it was opened"
            raise UnavailableError(message)

    def _mend(self, file: int) -> None:
        length = os.fstat(file).st_size
        tail = _after_last_break(file, length)
        if not tail:
            return
        if not tail.startswith(b"{"):
            message = f"{self._path}: holds something else than lines of JSON; name another path"
            raise StoppedError(message)
        try:
            orjson.loads(tail)
        except orjson.JSONDecodeError:
            os.ftruncate(file, length - len(tail))
        else:
            _write(file, b"\n")

    def _append(self, lines: bytes) -> None:
        length = os.fstat(self._file).st_size
        try:
            _write(self._file, lines)
            if self._regular:
                os.fsync(self._file)
        except BaseException:
            if self._regular:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, length)
            raise


def _write(file: int, lines: bytes) -> None:
    left = memoryview(lines)
    while left:
        left = left[os.write(file, left) :]


def _after_last_break(file: int, length: int) -> bytes:
    tail = b""
    while length:
        start = max(0, length - _CHUNK)
        tail = os.pread(file, length - start, start) + tail
        if (at := tail.rfind(b"\n")) >= 0:
            return tail[at + 1 :]
        length = start
    return tail
