"""Events as lines of JSON in one file; beside it, dead letters in another and carriers in a third.

What is written is held until ``flush``, which appends it, the events last, and returns when
the disk has it. A flush that fails leaves the files as they were before it, as far as the
system lets us. A crash between flush and commit makes the next run write the batch again:
lines come twice then, with the same ``id``; take the last of each.

An event names the feed that brought it; a line of the carriers, a feed that carried the same
article later. The file is made with the first such line. The same article and feed may be
there more than once; take the first of each.
"""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import orjson

from worker.errors import QalaError
from worker.event import Duplicate, Event, Rejected
from worker.sinks.clock import Clock, stamp, utc_now
from worker.sinks.journal import Journal
from worker.sinks.letter import Letter, letter_of


class Jsonl:
    """Writes events to ``path``, the rest to ``dead_letters`` and ``carriers``."""

    def __init__(
        self,
        path: Path,
        dead_letters: Path | None = None,
        carriers: Path | None = None,
        *,
        now: Clock = utc_now,
    ) -> None:
        """Open nothing yet; the others lie beside ``x.jsonl`` as ``x.dead.jsonl`` and so on."""
        self._now = now
        self._events = Journal(path)
        self._dead = Journal(dead_letters or path.with_name(f"{path.stem}.dead.jsonl"))
        self._carriers = Journal(carriers or path.with_name(f"{path.stem}.carriers.jsonl"))

    def publish(self, event: Event, *, trace: str | None = None) -> None:  # noqa: ARG002 - a message has headers, this has none
        """Hold the event until the next flush."""
        self._events.add(msgspec.json.encode(event))

    def reject(self, rejected: Rejected) -> None:
        """Hold the dead letter until the next flush."""
        self._dead.add(orjson.dumps(_plain(letter_of(rejected, self._now()))))

    def carry(self, duplicate: Duplicate) -> None:
        """Hold the carrier until the next flush."""
        line = {
            "article_id": duplicate.article_id,
            "feed": duplicate.feed,
            "seen_at": stamp(self._now()),
        }
        self._carriers.add(orjson.dumps(line))

    def flush(self) -> None:
        """Append what is held and return when the disk has it."""
        journals = (self._dead, self._carriers, self._events)
        try:
            for journal in journals:
                if journal is not self._carriers or journal.holds:
                    journal.keep()
        except QalaError:
            for journal in journals:
                journal.forget()
            raise

    def close(self) -> None:
        """Close the files; what is held is forgotten."""
        for journal in (self._dead, self._carriers, self._events):
            journal.close()


def _plain(letter: Letter) -> dict[str, object]:
    """Give the body as text where it is UTF-8, and in base64 as ``body_base64`` elsewhere."""
    fields = msgspec.structs.asdict(letter)
    body = fields.pop("body")
    try:
        return fields | {"body": body.decode()}
    except UnicodeDecodeError:
        return fields | {"body_base64": base64.b64encode(body).decode()}
