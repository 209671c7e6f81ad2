"""``Poller``: which feed is polled when, in the feed thread.

1. A poll begins when there is room for what it brings (``waiting``), a request is free, and the
   agenda names a feed that is due and whose domain may be asked.
2. A feed that is polled is not planned again before the loop has committed what it brought.
   What a hub has sent of a feed goes the same way, before polls and never beside one.
   What is under way of a feed that is listed no longer is dropped.
3. A store that does not answer is the loop's trouble: it is raised there, and the feed waits a
   moment. Whatever else fails in a poll is that feed's failure, which ``poll`` gives a state.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from inspect import CORO_CREATED, getcoroutinestate, iscoroutine
from typing import Any, Final, Protocol, get_args

from msgspec import Struct

from worker.errors import StoppedError, UnavailableError
from worker.ports.feeds import FeedsCounted, ListsRead
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, Standing, State
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.polling import address
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.desk import Deliver

_COUNT_EVERY_SECONDS: Final = 5.0
_AGAIN_SECONDS: Final = 1.0
"""After a failure of the store."""
_IDLE_SECONDS: Final = 1.0
"""The agenda is looked at this often at least, whatever it says."""


class Agenda(Protocol):
    """When which feed is asked, politely. Pure: it is told the time, in seconds since the epoch."""

    def plan(self, url: str, at: float, asked: str) -> None:
        """Have the feed come up at ``at``, in place of any time before, and be asked there."""

    def drop(self, url: str) -> None:
        """Have it come up no more."""

    def take(self, now: float) -> str | None:
        """Return a feed that is due and whose domain may be asked now; it counts as asked."""

    def wait(self, now: float) -> float | None:
        """Return the seconds until ``take`` may give one; None while nothing is planned."""

    def done(self, url: str) -> None:
        """Say that the request for the feed is over; call it before it is planned again."""

    def rests(self, now: float) -> bool:
        """Whether all that is planned is of domains that have asked for a rest."""

    def overdue(self, now: float) -> float:
        """Return by how many seconds the feed that waits longest is late; 0 when none is."""


Poll = Callable[[Feed, State, float], Awaitable[Polled]]
"""Feed, its state and the time → what came of it; raises only for the store and for a cancel."""


def _as_planned(_feed: Feed, state: State) -> float:
    return state.next_poll


class Delivery(Struct, frozen=True, kw_only=True):
    """What hubs send, and what they change."""

    deliveries: Deliveries
    deliver: Deliver
    due: Callable[[Feed, State], float] = _as_planned
    """When a feed is polled next, given what its hub does."""


class Means(Struct, frozen=True, kw_only=True):
    """What a poller works with."""

    agenda: Agenda
    poll: Poll
    waiting: Waiting
    delivery: Delivery | None = None
    """None where there are no hubs."""
    at_once: int = 32
    """Polls at the same time, at most."""
    once: bool = False
    """Whether to end when each feed that is due was polled, save those whose domain rests."""
    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""


class Poller:
    """Polls feeds for ever, or those that are due once."""

    def __init__(self, feeds: Sequence[Feed], states: Mapping[str, State], means: Means) -> None:
        """Take the feeds, what is remembered of them, and how to poll."""
        self._feeds = {feed.url: feed for feed in feeds}
        # A feed that was never polled is due from now on.
        new = State(next_poll=means.clock())
        self._states = {url: states.get(url, new) for url in self._feeds}
        self._agenda = means.agenda
        self._poll = means.poll
        self._waiting = means.waiting
        self._delivery = means.delivery
        self._due = means.delivery.due if means.delivery else _as_planned
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
            await asyncio.gather(*self._tasks, return_exceptions=True)
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

    def replan(self, url: str) -> None:
        """Plan a feed anew, and look for what hubs have sent."""
        if url in self._feeds:
            self._plan(url)
        self._changed.set()

    def relist(self, lists: Lists) -> None:
        """Take other feeds; those that are in both lists keep what is known of them."""
        before, self._feeds = self._feeds, {feed.url: feed for feed in lists.feeds}
        self._drop(before.keys() - self._feeds.keys())
        known = self._states if lists.states is None else lists.states
        for url in self._feeds.keys() - before.keys():
            self._states[url] = known.get(url, State(next_poll=self._clock()))
            self._plan(url)
        both = before.keys() & self._feeds.keys()
        told = ListsRead(
            feeds=len(self._feeds),
            added=len(self._feeds.keys() - before.keys()),
            removed=len(before.keys() - self._feeds.keys()),
            changed=sum(before[url] != self._feeds[url] for url in both),
            dropped=lists.dropped,
        )
        self._waiting.tell(told)

    def _drop(self, urls: Collection[str]) -> None:
        """Poll these feeds no more, and forget what their polls would bring."""
        for url in urls:
            self._agenda.drop(url)
            self._busy.discard(url)
        for task in self._tasks:
            if task.get_name() in urls:
                poll = task.get_coro()
                if iscoroutine(poll) and getcoroutinestate(poll) == CORO_CREATED:
                    # Ended before it has begun, it would free nothing.
                    asyncio.get_running_loop().call_soon(task.cancel)
                else:
                    task.cancel()
        self._waiting.drop(urls)

    def _plan_all(self) -> None:
        now = self._clock()
        for url, feed in self._feeds.items():
            state = self._states[url]
            at = self._due(feed, state)
            if not self._once or at <= now:
                self._agenda.plan(url, at, address(url, state))

    def _plan(self, url: str) -> None:
        if url not in self._busy and not self._once:
            state = self._states[url]
            self._agenda.plan(url, self._due(self._feeds[url], state), address(url, state))
            self._changed.set()

    async def _next(self) -> bool:
        """Begin one poll, or wait for one; tell whether there may be more."""
        if self._once and not self._tasks and self._agenda.rests(self._clock()):
            return False
        await self._free.acquire()
        await self._waiting.room()
        if delivered := self._delivered():
            self._begin(self._read(*delivered), delivered[0].url)
            return True
        url = self._agenda.take(self._clock())
        if url is None:
            self._free.release()
            self._waiting.give_up()
            await self._pause()
            return True
        self._begin(self._one(self._feeds[url], self._states[url]), url)
        return True

    def _begin(self, poll: Coroutine[Any, Any, None], url: str) -> None:
        self._busy.add(url)
        task = asyncio.create_task(poll, name=url)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _delivered(self) -> tuple[Feed, Answer] | None:
        """Return what a hub has sent of a feed that is listed and not under way."""
        while self._delivery and (taken := self._delivery.deliveries.take(self._busy)):
            url, document = taken
            if url in self._feeds:
                self._agenda.drop(url)  # until its state is kept
                return self._feeds[url], document
        return None

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
            await self._settle(feed, self._poll(feed, state, self._clock()))
        finally:
            self._agenda.done(feed.url)

    async def _read(self, feed: Feed, document: Answer) -> None:
        if self._delivery:
            state, now = self._states[feed.url], self._clock()
            await self._settle(feed, self._delivery.deliver(feed, state, document, now))

    async def _settle(self, feed: Feed, poll: Awaitable[Polled | None]) -> None:
        try:
            polled = await poll
        except (UnavailableError, StoppedError) as error:
            self._waiting.give_up()
            self._waiting.fail(error)
            self._put_off(feed.url)
        except asyncio.CancelledError:
            self._waiting.give_up()
            raise
        except BaseException as bug:  # noqa: BLE001 - the loop's thread must hear of it
            self._waiting.fail(bug)
        else:
            self._hand_over(feed.url, polled)
        finally:
            self._free.release()
            self._changed.set()

    def _hand_over(self, url: str, polled: Polled | None) -> None:
        if polled:
            self._waiting.put(polled)
            return
        self._waiting.give_up()
        self._busy.discard(url)
        if url in self._feeds:
            self._plan(url)

    def _put_off(self, url: str) -> None:
        self._busy.discard(url)
        if url in self._feeds:
            self._agenda.plan(url, self._clock() + _AGAIN_SECONDS, address(url, self._states[url]))

    async def _count(self) -> None:
        while True:
            standings = Counter[str](dict.fromkeys(get_args(Standing), 0))
            standings.update(self._states[url].standing for url in self._feeds)
            overdue = self._agenda.overdue(self._clock())
            self._waiting.tell(FeedsCounted(standings=dict(standings), overdue=overdue))
            await asyncio.sleep(_COUNT_EVERY_SECONDS)
