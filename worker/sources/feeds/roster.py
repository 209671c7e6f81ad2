"""``Roster``: which feeds are polled here. ``FromFiles``: those of lists, read anew when asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from worker.errors import UsageError
from worker.ports import Observer
from worker.ports.feeds import ListsFailed
from worker.sources.feeds.feed import Feed, State


class Lists(Struct, frozen=True, kw_only=True):
    """The feeds that are polled here, as they are now."""

    feeds: Sequence[Feed]
    dropped: int = 0
    """Feeds of the lists that are not polled."""
    states: Mapping[str, State] | None = None
    """What is remembered of feeds that another worker polled before; None where none did."""


class Roster(Protocol):
    """Who says which feeds are polled here. Calls: ``news``* then ``close``, in one thread."""

    def news(self) -> Lists | None:
        """Return the feeds where they are others than before; called between batches, often.

        Raises ``UnavailableError`` where a retry may help and ``StoppedError`` where it can't.
        """

    def reload(self) -> None:
        """Have ``news`` look anew; may be called from a signal handler."""

    def close(self) -> None:
        """Let go of everything, once nothing is polled any more."""


class FromFiles:
    """The feeds of lists."""

    def __init__(self, read: Callable[[], Lists], observe: Observer) -> None:
        """``read`` reads the lists; raises ``UsageError``, which ``observe`` is told."""
        self._read = read
        self._observe = observe
        self._asked = False

    def news(self) -> Lists | None:
        """Return the feeds after ``reload``, unless the lists have faults."""
        if not self._asked:
            return None
        self._asked = False
        try:
            return self._read()
        except UsageError as fault:
            self._observe(ListsFailed(message=str(fault)))
            return None

    def reload(self) -> None:
        """Have ``news`` read the lists."""
        self._asked = True

    def close(self) -> None:
        """Let go of nothing."""
