"""``Waiting``: polls that are done and wait for the loop, bounded in number and bytes.

The one place where the feed thread and the loop's thread meet. The feed thread waits for room
before it begins a poll (``room``); the loop's thread waits a moment for a poll (``take``). What
goes wrong over there is raised in the loop's thread (``check``).
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Collection

from worker.ports import Happening
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.websub.subscription import Subscription


class Waiting:
    """A bounded queue from a thread with an asyncio loop to one without."""

    def __init__(self, *, polls: int, size: int) -> None:
        """Take how many polls, and how many bytes of records, may wait."""
        self._polls = polls
        self._size = size
        self._done: deque[Polled] = deque()
        self._held = 0
        self._begun = 0
        self._told: deque[Happening] = deque()
        self._noted: dict[str, Subscription | None] = {}
        self._trouble: BaseException | None = None
        self._ended = False
        self._changed = threading.Condition()
        self._room: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    async def room(self) -> None:
        """Return when another poll may begin, which counts from now on (feed thread)."""
        if self._room is None:
            self._room = asyncio.get_running_loop(), asyncio.Event()
        event = self._room[1]
        while True:
            event.clear()
            with self._changed:
                if self._begun < self._polls and self._held < self._size:
                    self._begun += 1
                    return
            await event.wait()

    def give_up(self) -> None:
        """Free the room of a poll that brings nothing (feed thread)."""
        with self._changed:
            self._begun -= 1
        self._wake()

    def put(self, polled: Polled) -> None:
        """Add a poll that was begun with ``room`` (feed thread)."""
        with self._changed:
            self._done.append(polled)
            self._held += polled.size
            self._changed.notify()

    def drop(self, urls: Collection[str]) -> None:
        """Forget polls of these feeds that wait (feed thread)."""
        with self._changed:
            kept = [polled for polled in self._done if polled.url not in urls]
            self._begun -= len(self._done) - len(kept)
            self._held = sum(polled.size for polled in kept)
            self._done = deque(kept)
        self._wake()

    def tell(self, happening: Happening) -> None:
        """Have the loop's thread tell of ``happening`` (feed thread)."""
        with self._changed:
            self._told.append(happening)

    def note(self, callback: str, subscription: Subscription | None) -> None:
        """Have a subscription kept, or forgotten where it is None (feed thread)."""
        with self._changed:
            self._noted[callback] = subscription

    def fail(self, trouble: BaseException) -> None:
        """Have the next ``check`` raise ``trouble`` (feed thread)."""
        with self._changed:
            self._trouble = trouble
            self._changed.notify()

    def end(self) -> None:
        """Say that no more polls will come (feed thread)."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def take(self, seconds: float) -> Polled | None:
        """Return the next poll; None when none comes within ``seconds`` (loop's thread)."""
        with self._changed:
            self._changed.wait_for(self._is_news, timeout=seconds)
            if not self._done:
                return None
            polled = self._done.popleft()
            self._begun -= 1
            self._held -= polled.size
        self._wake()
        return polled

    def check(self) -> None:
        """Raise what went wrong in the feed thread, once (loop's thread)."""
        with self._changed:
            trouble, self._trouble = self._trouble, None
        if trouble:
            raise trouble

    def told(self) -> list[Happening]:
        """Return what is to be told of since the last call (loop's thread)."""
        with self._changed:
            told, self._told = self._told, deque()
        return list(told)

    def noted(self) -> dict[str, Subscription | None]:
        """Return the last word on each subscription since the last call (loop's thread)."""
        with self._changed:
            noted, self._noted = self._noted, {}
        return noted

    @property
    def over(self) -> bool:
        """Whether all has been taken and no more will come."""
        with self._changed:
            return self._ended and not self._done and self._trouble is None

    def _is_news(self) -> bool:
        return bool(self._done or self._trouble or self._ended)

    def _wake(self) -> None:
        if self._room:
            loop, event = self._room
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)
