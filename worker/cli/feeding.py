"""Settings → the feeds source with all its parts."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from worker.cli import pushing
from worker.config import Settings
from worker.ports import Observer
from worker.ports.feeds import ListsRead
from worker.sources.documents.document import Entry
from worker.sources.feeds import listing
from worker.sources.feeds.agenda import Agenda
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.fetch import ACCEPT_PAGE, Fetcher, Limits
from worker.sources.feeds.opened import Opened
from worker.sources.feeds.pages import Pages
from worker.sources.feeds.parsers import Parsers, with_page
from worker.sources.feeds.polled import Bounds
from worker.sources.feeds.poller import Means, Poller
from worker.sources.feeds.polling import Policy
from worker.sources.feeds.polls import Polls, Steps
from worker.sources.feeds.roster import FromFiles, Lists, Roster
from worker.sources.feeds.source import Feeds
from worker.sources.feeds.store import Sqlite, Store
from worker.sources.feeds.turns import Turns
from worker.sources.feeds.waiting import Waiting

if TYPE_CHECKING:  # see worker.cli
    from worker.cli.kafka import Cluster

MOST_PAGES = 50
"""Pages that are read at one poll."""
_BATCHES_AHEAD = 4
"""Batches of polls that may wait for the loop."""


def source(settings: Settings, observe: Observer, cluster: Callable[[], Cluster]) -> Feeds:
    """Return the feeds source. Raises ``UsageError`` for lists that can't be read."""
    chosen = settings.source.feeds
    if chosen.shared.enabled:
        shared = cluster().shared_feeds()
        return _feeds(settings, observe, (), shared, shared)
    listed = _lists(settings)
    observe(
        ListsRead(
            feeds=len(listed.feeds),
            added=len(listed.feeds),
            removed=0,
            changed=0,
            dropped=listed.dropped,
        )
    )
    store = Sqlite(chosen.state, remember=chosen.remember_days * 86_400)
    roster = FromFiles(functools.partial(_lists, settings), observe)
    return _feeds(settings, observe, listed.feeds, store, roster)


def _feeds(
    settings: Settings,
    observe: Observer,
    feeds: Sequence[Feed],
    store: Store,
    roster: Roster,
) -> Feeds:
    waiting = Waiting(
        polls=_BATCHES_AHEAD * settings.source.feeds.requests.at_once,
        size=_BATCHES_AHEAD * settings.source.batch_bytes,
    )

    def poller(states: Mapping[str, State], waiting: Waiting) -> Opened:
        return _poller(settings, feeds, states, waiting, store)

    bounds = Bounds(records=settings.source.batch_records, size=settings.source.batch_bytes)
    return Feeds(store, poller, waiting=waiting, bounds=bounds, observe=observe, roster=roster)


def _lists(settings: Settings) -> Lists:
    read = listing.read_all(settings.source.feeds.lists or [])
    return Lists(feeds=read.feeds, dropped=len(read.dropped))


def _poller(
    settings: Settings,
    feeds: Sequence[Feed],
    states: Mapping[str, State],
    waiting: Waiting,
    store: Store,
) -> Opened:
    """Return what runs in the feed thread."""
    chosen = settings.source.feeds
    domains = Domains(
        at_once=chosen.politeness.at_once, seconds_between=chosen.politeness.seconds_between
    )
    turns = Turns(domains, at_once=chosen.requests.at_once, clock=time.time)
    fetcher, parsers = _fetcher(settings, turns), _parsers(settings)
    steps = Steps(
        fetch=functools.partial(fetcher.fetch, limits=_limits(settings)),
        read=parsers.document,
        pages=_pages(settings, fetcher, parsers, turns),
        store=store,
        policy=policy(settings),
        max_record_bytes=settings.source.max_record_bytes,
        chance=random.random,
    )
    polls, limits = Polls(steps), _limits(settings)
    hubs = pushing.hubs(settings, store)
    means = Means(
        agenda=Agenda(domains),
        poll=polls,
        waiting=waiting,
        delivery=hubs.delivery(polls.deliver) if hubs else None,
        at_once=chosen.requests.at_once,
        once=chosen.once,
    )
    poller = Poller(feeds, states, means)
    if hubs is None:
        return Opened(poller, (fetcher, parsers))

    async def post(url: str, form: bytes) -> Answer:
        return await fetcher.fetch(url, form=form, limits=limits)

    subscriber = hubs.subscriber(post, turns, waiting, replan=poller.replan)
    subscriber.begin(feeds, states)
    return Opened(poller, (fetcher, parsers), subscriber)


def policy(settings: Settings) -> Policy:
    """Return how often the settings ask for feeds to be polled."""
    schedule = settings.source.feeds.schedule
    return Policy(
        first=schedule.first_seconds,
        shortest=schedule.shortest_seconds,
        longest=schedule.longest_seconds,
        longest_back_off=schedule.longest_back_off_seconds,
    )


def _fetcher(settings: Settings, turns: Turns) -> Fetcher:
    chosen = settings.source.feeds
    requests = chosen.requests
    return Fetcher(
        contact=chosen.contact,
        allow_hosts=requests.allow_hosts,
        ca_file=requests.ca_file,
        proxy=requests.proxy.reveal() if requests.proxy else None,
        connections=requests.at_once,
        turns=turns,
    )


def _limits(settings: Settings) -> Limits:
    requests = settings.source.feeds.requests
    return Limits(
        seconds=requests.total_seconds,
        connect_seconds=requests.connect_seconds,
        wire_bytes=requests.max_bytes,
        body_bytes=requests.max_bytes,
    )


def _parsers(settings: Settings) -> Parsers:
    chosen = settings.source.feeds.parsers
    return Parsers(
        processes=chosen.processes,
        cpu_seconds=chosen.cpu_seconds,
        memory_bytes=chosen.memory_bytes,
        max_entries=chosen.max_entries,
    )


def _pages(settings: Settings, fetcher: Fetcher, parsers: Parsers, turns: Turns) -> Pages:
    chosen = settings.source.feeds
    limits = _limits(settings)

    async def fetch(url: str) -> Answer:
        return await fetcher.fetch(url, accept=ACCEPT_PAGE, limits=limits)

    async def read(entry: Entry, answer: Answer) -> Entry | None:
        page = await parsers.page(answer)
        return with_page(entry, page) if page else None

    return Pages(fetch, read, turns, by_default=chosen.full_text, most=MOST_PAGES)
