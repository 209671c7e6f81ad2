"""Thousands of feeds on a simulated clock: domains are asked politely, and feeds in time.

The skew is that of real lists: one domain with hundreds of feeds, half of all feeds alone in
theirs. Each feed brings entries at a rate of its own; a poll takes half a second. After a while
one domain asks for a rest.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict

from msgspec import Struct

from worker.sources.feeds.agenda import Agenda
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains, domain_of
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polling import Found, Policy, settle

POLL_SECONDS = 0.5
WINDOW = 20
"""Entries of a document."""
RESTING = "https://press7.org/feed/35"
REST_AT, REST_SECONDS = 5_400.0, 1_800.0


class Told(Struct, frozen=True, kw_only=True):
    """What the simulation shows."""

    polls: int
    fastest_domain: float
    """Requests a second to one domain, at most, over any ten seconds."""
    late_share: float
    """At the 95th percentile: lateness as a share of the feed's interval."""
    new: int
    missed: int
    """Entries that left a document between two polls."""
    asked_at_rest: int
    """Requests to the domain that rests, which has several feeds."""


class _Source:
    """A feed that brings entries at a steady rate of its own."""

    def __init__(self, chance: random.Random) -> None:
        self.gap = chance.lognormvariate(8.5, 1.2)
        self.seen = 0

    def poll(self, now: float) -> tuple[int, int]:
        """Return the new entries that are in the document, and those that have left it."""
        there = int(now / self.gap)
        new = min(there - self.seen, WINDOW)
        lost = there - self.seen - new
        self.seen = there
        return new, lost


def urls(feeds: int, crowd: int) -> list[str]:
    """Return feeds: ``crowd`` of one domain, half alone, the rest a few to a domain."""
    alone = feeds // 2
    rest = feeds - alone - crowd
    return [
        *(f"https://n{n}.crowd.example.com/feed" for n in range(crowd)),
        *(f"https://alone{n}.com/feed" for n in range(alone)),
        *(f"https://press{n // 5}.org/feed/{n}" for n in range(rest)),
    ]


def simulate(*, feeds: int, crowd: int, hours: float, seed: int = 2026) -> Told:
    """Poll for so many hours; the first round is spread over half an hour."""
    chance = random.Random(seed)
    policy = Policy()
    domains = Domains(at_once=2, seconds_between=1.0)
    agenda = Agenda(domains)
    listed = urls(feeds, crowd)
    known = {url: (Feed(url=url), State()) for url in listed}
    sources = {url: _Source(chance) for url in listed}
    for url in listed:
        agenda.plan(url, chance.uniform(0, 1800), url)
    planned = dict.fromkeys(listed, 0.0)
    starts: defaultdict[str, list[float]] = defaultdict(list)
    open_: list[tuple[float, str]] = []
    late: list[float] = []
    polls = new = missed = 0
    now = 0.0
    while now < hours * 3600:
        if now >= REST_AT:
            domains.rest(RESTING, REST_AT + REST_SECONDS)
        while open_ and open_[0][0] <= now:
            _, url = heapq.heappop(open_)
            feed, state = known[url]
            found, lost = sources[url].poll(now)
            new, missed = new + found, missed + (lost if state.polls else 0)
            state = settle(
                feed, state, Answer(url=url, status=200), Found(entries=WINDOW, new=found),
                now=now, policy=policy, jitter=chance.random(),
            )  # fmt: skip
            known[url] = feed, state
            planned[url] = state.next_poll
            agenda.done(url)
            agenda.plan(url, state.next_poll, url)
        while taken := agenda.take(now):
            polls += 1
            starts[domain_of(taken)].append(now)
            state = known[taken][1]
            if state.polls:
                late.append((now - planned[taken]) / state.interval)
            heapq.heappush(open_, (now + POLL_SECONDS, taken))
        wait = agenda.wait(now)
        steps = [now + max(wait, 0.01)] if wait is not None else []
        now = min([*steps, *(at for at, _ in open_[:1])], default=now + 1)
    late.sort()
    return Told(
        polls=polls,
        fastest_domain=max(_fastest(times) for times in starts.values()),
        late_share=late[int(len(late) * 0.95)] if late else 0.0,
        new=new,
        missed=missed,
        asked_at_rest=sum(
            REST_AT + 1 < at < REST_AT + REST_SECONDS for at in starts[domain_of(RESTING)]
        ),
    )


def _fastest(times: list[float], window: float = 10.0) -> float:
    """Return the most starts in any ``window`` seconds, a second; the first one is free."""
    most, first = 0, 0
    for last, at in enumerate(times):
        while times[first] <= at - window:
            first += 1
        most = max(most, last - first)
    return most / window
