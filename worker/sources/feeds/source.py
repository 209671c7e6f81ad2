"""``Feeds``: the source itself, as the loop sees it.

1. The first ``read`` opens the store and starts the feed thread, which polls (``poller``).
2. A poll that is done waits (``waiting``) until ``read`` gives it to the loop.
3. ``Batch.commit``, after the sink has flushed, has the store keep entries and states in one
   transaction, then lets the poller plan the feed's next poll, then tells the observers.
4. A crash before 3 leaves the store as it was: the feed is polled again with its old
   validators, and its new entries come again, under the same ids.

``read`` returns within a few seconds, with an empty batch where nothing is there, so that the
loop turns and can stop.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from msgspec import Struct

from worker.article import Record
from worker.errors import UsageError
from worker.ports import Observer
from worker.ports.feeds import ListsFailed
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polled import Bounds, Part, parts_of
from worker.sources.feeds.store import Store
from worker.sources.feeds.thread import FeedThread
from worker.sources.feeds.waiting import Waiting

_PATIENCE_SECONDS: Final = 1.0
"""How long ``read`` waits for a poll."""
_STOP_SECONDS: Final = 5.0
"""How long ``close`` waits for requests to end."""


class Lists(Struct, frozen=True, kw_only=True):
    """Feeds of the lists, as they are now."""

    feeds: Sequence[Feed]
    dropped: int
    """Feeds of the lists that are not polled."""


class Poller(Protocol):
    """What polls; all of it is called in the feed thread."""

    async def run(self) -> None:
        """Poll until cancelled, or until each feed was polled once."""

    def settled(self, states: Mapping[str, State]) -> None:
        """Take the states that are kept: these feeds may be polled again."""

    def relist(self, feeds: Sequence[Feed], *, dropped: int) -> None:
        """Take other feeds."""


class FeedsBatch:
    """Parts of polls. Committing them is what the store remembers them by."""

    def __init__(self, parts: list[Part], commit: Callable[[list[Part]], None]) -> None:
        self._parts = parts
        self._commit = commit
        self.records: list[Record] = [record for part in parts for record in part.records]

    def commit(self) -> None:
        """Keep states and entries, in one transaction."""
        self._commit(self._parts)


class Feeds:
    """Polls feeds for ever, or once, and gives their new entries."""

    def __init__(  # noqa: PLR0913 - the source has six parts
        self,
        store: Store,
        poller: Callable[[Mapping[str, State], Waiting], Poller],
        *,
        waiting: Waiting,
        bounds: Bounds,
        observe: Observer,
        lists: Callable[[], Lists],
    ) -> None:
        """Open nothing yet. ``poller`` is made from the states that the store remembers.

        ``lists`` reads the lists anew, after ``reload``; raises ``UsageError``.
        """
        self._store = store
        self._make = poller
        self._waiting = waiting
        self._bounds = bounds
        self._observe = observe
        self._lists = lists
        self._reload = False
        self._parts: deque[Part] = deque()
        self._poller: Poller | None = None
        self._thread: FeedThread | None = None

    def read(self) -> FeedsBatch | None:
        """Return what is there, bounded; None when each feed was polled once and it ends."""
        if self._thread is None:
            self._poller = self._make(self._store.states(), self._waiting)
            self._thread = FeedThread(self._poller.run, fail=self._waiting.fail)
        self._waiting.check()
        if self._reload:
            self._reload = False
            self._relist()
        for happening in self._waiting.told():
            self._observe(happening)
        parts = self._gather()
        if not parts and self._waiting.over:
            return None
        return FeedsBatch(parts, self._keep)

    def reload(self) -> None:
        """Have the next ``read`` read the lists anew; may be called from a signal handler."""
        self._reload = True

    def close(self) -> None:
        """Stop polling; what is under way and not committed is polled again next time."""
        if self._thread is None or self._thread.stop(_STOP_SECONDS):
            self._store.close()

    def _relist(self) -> None:
        try:
            lists = self._lists()
        except UsageError as fault:
            self._observe(ListsFailed(message=str(fault)))
            return
        if self._thread and self._poller:
            relist = functools.partial(self._poller.relist, lists.feeds, dropped=lists.dropped)
            self._thread.call(relist)

    def _gather(self) -> list[Part]:
        """Take polls until one no longer fits; wait only for the first."""
        gathered: list[Part] = []
        records = size = 0
        while self._fill(0 if gathered else _PATIENCE_SECONDS):
            part = self._parts[0]
            records += len(part.records)
            size += part.size
            if gathered and (records > self._bounds.records or size > self._bounds.size):
                break
            gathered.append(self._parts.popleft())
        return gathered

    def _fill(self, seconds: float) -> bool:
        """Have the next part at hand; tell whether there is one."""
        if not self._parts and (polled := self._waiting.take(seconds)):
            self._parts.extend(parts_of(polled, self._bounds))
        return bool(self._parts)

    def _keep(self, parts: list[Part]) -> None:
        self._store.commit([part.change for part in parts])
        states = {
            part.change.url: part.change.state for part in parts if part.change.state is not None
        }
        if states and self._thread and self._poller:
            self._thread.call(functools.partial(self._poller.settled, states))
        for part in parts:
            if part.told:
                self._observe(part.told)
