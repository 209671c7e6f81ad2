"""What the runtime tells its observers: every noteworthy thing is a small frozen value.

The loop makes them and knows no observer; an observer picks those that it cares for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from worker.article import Record
from worker.event import Outcome
from worker.ports import Happening

Part = Literal["source", "sink", "memory"]
End = Literal["exhausted", "stopped"]


class Started(Happening, frozen=True, kw_only=True):
    """All parts are wired and the packs are loaded; the first record is yet to be read."""

    version: str
    source: str
    """The kind of source, such as ``files``."""
    sink: str
    packs: dict[str, str]
    """Version of each pack, by language."""


class Answered(Happening, frozen=True, kw_only=True):
    """A part did what it was asked, for the first time or after it had failed."""

    part: Part


class Failed(Happening, frozen=True, kw_only=True):
    """A part failed, and is asked again after ``wait`` seconds."""

    part: Part
    attempt: int
    """1 for the first failure in a row."""
    wait: float
    message: str


class GaveUp(Happening, frozen=True, kw_only=True):
    """A part failed for good: the process ends and commits nothing more."""

    part: Part
    message: str


class Recalled(Happening, frozen=True, kw_only=True):
    """What the memory kept of the articles of the window is known again."""

    articles: int
    seconds: float


class WatchListRead(Happening, frozen=True, kw_only=True):
    """The list of watched speakers was read, at the start or anew."""

    entities: Sequence[str]
    """Their ids, in the order of the list."""
    collisions: int
    """Names that several of them have."""


class WatchListFailed(Happening, frozen=True, kw_only=True):
    """The watch list was to be read anew and has faults; the one read before holds."""

    message: str


class BatchRead(Happening, frozen=True, kw_only=True):
    """The source gave a batch, which may be empty."""

    records: int


class RecordProcessed(Happening, frozen=True, kw_only=True):
    """The outcome of a record is known; nothing of it is written yet."""

    seconds: dict[str, float]
    """Wall time of each stage that ended."""


class RecordSettled(Happening, frozen=True, kw_only=True):
    """The outcome of a record is kept for good, and the source has forgotten the record."""

    record: Record
    outcome: Outcome
    at: dt.datetime


class BatchSettled(Happening, frozen=True, kw_only=True):
    """A batch is committed."""

    records: int
    seconds: float
    """From the end of its reading to its commit."""


class BatchUndone(Happening, frozen=True, kw_only=True):
    """Nothing of a batch is kept; its records come again, here or in another worker."""

    records: int
    message: str


class Ended(Happening, frozen=True, kw_only=True):
    """The loop is over, and all that it read is settled."""

    end: End
    records: int
    seconds: float
