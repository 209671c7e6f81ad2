"""``Subscriber``: asks hubs, in the turn of their domain, and tells of what it has of them.

It opens the callback's port and asks as long as its context lasts. A bug in here ends the
worker, as one in the poller does; what hubs do is a subscription's fate.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Final, Self

from msgspec import Struct

from worker.ports.feeds import SubscriptionChanged, WebSubCounted
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polling.retry_after import retry_after
from worker.sources.feeds.turns import RestingError, Turns
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub import subscription as deciding
from worker.sources.feeds.websub.asking import complaint, form
from worker.sources.feeds.websub.desk import Desk
from worker.sources.feeds.websub.keys import signing_secret
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.server import Server
from worker.sources.feeds.websub.subscription import Mode, Subscription, Terms

_AT_ONCE: Final = 4
"""Requests to hubs."""
_NAP: Final = 0.2
_LOOK: Final = 1.0
"""Seconds between two looks at what is due, at least and at most."""
_COUNT_EVERY_SECONDS: Final = 5.0
_LONGEST_WAIT: Final = 86_400.0
"""A longer ``Retry-After`` is taken for this."""

Post = Callable[[str, bytes], Awaitable[Answer]]
"""URL of a hub and form → what it answered; never raises for what it does."""


class Contact(Struct, frozen=True, kw_only=True):
    """How hubs are reached, and how we are."""

    post: Post
    turns: Turns
    server: Server
    secret: str
    terms: Terms
    clock: Callable[[], float]
    """Seconds since the epoch."""


class Subscriber:
    """Keeps the subscriptions of feeds; all of it runs in the feed thread."""

    def __init__(
        self,
        ledger: Ledger,
        desk: Desk,
        contact: Contact,
        waiting: Waiting,
        *,
        replan: Callable[[str], None],
    ) -> None:
        """``replan`` is told of feeds that may be polled at another time from now on."""
        self._ledger = ledger
        self._desk = desk
        self._contact = contact
        self._waiting = waiting
        self._replan = replan
        self._states: dict[str, State] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._running: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        ledger.listen(self._note)

    def begin(self, feeds: Sequence[Feed], states: Mapping[str, State]) -> None:
        """Take the feeds and what is known of them; before the context."""
        self._states = {feed.url: states.get(feed.url, State()) for feed in feeds}
        self._ledger.resume(self._states, self._contact.clock())

    def settled(self, states: Mapping[str, State]) -> None:
        """Take states that are kept."""
        for feed, after in states.items():
            before = self._states.get(feed)
            if before is None:
                continue
            self._states[feed] = after
            now = self._contact.clock()
            if (before.hub, before.topic) != (after.hub, after.topic):
                self._ledger.want(feed, after, now)
            elif (known := self._ledger.of(feed)) and (callback := self._ledger.wanted(feed)):
                self._ledger.put(callback, deciding.polled(known, before, after))

    def relist(self, feeds: Sequence[Feed]) -> None:
        """Take other feeds."""
        listed = {feed.url for feed in feeds}
        now = self._contact.clock()
        for feed in self._states.keys() - listed:
            del self._states[feed]
            self._ledger.want(feed, None, now)
        for feed in listed - self._states.keys():
            self._states[feed] = State()

    async def __aenter__(self) -> Self:
        await self._contact.server.__aenter__()
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        tasks = [task for task in (self._running, *self._asking.values()) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._contact.server.__aexit__(kind, error, trace)

    async def _run(self) -> None:
        counted = 0.0
        try:
            while True:
                self._look()
                if (now := self._contact.clock()) >= counted + _COUNT_EVERY_SECONDS:
                    counted = now
                    self._count()
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(max(self._ledger.wait(now), _NAP), _LOOK)):
                        await self._changed.wait()
        except Exception as bug:  # noqa: BLE001 - the loop's thread must hear of it
            self._waiting.fail(bug)

    def _look(self) -> None:
        """Take the steps that are due, as many as requests may be under way."""
        now = self._contact.clock()
        for callback in self._ledger.due(now):
            if len(self._asking) >= _AT_ONCE:
                return
            known = self._ledger.at(callback)
            if callback in self._asking or known is None:
                continue
            after, mode = deciding.step(known, now, self._contact.terms)
            self._ledger.put(callback, after)
            if after and mode:
                task = asyncio.create_task(self._ask(callback, after, mode))
                self._asking[callback] = task

    async def _ask(self, callback: str, subscription: Subscription, mode: Mode) -> None:
        contact = self._contact
        secret = signing_secret(contact.secret, callback)
        body = form(subscription, callback, mode, secret=secret, lease=contact.terms.lease)
        try:
            async with contact.turns.of(subscription.hub):
                answer = await contact.post(subscription.hub, body)
            if said := complaint(answer):
                self._unheard(callback, said, retry_after(answer, contact.clock()))
        except RestingError as rest:
            self._unheard(callback, str(rest), 0.0)
        except Exception as bug:  # noqa: BLE001 - the loop's thread must hear of it
            self._waiting.fail(bug)
        finally:
            del self._asking[callback]
            self._changed.set()

    def _unheard(self, callback: str, said: str, wait: float) -> None:
        if known := self._ledger.at(callback):
            now, wait = self._contact.clock(), min(wait, _LONGEST_WAIT)
            self._ledger.put(callback, deciding.unheard(known, said, wait=wait, now=now))

    def _note(self, callback: str, before: Subscription | None, after: Subscription | None) -> None:
        self._waiting.note(callback, after)
        known = after or before
        if known is None:
            return
        self._replan(known.feed)
        standing = after.standing if after else "none"
        if before is None or before.standing != standing:
            self._waiting.tell(
                SubscriptionChanged(
                    feed=known.feed,
                    hub=known.hub,
                    standing=standing,
                    message=known.message,
                )
            )

    def _count(self) -> None:
        subscriptions, deliveries = self._ledger.counted(), self._desk.counted()
        self._waiting.tell(WebSubCounted(subscriptions=subscriptions, deliveries=deliveries))
