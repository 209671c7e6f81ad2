"""Prometheus metrics of a source of feeds, beside those of ``metrics`` and by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

from worker.ports import Happening
from worker.ports.feeds import (
    DeliveryResult,
    EntryResult,
    FeedDelivered,
    FeedPolled,
    FeedsCounted,
    PageResult,
    WebSubCounted,
)

_POLL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)
_WAIT_BUCKETS = (0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300)


class FeedMetrics:
    """All metrics of feeds, in a registry of the caller's."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        results: Iterable[str],
        standings: Iterable[str],
        subscriptions: Iterable[str],
    ) -> None:
        """Make every metric, with all the labels that can occur."""
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._polls = Counter(
            "qala_feed_polls",
            "Polls of feeds, by what came of them",
            ("result",),
            registry=registry,
        )
        self._entries = Counter(
            "qala_feed_entries",
            "Entries in the documents of feeds",
            ("result",),
            registry=registry,
        )
        self._pages = Counter(
            "qala_feed_pages",
            "Pages of entries whose feed is short",
            ("result",),
            registry=registry,
        )
        self._feeds = Gauge("qala_feeds", "Feeds, by how they fare", ("state",), registry=registry)
        self._make_times(registry)
        self._make_children(results, standings)
        self._make_websub(registry, subscriptions)

    def _make_times(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "qala_feed_poll_seconds",
            "From a poll's request to what is made of its answer, without waits for politeness",
            buckets=_POLL_BUCKETS,
            registry=registry,
        )
        self._waits = Histogram(
            "qala_feed_wait_seconds",
            "Time that a request waited for its turn with its domain",
            buckets=_WAIT_BUCKETS,
            registry=registry,
        )
        self._overdue = Gauge(
            "qala_feed_overdue_seconds",
            "How late the feed is that waits longest for its poll",
            registry=registry,
        )

    def _make_websub(self, registry: CollectorRegistry, standings: Iterable[str]) -> None:
        self._subscriptions = Gauge(
            "qala_websub_subscriptions",
            "Subscriptions of feeds with hubs, by how they stand",
            ("state",),
            registry=registry,
        )
        self._deliveries = Counter(
            "qala_websub_deliveries",
            "What hubs have sent, by what came of it",
            ("result",),
            registry=registry,
        )
        for standing in standings:
            self._subscriptions.labels(standing)
        for result in get_args(DeliveryResult):
            self._deliveries.labels(result)

    def _make_children(self, results: Iterable[str], standings: Iterable[str]) -> None:
        for result in results:
            self._polls.labels(result)
        for standing in standings:
            self._feeds.labels(standing)
        for result in get_args(EntryResult):
            self._entries.labels(result)
        for result in get_args(PageResult):
            self._pages.labels(result)

    def __call__(self, happening: Happening, /) -> None:
        """Count ``happening``."""
        match happening:
            case FeedPolled():
                self._count(happening)
            case FeedsCounted(standings=standings, overdue=overdue):
                for standing, number in standings.items():
                    self._feeds.labels(standing).set(number)
                self._overdue.set(overdue)
            case FeedDelivered():
                new = happening.entries.get("new") or happening.entries.get("changed")
                self._deliveries.labels("new" if new else "same").inc()
                self._count_found(happening)
            case WebSubCounted(subscriptions=subscriptions, deliveries=deliveries):
                for standing, number in subscriptions.items():
                    self._subscriptions.labels(standing).set(number)
                for result, number in deliveries.items():
                    self._deliveries.labels(result).inc(number)

    def _count(self, polled: FeedPolled) -> None:
        self._polls.labels(polled.result).inc()
        self._seconds.observe(polled.seconds)
        self._count_found(polled)

    def _count_found(self, polled: FeedPolled | FeedDelivered) -> None:
        for wait in polled.waits:
            self._waits.observe(wait)
        for entry, number in polled.entries.items():
            self._entries.labels(entry).inc(number)
        for page, number in polled.pages.items():
            self._pages.labels(page).inc(number)
