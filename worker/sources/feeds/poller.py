"""``Poller``: which feed is polled when, in the feed thread.

1. A poll begins when there is room for what it brings (``waiting``), a request is free, and the
   agenda names a feed that is due and whose domain may be asked.
2. A feed that is polled is not planned again before the loop has committed what it brought.
3. A store that does not answer is the loop's trouble: it is raised there, and the feed waits a
   moment. Whatever else fails in a poll is that feed's failure, which ``poll`` gives a state.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol, get_args

from msgspec import Struct

from worker.errors import StoppedError, UnavailableError
from worker.ports.feeds import FeedsCounted, ListsRead
from worker.sources.feeds.feed import Feed, Standing, State
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.waiting import Waiting

_COUNT_EVERY_SECONDS: Final = 5.0
_AGAIN_SECONDS: Final = 1.0
"""After a failure of the store."""
_IDLE_SECONDS: Final = 1.0
"""The agenda is looked at this often at least, whatever it says."""


class Agenda(Protocol):
    """When which feed is asked, politely. Pure: it is told the time, in seconds since the epoch."""

    def plan(self, url: str, at: float) -> None:
        """Have the feed come up at ``at``, in place of any time before."""

    def drop(self, url: str) -> None:
        """Have it come up no more."""

    def take(self, now: float) -> str | None:
        """Return a feed that is due and whose domain may be asked now; it counts as asked."""

    def wait(self, now: float) -> float | None:
        """Return the seconds until ``take`` may give one; None while nothing is planned."""

    def done(self, url: str) -> None:
        """Say that the request to ``url`` is over."""

    def overdue(self, now: float) -> float:
        """Return by how many seconds the feed that waits longest is late; 0 when none is."""


Poll = Callable[[Feed, State, float], Awaitable[Polled]]
"""Feed, its state and the time → what came of it; raises only for the store and for a cancel."""


class Means(Struct, frozen=True, kw_only=True):
    """What a poller works with."""

    agenda: Agenda
    poll: Poll
    waiting: Waiting
    at_once: int = 32
    """Polls at the same time, at most."""
    once: bool = False
    """Whether to end when each feed that is due was polled."""
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""


class Poller:
    """Polls feeds for ever, or those that are due once."""

    def __init__(self, feeds: Sequence[Feed], states: Mapping[str, State], means: Means) -> None:
        """Take the feeds, what is remembered of them, and how to poll."""
        self._feeds = {feed.url: feed for feed in feeds}
        self._states = {url: states.get(url, State()) for url in self._feeds}
        self._agenda = means.agenda
        self._poll = means.poll
        self._waiting = means.waiting
        self._free = asyncio.Semaphore(means.at_once)
        self._once = means.once
        self._clock = means.clock
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Poll until cancelled; with ``once`` until what was due is polled."""
        self._plan_all()
        counting = asyncio.create_task(self._count())
        try:
            while await self._next():
                pass
            await asyncio.gather(*self._tasks)
            self._waiting.end()
        finally:
            for task in (counting, *self._tasks):
                task.cancel()
            await asyncio.gather(counting, *self._tasks, return_exceptions=True)

    def settled(self, states: Mapping[str, State]) -> None:
        """Plan the next polls of feeds whose states are kept."""
        for url, state in states.items():
            self._busy.discard(url)
            if url in self._feeds:
                self._states[url] = state
                self._plan(url)

    def relist(self, feeds: Sequence[Feed], *, dropped: int) -> None:
        """Take other feeds; those that are in both lists keep what is known of them."""
        before, self._feeds = self._feeds, {feed.url: feed for feed in feeds}
        for url in before.keys() - self._feeds.keys():
            self._agenda.drop(url)
        for url in self._feeds.keys() - before.keys():
            self._states.setdefault(url, State())
            self._plan(url)
        both = before.keys() & self._feeds.keys()
        told = ListsRead(
            feeds=len(self._feeds),
            added=len(self._feeds.keys() - before.keys()),
            removed=len(before.keys() - self._feeds.keys()),
            changed=sum(before[url] != self._feeds[url] for url in both),
            dropped=dropped,
        )
        self._waiting.tell(told)

    def _plan_all(self) -> None:
        now = self._clock()
        for url, state in self._states.items():
            if not self._once or state.next_poll <= now:
                self._agenda.plan(url, state.next_poll)

    def _plan(self, url: str) -> None:
        if url not in self._busy and not self._once:
            self._agenda.plan(url, self._states[url].next_poll)
            self._changed.set()

    async def _next(self) -> bool:
        """Begin one poll, or wait for one; tell whether there may be more."""
        if self._once and not self._tasks and self._agenda.wait(self._clock()) is None:
            return False
        await self._free.acquire()
        await self._waiting.room()
        url = self._agenda.take(self._clock())
        if url is None:
            self._free.release()
            self._waiting.give_up()
            await self._pause()
            return True
        self._busy.add(url)
        task = asyncio.create_task(self._one(self._feeds[url], self._states[url]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _pause(self) -> None:
        """Wait until the agenda may have something."""
        self._changed.clear()
        wait = self._agenda.wait(self._clock())
        seconds = _IDLE_SECONDS if wait is None else min(wait, _IDLE_SECONDS)
        # Not ``wait_for``, which in Python 3.11 may swallow a cancel that comes with the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()

    async def _one(self, feed: Feed, state: State) -> None:
        try:
            polled = await self._poll(feed, state, self._clock())
        except (UnavailableError, StoppedError) as error:
            self._waiting.give_up()
            self._waiting.fail(error)
            self._put_off(feed.url)
        except asyncio.CancelledError:
            raise
        except BaseException as bug:  # noqa: BLE001 - the loop's thread must hear of it
            self._waiting.fail(bug)
        else:
            self._waiting.put(polled)
        finally:
            self._agenda.done(feed.url)
            self._free.release()
            self._changed.set()

    def _put_off(self, url: str) -> None:
        self._busy.discard(url)
        if url in self._feeds:
            self._agenda.plan(url, self._clock() + _AGAIN_SECONDS)

    async def _count(self) -> None:
        while True:
            standings = Counter[str](dict.fromkeys(get_args(Standing), 0))
            standings.update(self._states[url].standing for url in self._feeds)
            overdue = self._agenda.overdue(self._clock())
            self._waiting.tell(FeedsCounted(standings=dict(standings), overdue=overdue))
            await asyncio.sleep(_COUNT_EVERY_SECONDS)
