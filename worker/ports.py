"""What the runtime asks of its outside: a source, a sink, and observers.

The order of calls is part of each contract. A source forgets a record only after
``Batch.commit``; the loop calls that only after ``Sink.flush`` has returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from worker.article import Record
from worker.event import Event, Rejected


class Batch(Protocol):
    """Records, and the way to settle them."""

    @property
    def records(self) -> Sequence[Record]:
        """The records, in the order of the source."""

    def commit(self) -> None:
        """Forget these records: their outcomes are flushed. Called once, in order."""


class Source(Protocol):
    """Where records come from. Calls: ``read``* then ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't.
    """

    def read(self) -> Batch | None:
        """Return the next batch, which may be empty; None when there will never be more."""

    def close(self) -> None:
        """Let go of everything. What is not committed stays with the source."""


class Sink(Protocol):
    """Where outcomes go. Calls: (``publish`` | ``reject``)* ``flush``, again, then ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't;
    after either, what was written since the last ``flush`` is written again, so that writing
    the same event twice must leave one.
    """

    def publish(self, event: Event) -> None:
        """Write an event."""

    def reject(self, rejected: Rejected) -> None:
        """Write a dead letter: the record, whole, with its reason."""

    def flush(self) -> None:
        """Return when everything written so far is kept for good."""

    def close(self) -> None:
        """Let go of everything; what is not flushed may be lost."""


class Happening(Struct, frozen=True, kw_only=True):
    """Something worth telling; what it is, a subclass says."""


class Observer(Protocol):
    """Who is told of happenings: metrics, logs, health. It must be quick and never raise."""

    def __call__(self, happening: Happening, /) -> None:
        """Take note of ``happening``; ignore what is of no interest."""
