"""What the runtime asks of its outside: a source, a sink, a memory, and observers.

The order of calls is part of each contract. A source forgets a record only after
``Batch.commit``; the loop calls that only after ``Sink.flush`` has returned. A memory is told
of an event only between the two: what it knows was published for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

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
    Where a commit, or a sink that shares the transaction of this source, raises
    ``UndoneError``, the source gives the records of the batch again, unless they are another
    worker's by now.
    """

    def read(self) -> Batch | None:
        """Return the next batch, which may be empty; None when there will never be more."""

    def close(self) -> None:
        """Let go of everything. What is not committed stays with the source."""


@runtime_checkable
class Reloadable(Protocol):
    """A part that reads anew, when it is told to, what was changed outside; some sources."""

    def reload(self) -> None:
        """Note that it is asked for; called from a handler of a signal."""


class Sink(Protocol):
    """Where outcomes go.

    Calls: (``publish`` | ``carry`` | ``reject``)* ``flush``, again, then ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't;
    after either, what was written since the last ``flush`` is written again, so that writing
    the same event twice must leave one. After ``UndoneError`` the batch comes again from the
    source; only a sink that shares its transaction may raise it.
    """

    def publish(self, event: Event, *, trace: str | None = None) -> None:
        """Write an event; ``trace`` is the W3C ``traceparent`` that its record came with.

        Raises ``RecordError`` for an event that the sink can't hold, before anything of it is
        written: then the record is rejected.
        """

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


@runtime_checkable
class Relay(Protocol):
    """Where records go as they are, for another worker to look into; a part of some sinks."""

    def relay(self, record: Record) -> None:
        """Write a record. Raises what ``Sink.publish`` does."""


class Memory(Protocol):
    """What is known of published articles, over restarts.

    Calls: ``recall``, (``news`` | ``keep``)*, ``close``.

    Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't;
    after either, nothing of the call is kept, or all of it.
    """

    def recall(self) -> Iterable[Known]:
        """Return all that is kept, in the order in which it was learnt; errors may come late."""

    def news(self) -> Iterable[Known]:
        """Return what others have kept since, in that order; nothing where there are none."""

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
