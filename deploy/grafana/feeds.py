"""The dashboard *Feeds*: how they fare, what polls bring, why they fail, where they wait."""

from __future__ import annotations

from deploy.grafana.board import Board, Row
from deploy.grafana.panel import Panel, Target
from deploy.grafana.query import (
    a_minute,
    an_hour,
    increase,
    mean,
    of,
    quantile,
    rate,
    share,
    top,
    total,
)

_WELL = 'result=~"new|same|not-modified"'
_FAILED = 'result!~"new|same|not-modified"'

_HEALTH = Row(
    "Is it healthy?",
    (
        Panel(
            form="stat",
            title="Feeds",
            description="Feeds of the lists.",
            unit="short",
            targets=(Target(total(of("qala_feeds")), "feeds"),),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Feeds that fail",
            description="Feeds whose last poll failed, or that said that they are gone.",
            unit="short",
            targets=(Target(total(of("qala_feeds", 'state=~"failing|gone"')), "fail"),),
            alerts=("QalaFeedsFail",),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Polls that go well",
            description="Share of the period's polls that did not fail.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(increase("qala_feed_polls_total", _WELL)),
                        total(increase("qala_feed_polls_total")),
                    ),
                    "well",
                ),
            ),
            floor="red",
            steps=(("orange", 0.5), ("green", 0.9)),
            most=1,
            alerts=("QalaPollsFail",),
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="New entries",
            description="Entries that no poll had brought before, an hour.",
            unit="suffix: /h",
            targets=(
                Target(an_hour(total(rate("qala_feed_entries_total", 'result="new"'))), "new"),
            ),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Longest overdue",
            description="How late the feed is that waits longest for its poll.",
            unit="s",
            targets=(Target(f"max({of('qala_feed_overdue_seconds')})", "overdue"),),
            steps=(("orange", 300), ("red", 1800)),
            alerts=("QalaFeedsOverdue",),
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Pages read",
            description="Share of the period's pages of short entries that could be read.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(increase("qala_feed_pages_total", 'result="read"')),
                        total(increase("qala_feed_pages_total")),
                    ),
                    "read",
                ),
            ),
            floor="red",
            steps=(("orange", 0.5), ("green", 0.8)),
            most=1,
            width=4,
            height=5,
        ),
    ),
)

_STATES = Row(
    "States",
    (
        Panel(
            title="Feeds by state",
            description="Never polled yet, well at the last poll, failing, or gone by its word.",
            unit="short",
            targets=(Target(total(of("qala_feeds"), "state"), "{{state}}"),),
            stacked=True,
            width=12,
            alerts=("QalaFeedsFail",),
        ),
        Panel(
            title="Overdue",
            description="How late the feed is that waits longest for its poll, by worker.",
            unit="s",
            targets=(
                Target(
                    f"max by (instance) ({of('qala_feed_overdue_seconds')})",
                    "{{instance}}",
                ),
            ),
            width=12,
            alerts=("QalaFeedsOverdue",),
        ),
    ),
)

_RESULTS = Row(
    "Results",
    (
        Panel(
            title="Polls that went well",
            description="Polls that brought something new, a document with nothing new, or the"
            " word that nothing was modified.",
            unit="suffix: polls/s",
            targets=(Target(total(rate("qala_feed_polls_total", _WELL), "result"), "{{result}}"),),
            stacked=True,
        ),
        Panel(
            title="Polls that failed",
            description="Polls that failed, by reason. Failed feeds are asked ever more seldom.",
            unit="suffix: polls/s",
            targets=(
                Target(
                    f"topk(8, {total(rate('qala_feed_polls_total', _FAILED), 'result')})",
                    "{{result}}",
                ),
            ),
            stacked=True,
            alerts=("QalaPollsFail",),
        ),
        Panel(
            form="bargauge",
            title="Top reasons",
            description="Why polls failed in the period, most frequent first.",
            unit="suffix: polls",
            targets=(
                Target(
                    top(8, total(increase("qala_feed_polls_total", _FAILED), "result")),
                    "{{result}}",
                ),
            ),
            alerts=("QalaPollsFail",),
        ),
    ),
)

_ENTRIES = Row(
    "Entries and pages",
    (
        Panel(
            title="Entries",
            description="Entries in the documents of feeds: new, changed, or seen before. Where"
            " hardly any were seen before, stories may be lost between two polls.",
            unit="suffix: entries/s",
            targets=(Target(total(rate("qala_feed_entries_total"), "result"), "{{result}}"),),
            stacked=True,
        ),
        Panel(
            title="New entries a poll",
            description="Mean number of new entries that a poll brings.",
            unit="suffix: entries",
            targets=(
                Target(
                    share(
                        total(rate("qala_feed_entries_total", 'result="new"')),
                        total(rate("qala_feed_polls_total")),
                    ),
                    "new",
                ),
            ),
        ),
        Panel(
            title="Pages",
            description="Pages of entries whose feed gives only a summary. What could not be read"
            " goes on with the summary.",
            unit="suffix: pages/s",
            targets=(Target(total(rate("qala_feed_pages_total"), "result"), "{{result}}"),),
            stacked=True,
        ),
    ),
)

_POLITENESS = Row(
    "Politeness and time",
    (
        Panel(
            title="Waits for a domain's turn",
            description="How long a request waited so that its domain is asked politely.",
            unit="s",
            targets=(
                Target(quantile(0.5, "qala_feed_wait_seconds"), "median"),
                Target(quantile(0.95, "qala_feed_wait_seconds"), "95 of 100"),
                Target(quantile(0.99, "qala_feed_wait_seconds"), "99 of 100"),
            ),
            alerts=("QalaFeedsOverdue",),
        ),
        Panel(
            title="Time of a poll",
            description="From a poll's request to what is made of its answer, without the waits.",
            unit="s",
            targets=(
                Target(quantile(0.5, "qala_feed_poll_seconds"), "median"),
                Target(quantile(0.95, "qala_feed_poll_seconds"), "95 of 100"),
                Target(mean("qala_feed_poll_seconds"), "mean"),
            ),
        ),
        Panel(
            title="Polls at the same time",
            description="Mean number of polls under way; `source.feeds.requests.at_once` is the"
            " bound.",
            unit="suffix: polls",
            targets=(
                Target(total(rate("qala_feed_poll_seconds_sum"), "instance"), "{{instance}}"),
            ),
        ),
    ),
)

_HUBS = Row(
    "Hubs",
    (
        Panel(
            title="Subscriptions by state",
            description="Feeds whose hub is asked to send what is new (WebSub), by state.",
            unit="short",
            targets=(Target(total(of("qala_websub_subscriptions"), "state"), "{{state}}"),),
            stacked=True,
            width=12,
        ),
        Panel(
            title="Deliveries",
            description="What hubs have sent, by what came of it.",
            unit="suffix: /min",
            targets=(
                Target(
                    a_minute(total(rate("qala_websub_deliveries_total"), "result")), "{{result}}"
                ),
            ),
            stacked=True,
            width=12,
        ),
    ),
)

BOARD = Board(
    name="feeds",
    title="qala: feeds",
    description="How the feeds fare, what polls bring, why they fail and where they wait.",
    rows=(_HEALTH, _STATES, _RESULTS, _ENTRIES, _POLITENESS, _HUBS),
)
