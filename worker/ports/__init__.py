"""What the runtime asks of its outside: a source, a sink, a memory, and observers.

The order of calls is part of each contract. A source forgets a record only after
``Batch.commit``; the loop calls that only after ``Sink.flush`` has returned. A memory is told
of an event only between the two: what it knows was published for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from worker.article import Record
from worker.copies import Known
from worker.event import Duplicate, Event, Rejected


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
    """Where outcomes go.

    Calls: (``publish`` | ``carry`` | ``reject``)* ``flush``, again, then ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't;
    after either, what was written since the last ``flush`` is written again, so that writing
    the same event twice must leave one.
    """

    def publish(self, event: Event) -> None:
        """Write an event."""

    def carry(self, duplicate: Duplicate) -> None:
        """Note that ``duplicate.feed`` carried an article whose event was published before.

        It may be told of the same article and feed again, also of the first that carried it.
        """

    def reject(self, rejected: Rejected) -> None:
        """Write a dead letter: the record, whole, with its reason."""

    def flush(self) -> None:
        """Return when everything written so far is kept for good."""

    def close(self) -> None:
        """Let go of everything; what is not flushed may be lost."""


class Memory(Protocol):
    """What is known of published articles, over restarts. Calls: ``recall``, ``keep``*, ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't;
    after either, nothing of the call is kept, or all of it.
    """

    def recall(self) -> Iterable[Known]:
        """Return all that is kept, in the order in which it was learnt; errors may come late."""

    def keep(self, learnt: Sequence[Known], forgotten: Sequence[str]) -> None:
        """Drop the events ``forgotten`` (ids, some of which may not be there), keep ``learnt``.

        Returns when that is so for good. The same event again takes the place of the first.
        """

    def close(self) -> None:
        """Let go of everything."""


class Happening(Struct, frozen=True, kw_only=True):
    """Something worth telling; what it is, a subclass says."""


class Observer(Protocol):
    """Who is told of happenings: metrics, logs, health. It must be quick and never raise."""

    def __call__(self, happening: Happening, /) -> None:
        """Take note of ``happening``; ignore what is of no interest."""
