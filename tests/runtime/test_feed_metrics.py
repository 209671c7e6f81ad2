"""Names, labels and figures of the metrics of feeds."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from tests.runtime.test_metrics import samples
from worker.ports.feeds import FeedDelivered, FeedPolled, FeedsCounted, WebSubCounted
from worker.runtime.feed_metrics import FeedMetrics

LABELS = {
    "qala_feed_polls_total": {"result"},
    "qala_feed_entries_total": {"result"},
    "qala_feed_pages_total": {"result"},
    "qala_feeds": {"state"},
    "qala_feed_poll_seconds_count": set(),
    "qala_feed_wait_seconds_count": set(),
    "qala_feed_overdue_seconds": set(),
    "qala_websub_subscriptions": {"state"},
    "qala_websub_deliveries_total": {"result"},
}


def make() -> tuple[FeedMetrics, CollectorRegistry]:
    """Make metrics in a registry of their own."""
    registry = CollectorRegistry()
    metrics = FeedMetrics(
        registry, results=["new", "dns"], standings=["healthy", "gone"], subscriptions=["active"]
    )
    return metrics, registry


def test_all_metrics_are_there_from_the_start_at_zero() -> None:
    """Every metric has its name and labels before the first poll, and no other."""
    _, registry = make()
    assert samples(registry) == LABELS
    value = registry.get_sample_value
    assert value("qala_feed_polls_total", {"result": "dns"}) == 0
    assert value("qala_feed_entries_total", {"result": "changed"}) == 0
    assert value("qala_feeds", {"state": "gone"}) == 0


def test_polls_are_counted() -> None:
    """Results, entries, pages, seconds and waits add up, and no URL becomes a label."""
    metrics, registry = make()
    for _ in range(2):
        metrics(
            FeedPolled(
                url="https://a.example/rss",
                result="new",
                seconds=0.5,
                entries={"new": 2, "seen": 5},
                pages={"read": 1},
                waits=[0.0, 1.5],
                before="new",
                standing="healthy",
            )
        )
    value = registry.get_sample_value
    assert value("qala_feed_polls_total", {"result": "new"}) == 2
    assert value("qala_feed_entries_total", {"result": "seen"}) == 10
    assert value("qala_feed_pages_total", {"result": "read"}) == 2
    assert value("qala_feed_poll_seconds_sum") == 1
    assert (value("qala_feed_wait_seconds_count"), value("qala_feed_wait_seconds_sum")) == (4, 3)
    assert samples(registry) == LABELS


def test_how_feeds_stand_is_shown_as_it_is_now() -> None:
    """A gauge, not a count: the last word holds."""
    metrics, registry = make()
    metrics(FeedsCounted(standings={"healthy": 3, "gone": 1}, overdue=7.0))
    metrics(FeedsCounted(standings={"healthy": 4, "gone": 0}, overdue=0.0))
    assert registry.get_sample_value("qala_feeds", {"state": "healthy"}) == 4
    assert registry.get_sample_value("qala_feeds", {"state": "gone"}) == 0
    assert registry.get_sample_value("qala_feed_overdue_seconds") == 0


def test_what_hubs_send_is_counted_beside_polls() -> None:
    """Entries add up with those of polls; the deliveries have a count of their own."""
    metrics, registry = make()
    for new in (2, 0):
        metrics(
            FeedDelivered(
                url="https://a.example/rss",
                seconds=0.1,
                entries={"new": new, "seen": 1},
                pages={},
                waits=[],
            )
        )
    metrics(WebSubCounted(subscriptions={"active": 7}, deliveries={"unsigned": 3}))
    metrics(WebSubCounted(subscriptions={"active": 6}, deliveries={"unsigned": 1}))
    value = registry.get_sample_value
    assert value("qala_websub_deliveries_total", {"result": "new"}) == 1
    assert value("qala_websub_deliveries_total", {"result": "same"}) == 1
    assert value("qala_websub_deliveries_total", {"result": "unsigned"}) == 4
    assert value("qala_websub_subscriptions", {"state": "active"}) == 6
    assert value("qala_feed_entries_total", {"result": "new"}) == 2
    assert value("qala_feed_polls_total", {"result": "new"}) == 0
    assert samples(registry) == LABELS
