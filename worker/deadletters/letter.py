"""A dead letter as it was kept, wherever that is, and which ones are wanted."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from msgspec import Struct

from worker.sources.files import REASONS as _OF_FILES

Origin = tuple[str, int, int]
"""Topic, partition and offset of the message that the record came in."""

_ORIGIN: Final = re.compile(r"([\w.-]+):(\d+):(\d+)")


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A rejected record. Its texts and body come from outside."""

    id: str
    """``partition:offset`` in a topic; elsewhere the hash that the sink gave it."""
    at: dt.datetime
    """When it was rejected."""
    reason: str
    message: str
    place: str
    """Where the record came from; ``topic:partition:offset`` where that was a topic."""
    form: str = "json"
    source_id: str = ""
    feed: str | None = None
    attempts: int | None = None
    """How often the record was rejected; null where nobody counts."""
    version: str | None = None
    """Of the qala that rejected it, where it is kept."""
    cut_from: int | None = None
    """Bytes that the record had, where the letter holds fewer."""
    replayed: bool = False
    """Whether it was sent again already."""
    traceback: str | None = None
    body: bytes = b""
    key: bytes | None = None
    headers: list[tuple[str, bytes]] = []
    """Those of the message, ours among them."""

    @property
    def origin(self) -> Origin | None:
        """Return the message that the record came in; None where it came in none."""
        found = _ORIGIN.fullmatch(self.place)
        return (found[1], int(found[2]), int(found[3])) if found else None

    @property
    def unfit(self) -> str | None:
        """Return why it can't be replayed: not all of the record is in it."""
        if self.cut_from is not None:
            return f"was cut from {self.cut_from:,} bytes; have its producer send it again"
        if self.origin is None and self.reason in _OF_FILES:
            return f"was never read as a record ({self.reason}); have its source bring it again"
        return None


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for; a letter is wanted where it meets all of it."""

    reasons: frozenset[str] = frozenset()
    """Empty for all."""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """The first moment after."""
    place: str = ""
    """A part of the place."""
    topic: str | None = None
    partition: int | None = None
    """Of the message that the record came in, as ``topic``."""
    replayed: bool = False
    """Also those that were replayed already."""

    def __call__(self, letter: DeadLetter) -> bool:
        """Tell whether ``letter`` is wanted."""
        if self.reasons and letter.reason not in self.reasons:
            return False
        if (self.since and letter.at < self.since) or (self.until and letter.at >= self.until):
            return False
        if self.place not in letter.place or (letter.replayed and not self.replayed):
            return False
        topic, partition, _ = letter.origin or (None, None, None)
        return self.topic in (None, topic) and self.partition in (None, partition)
