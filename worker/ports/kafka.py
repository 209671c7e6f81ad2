"""What the parts that use Kafka tell their observers; labels of metrics are bounded by topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from worker.ports import Happening

Ended = Literal["committed", "aborted"]


class PartitionsChanged(Happening, frozen=True, kw_only=True):
    """The group gave this worker partitions of a topic, or took some."""

    topic: str
    given: Sequence[int]
    taken: Sequence[int]
    lost: bool
    """Whether they were taken without notice: the worker was thought dead."""
    owned: int
    """Partitions that the worker has now."""


class LagSeen(Happening, frozen=True, kw_only=True):
    """How far behind the worker is, every few seconds."""

    topic: str
    lags: Mapping[int, int]
    """Records behind the end, by partition."""
    stalled: int
    """Partitions that have records and of which none was settled for a while."""


class TransactionEnded(Happening, frozen=True, kw_only=True):
    """A transaction came to its end."""

    result: Ended


class SlowChecksums(Happening, frozen=True, kw_only=True):
    """The library is missing that makes checksums fast; the client is many times slower so."""
