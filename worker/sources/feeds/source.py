"""``Feeds``: the source itself, as the loop sees it.

1. The first ``read`` opens the store and starts the feed thread, which polls (``poller``).
2. A poll that is done waits (``waiting``) until ``read`` gives it to the loop.
3. ``Batch.commit``, after the sink has flushed, has the store keep entries, states and what is
   new of subscriptions in one transaction, then lets the poller plan the feed's next poll, then
   tells the observers.
4. A feed that is no longer polled here (``roster``) is forgotten with all that is under way of it,
   before the next batch.
5. A crash before 3 leaves the store as it was: the feed is polled again with its old
   validators, and its new entries come again, under the same ids.

``read`` returns within a few seconds, with an empty batch where nothing is there, so that the
loop turns and can stop.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from worker.article import Record
from worker.errors import StoppedError
from worker.ports import Observer
from worker.sources.feeds.feed import State
from worker.sources.feeds.polled import Bounds, Part, parts_of
from worker.sources.feeds.roster import Lists, Roster
from worker.sources.feeds.store import Store
from worker.sources.feeds.thread import FeedThread
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub.subscription import Subscription

_PATIENCE_SECONDS: Final = 1.0
"""How long ``read`` waits for a poll."""
_RELIST_SECONDS: Final = 30.0
"""How long the feed thread may take to take other feeds."""
_STOP_SECONDS: Final = 5.0
"""How long ``close`` waits for requests to end."""


class Poller(Protocol):
    """What polls; all of it is called in the feed thread."""

    async def run(self) -> None:
        """Poll until cancelled, or until each feed was polled once."""

    def settled(self, states: Mapping[str, State]) -> None:
        """Take the states that are kept: these feeds may be polled again."""

    def relist(self, lists: Lists) -> None:
        """Take other feeds, and drop what is under way of those that are listed no longer."""


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
        roster: Roster,
    ) -> None:
        """Open nothing yet. ``poller`` is made from the states that the store remembers."""
        self._store = store
        self._make = poller
        self._waiting = waiting
        self._bounds = bounds
        self._observe = observe
        self._roster = roster
        self._parts: deque[Part] = deque()
        self._poller: Poller | None = None
        self._thread: FeedThread | None = None

    def read(self) -> FeedsBatch | None:
        """Return what is there, bounded; None when each feed was polled once and it ends."""
        if self._thread is None:
            self._poller = self._make(self._store.states(), self._waiting)
            self._thread = FeedThread(self._poller.run, fail=self._waiting.fail)
        self._waiting.check()
        if lists := self._roster.news():
            self._relist(lists)
        for happening in self._waiting.told():
            self._observe(happening)
        parts = self._gather()
        if not parts and self._waiting.over:
            return None
        return FeedsBatch(parts, functools.partial(self._keep, noted=self._waiting.noted()))

    def reload(self) -> None:
        """Have the next ``read`` look at the lists anew; may be called from a signal handler."""
        self._roster.reload()

    def close(self) -> None:
        """Stop polling; what is under way and not committed is polled again next time."""
        if self._thread is None or self._thread.stop(_STOP_SECONDS):
            self._store.close()
        self._roster.close()

    def _relist(self, lists: Lists) -> None:
        """Take other feeds. What was polled of those that are gone is not given to the loop."""
        if self._thread is None or self._poller is None:
            return
        if not self._thread.do(functools.partial(self._poller.relist, lists), _RELIST_SECONDS):
            message = f"the feed thread does not answer for {_RELIST_SECONDS:g} s"
            raise StoppedError(message)
        listed = {feed.url for feed in lists.feeds}
        self._parts = deque(part for part in self._parts if part.change.url in listed)

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

    def _keep(self, parts: list[Part], *, noted: Mapping[str, Subscription | None]) -> None:
        self._store.commit([part.change for part in parts], noted)
        states = {
            part.change.url: part.change.state for part in parts if part.change.state is not None
        }
        if states and self._thread and self._poller:
            self._thread.call(functools.partial(self._poller.settled, states))
        for part in parts:
            if part.told:
                self._observe(part.told)
