"""``Turns``: a request waits until its domain may be asked and a connection is free.

A domain that asks for a rest (429 or 503 with ``Retry-After``) is given one, at most an hour at
a time: what is to be asked of it meanwhile is refused at once, and asked for another day.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Final, Protocol

from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import domain_of
from worker.sources.feeds.polling.retry_after import retry_after

LONGEST_REST_SECONDS: Final = 3_600.0
"""A feed of its own may wait longer; all others of its domain are tried after this."""
_LONGEST_NAP_SECONDS: Final = 1.0
"""A domain may come free before the time that it gave."""


class Domains(Protocol):
    """What is asked of each registrable domain. Pure: it is told the time."""

    def ask(self, url: str, now: float) -> float:
        """Return 0 where ``url`` may be asked now, which then counts; else the seconds to wait."""

    def rest(self, url: str, until: float) -> None:
        """Have the domain of ``url`` not asked before ``until``."""

    def rests(self, domain: str, now: float) -> float:
        """Return for how many seconds ``domain`` still rests; 0 where it does not."""

    def done(self, url: str) -> None:
        """Say that the request to ``url`` is over."""


class RestingError(Exception):
    """The domain has asked for a rest, so there is no turn soon."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(f"{domain_of(url)} has asked for a rest, of {seconds:.0f} s more")


class Turns:
    """Gives requests their turn; ``wait`` seconds are what politeness cost."""

    def __init__(self, domains: Domains, *, at_once: int, clock: Callable[[], float]) -> None:
        """Take the domains, how many requests there may be at once in all, and the time of day."""
        self._domains = domains
        self._free = asyncio.Semaphore(at_once)
        self._clock = clock

    @contextlib.asynccontextmanager
    async def of(self, url: str) -> AsyncIterator[float]:
        """Wait for the turn of ``url`` and hold it; gives the seconds that were waited.

        Raises ``RestingError``.
        """
        began = self._clock()
        async with self.hop(url), self._free:
            yield self._clock() - began

    @contextlib.asynccontextmanager
    async def hop(self, url: str) -> AsyncIterator[None]:
        """Do the same for a request that has its place already, and is sent on to ``url``."""
        while (wait := self._domains.ask(url, self._clock())) > 0:
            if rest := self._domains.rests(domain_of(url), self._clock()):
                raise RestingError(url, rest)
            await asyncio.sleep(min(wait, _LONGEST_NAP_SECONDS))
        try:
            yield
        finally:
            self._domains.done(url)

    def heard(self, answer: Answer) -> None:
        """Give the domain that answered the rest that it asks for."""
        now = self._clock()
        if seconds := retry_after(answer, now):
            self._domains.rest(answer.url, now + min(seconds, LONGEST_REST_SECONDS))
