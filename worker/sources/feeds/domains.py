"""What is asked of each registrable domain: so many requests at once, so far apart.

news.example and www.news.example are one server to be polite to, and so is a host with hundreds
of feeds. A domain that asks one of its feeds to wait rests as a whole. Pure: it is told the
time. A step takes the same time however many domains there are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

_FORGET_AT: Final = 20_000
"""Domains; idle ones are forgotten where there are more."""


class Domains:
    """Who may be asked now, and when the others may."""

    def __init__(self, *, at_once: int, seconds_between: float) -> None:
        """Take the requests to one domain at the same time, and the seconds between two starts."""
        self._at_once = at_once
        self._between = seconds_between
        self._open: dict[str, int] = {}
        self._next: dict[str, float] = {}
        """When each domain may be asked again at the earliest."""
        self._rests: dict[str, float] = {}
        """Until when each domain rests that asked for it."""

    def ask(self, url: str, now: float) -> float:
        """Return 0 where ``url`` may be asked now, which then counts; else the seconds to wait."""
        domain = domain_of(url)
        wait = max(self._next.get(domain, 0.0) - now, self.rests(domain, now))
        if wait > 0:
            return wait
        if self._open.get(domain, 0) >= self._at_once:
            return max(self._between, 0.1)
        if len(self._next) >= _FORGET_AT:
            self._next = {each: at for each, at in self._next.items() if at > now}
        self._open[domain] = self._open.get(domain, 0) + 1
        self._next[domain] = now + self._between
        return 0.0

    def rest(self, url: str, until: float) -> None:
        """Have the domain of ``url`` not asked before ``until``."""
        domain = domain_of(url)
        self._rests[domain] = max(until, self._rests.get(domain, 0.0))

    def rests(self, domain: str, now: float) -> float:
        """Return for how many seconds ``domain`` still rests; 0 where it does not."""
        until = self._rests.get(domain)
        if until is None:
            return 0.0
        if until <= now:
            del self._rests[domain]
        return max(until - now, 0.0)

    def done(self, url: str) -> None:
        """Say that the request to ``url`` is over."""
        domain = domain_of(url)
        left = self._open.get(domain, 0) - 1
        if left > 0:
            self._open[domain] = left
        else:
            self._open.pop(domain, None)


@lru_cache(maxsize=50_000)
def domain_of(url: str) -> str:
    """Return the registrable domain of a URL; the host where it has none, such as an address."""
    try:
        host = urlsplit(url).hostname or url
    except ValueError:
        return url
    if ":" in host or host.rpartition(".")[2].isdigit():
        return host  # an address
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
