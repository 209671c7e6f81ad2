"""Events as lines of JSON in one file, dead letters in another beside it.

What is written is held until ``flush``, which appends it, first the dead letters, and returns
when the disk has it. A flush that fails leaves both files as they were before it, as far as
the system lets us. A crash between flush and commit makes the next run write the batch again:
lines come twice then, with the same ``id``; take the last of each.
"""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import orjson

from worker.errors import QalaError
from worker.event import Event, Rejected
from worker.sinks.journal import Journal
from worker.sinks.letter import Clock, Letter, letter_of, utc_now


class Jsonl:
    """Writes events to ``path`` and dead letters to ``dead_letters``."""

    def __init__(
        self, path: Path, dead_letters: Path | None = None, *, now: Clock = utc_now
    ) -> None:
        """Open nothing yet; without ``dead_letters``: ``x.dead.jsonl`` beside ``x.jsonl``."""
        beside = path.with_name(f"{path.stem}.dead.jsonl")
        self._now = now
        self._events = Journal(path)
        self._dead = Journal(dead_letters or beside)

    def publish(self, event: Event) -> None:
        """Hold the event until the next flush."""
        self._events.add(msgspec.json.encode(event))

    def reject(self, rejected: Rejected) -> None:
        """Hold the dead letter until the next flush."""
        self._dead.add(orjson.dumps(_plain(letter_of(rejected, self._now()))))

    def flush(self) -> None:
        """Append what is held and return when the disk has it."""
        journals = (self._dead, self._events)
        try:
            for journal in journals:
                journal.keep()
        except QalaError:
            for journal in journals:
                journal.forget()
            raise

    def close(self) -> None:
        """Close both files; what is held is forgotten."""
        self._dead.close()
        self._events.close()


def _plain(letter: Letter) -> dict[str, object]:
    """Give the body as text where it is UTF-8, and in base64 as ``body_base64`` elsewhere."""
    fields = msgspec.structs.asdict(letter)
    body = fields.pop("body")
    try:
        return fields | {"body": body.decode()}
    except UnicodeDecodeError:
        return fields | {"body_base64": base64.b64encode(body).decode()}
