"""``Turns``: a request waits until its domain may be asked and a connection is free."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final, Protocol

_LONGEST_NAP_SECONDS: Final = 1.0
"""A domain may come free before the time that it gave."""


class Domains(Protocol):
    """What is asked of each registrable domain. Pure: it is told the time."""

    def ask(self, url: str, now: float) -> float:
        """Return 0 where ``url`` may be asked now, which then counts; else the seconds to wait."""

    def done(self, url: str) -> None:
        """Say that the request to ``url`` is over."""


class Turns:
    """Gives requests their turn; ``wait`` seconds are what politeness cost."""

    def __init__(self, domains: Domains, *, at_once: int, clock: Callable[[], float]) -> None:
        """Take the domains, and how many requests there may be at the same time in all."""
        self._domains = domains
        self._free = asyncio.Semaphore(at_once)
        self._clock = clock

    @contextlib.asynccontextmanager
    async def of(self, url: str) -> AsyncIterator[float]:
        """Wait for the turn of ``url`` and hold it; gives the seconds that were waited."""
        began = self._clock()
        while (wait := self._domains.ask(url, self._clock())) > 0:  # noqa: ASYNC110 - times, no event
            await asyncio.sleep(min(wait, _LONGEST_NAP_SECONDS))
        try:
            async with self._free:
                yield self._clock() - began
        finally:
            self._domains.done(url)
