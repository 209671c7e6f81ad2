"""``Agenda``: which feed is polled next, the one that is due longest first, in all politeness.

One queue a domain and one of domains: a domain stands at the time when its first feed is due or
it may be asked again, whichever is later. So a domain with hundreds of feeds holds up no other,
shares its rate among its feeds in the order in which they fall due, and a step takes the
logarithm of the number of feeds. A feed belongs to the domain where it is asked, which for one
that has moved is not that of its URL. Pure: it is told the time, in seconds since the epoch.
"""

from __future__ import annotations

import heapq

from worker.sources.feeds.domains import Domains, domain_of


class Agenda:
    """Feeds by the time of their next poll."""

    def __init__(self, domains: Domains) -> None:
        """Take who may be asked; requests for pages may count there too."""
        self._domains = domains
        self._at: dict[str, tuple[float, str]] = {}
        """Of each feed that is planned: when, and its domain."""
        self._asked: dict[str, str] = {}
        """Where those feeds are asked that are not asked at their URL."""
        self._queues: dict[str, list[tuple[float, str]]] = {}
        """Of each domain: time and URL. What ``_at`` does not confirm is void."""
        self._turns: list[tuple[float, str]] = []
        """When each domain is looked at again; one entry a domain counts, that of ``_turn``."""
        self._turn: dict[str, float] = {}

    def plan(self, url: str, at: float, asked: str) -> None:
        """Have the feed come up at ``at``, in place of any time before, and be asked there."""
        self._asked.pop(url, None)
        if asked != url:
            self._asked[url] = asked
        domain = domain_of(asked)
        self._at[url] = at, domain
        heapq.heappush(self._queues.setdefault(domain, []), (at, url))
        if at < self._turn.get(domain, float("inf")):
            self._look(domain, at)

    def drop(self, url: str) -> None:
        """Have it come up no more."""
        self._at.pop(url, None)

    def take(self, now: float) -> str | None:
        """Return a feed that is due and whose domain may be asked now; it counts as asked."""
        while self._turns and self._turns[0][0] <= now:
            at, domain = heapq.heappop(self._turns)
            if self._turn.get(domain) != at:
                continue
            del self._turn[domain]
            due = self._first(domain)
            if due is None:
                continue
            if due > now:
                self._look(domain, due)
                continue
            url = self._queues[domain][0][1]
            wait = self._domains.ask(self._asked.get(url, url), now)
            if wait > 0:
                self._look(domain, now + wait)
                continue
            heapq.heappop(self._queues[domain])
            del self._at[url]
            following = self._first(domain)
            if following is not None:
                self._look(domain, max(following, now))
            return url
        return None

    def wait(self, now: float) -> float | None:
        """Return the seconds until ``take`` may give one; None while nothing is planned."""
        return max(self._turns[0][0] - now, 0.0) if self._turns and self._at else None

    def done(self, url: str) -> None:
        """Say that the request for the feed is over; call it before it is planned again."""
        self._domains.done(self._asked.get(url, url))

    def rests(self, now: float) -> bool:
        """Whether all that is planned is of domains that have asked for a rest."""
        waiting = [domain for domain in list(self._queues) if self._first(domain) is not None]
        return all(self._domains.rests(domain, now) > 0 for domain in waiting)

    def overdue(self, now: float) -> float:
        """Return by how many seconds the feed that waits longest is late; 0 when none is.

        Feeds of a domain that rests are not late: it has asked for that.
        """
        awake = [each for each in list(self._queues) if not self._domains.rests(each, now)]
        firsts = [self._first(domain) for domain in awake]
        return max(now - min((at for at in firsts if at is not None), default=now), 0.0)

    def _first(self, domain: str) -> float | None:
        """Return when the domain's first feed is due, past entries that are void."""
        queue = self._queues.get(domain, [])
        while queue and self._at.get(queue[0][1]) != (queue[0][0], domain):
            heapq.heappop(queue)
        if not queue:
            self._queues.pop(domain, None)
            return None
        return queue[0][0]

    def _look(self, domain: str, at: float) -> None:
        self._turn[domain] = at
        heapq.heappush(self._turns, (at, domain))
