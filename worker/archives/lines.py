"""Events as lines of JSON: what the JSON Lines sink keeps, and what ``qala enrich`` prints.

A crash may have made lines come twice: the last of each id counts, so that a first look over
the file remembers where that is, in about 200 bytes an event. What was appended since is for
the next look. A last line that is not whole is one that is being written, and is no part of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from worker.archives.archive import decoded, head_of, is_within
from worker.errors import ArchiveError
from worker.event import Event

_FAMILY = b'"schema":"qala.'


class Lines:
    """The archive of lines at ``path``; a file without any line is one without events."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._stream = path.open("rb")
        except OSError as fault:
            message = f"{path}: can't be read: {fault.strerror or fault}"
            raise ArchiveError(message) from fault

    @staticmethod
    def begins(path: Path) -> bool:
        """Tell whether the file at ``path`` begins as lines of events do, of any version."""
        with path.open("rb") as stream:
            return stream.read(1 << 8).replace(b" ", b"").startswith(b"{" + _FAMILY)

    def check(self) -> None:
        """Raise ``ArchiveError`` where the first line is no event of this version."""
        for line, place in self._lines():
            head_of(line, place)
            return

    def events(
        self, *, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[Event]:
        """Yield the events, as ``Archive`` says."""
        last = {head_of(line, place).id: place for line, place in self._lines()}
        for line, place in self._lines():
            # A line that came since the first look has an id that is unknown or another place.
            if last.get(head_of(line, place).id) == place:
                event = decoded(line, place)
                if is_within(event, since, until):
                    yield event

    def find(self, wanted: str) -> Event | None:
        """Return the newest event of that id, as ``Archive`` says."""
        found: dict[int, tuple[bytes, str]] = {}
        for line, place in self._lines():
            ids = head_of(line, place).ids
            if wanted in ids:
                found[ids.index(wanted)] = line, place
        return decoded(*found[min(found)]) if found else None

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _lines(self) -> Iterator[tuple[bytes, str]]:
        """Yield each line that is not blank, with its place; the last one only if it is whole."""
        self._stream.seek(0)
        for number, line in enumerate(self._stream, start=1):
            if line.strip() and (line.endswith(b"\n") or _is_json(line)):
                yield line, f"{self._path}:{number}"


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except msgspec.DecodeError:
        return False
    return True
