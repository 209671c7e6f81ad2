"""The dead letters beside the events of the JSON Lines sink: a file of lines.

Of lines with one id the last counts. To take some away the file is written anew, under the lock
of the sink, and put in the place of the old one: a crash leaves one of the two.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from worker.deadletters.letter import DeadLetter, Wanted
from worker.edge.files import file_errors
from worker.errors import StoppedError, UnavailableError, UsageError


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line as the sink writes it."""

    id: str
    at: msgspec.Raw
    reason: msgspec.Raw
    message: msgspec.Raw
    place: msgspec.Raw
    form: msgspec.Raw
    source_id: msgspec.Raw
    feed: msgspec.Raw
    traceback: msgspec.Raw
    body: str | None = None
    body_base64: bytes | None = None


class Lines:
    """Reads the file at ``path``, which a worker may be writing to."""

    def __init__(self, path: Path) -> None:
        """Look for it. Raises ``UsageError`` where there is none."""
        if not path.is_file():
            message = f"{path}: there is no such file, and so there are no dead letters"
            raise UsageError(message)
        self._path = path

    def letters(self, wanted: Wanted) -> Iterator[DeadLetter]:
        """Yield those that are wanted, in the order in which they were written last."""
        with file_errors(self._path), self._path.open("rb") as stream:
            last = {line.id: at for at, _, line in self._read(stream)}
            stream.seek(0)
            for at, raw, line in self._read(stream):
                if last.get(line.id) == at and wanted(letter := _letter(raw, line)):
                    yield letter

    def find(self, name: str) -> DeadLetter | None:
        """Return the letter of that id, or of the only one that begins so."""
        found = [each for each in self.letters(Wanted()) if each.id.startswith(name)]
        return found[0] if len(found) == 1 else None

    def remove(self, ids: Collection[str]) -> None:
        """Take these away. Raises ``UnavailableError`` where a worker writes to the file."""
        new = self._path.with_name(f"{self._path.name}.new")
        with file_errors(self._path), self._path.open("rb") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as fault:
                message = f"{self._path}: another process is writing to it; end it and try again"
                raise UnavailableError(message) from fault
            last = {line.id: at for at, _, line in self._read(stream)}
            stream.seek(0)
            with new.open("wb") as kept:
                for at, raw, line in self._read(stream):
                    if line.id not in ids and last[line.id] == at:
                        kept.write(raw)
                kept.flush()
                os.fsync(kept.fileno())
            new.replace(self._path)

    def close(self) -> None:
        """Do nothing: no file is held open."""

    def _read(self, stream: BinaryIO) -> Iterator[tuple[int, bytes, _Line]]:
        """Yield each whole line with its number."""
        for number, raw in enumerate(stream, start=1):
            if not raw.endswith(b"\n"):  # it is being written
                return
            try:
                yield number, raw, msgspec.json.decode(raw, type=_Line)
            except msgspec.DecodeError as fault:
                message = (
                    f"{self._path}:{number}: no dead letter of qala: {fault};"
                    " mend that line or take it out"
                )
                raise StoppedError(message) from fault


def _letter(raw: bytes, line: _Line) -> DeadLetter:
    fields = msgspec.json.decode(raw)
    del fields["body" if line.body is not None else "body_base64"]
    body = (line.body or "").encode() if line.body_base64 is None else line.body_base64
    return msgspec.structs.replace(msgspec.convert(fields, DeadLetter), body=body)
