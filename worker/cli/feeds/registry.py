"""What stands in the topics of shared feeds, read whole for a look from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from worker.cli.kafka import client, of_feeds
from worker.config import Settings
from worker.edge.kafka import Client
from worker.edge.kafka.reading import partitions, whole
from worker.edge.kafka.topics import require
from worker.errors import UsageError
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.shared.messages import feed_of, remembered_of, state_of

_KEY = "source.feeds.shared"


class Listed(Struct, frozen=True, kw_only=True):
    """The registry as it is."""

    feeds: Mapping[str, Feed]
    places: Mapping[str, list[int]]
    """Partitions in which a feed is: more than one, or a wrong one, if the topic has grown."""
    partitions: int


def require_shared(settings: Settings, path: Path) -> None:
    """Raise ``UsageError`` where the settings share no feeds."""
    if not settings.shares_feeds:
        message = f"{path}: {_KEY}.enabled: is false, and there is no registry; allowed: true"
        raise UsageError(message)


def listed(kafka: Client, settings: Settings) -> Listed:
    """Return what is in the registry. Raises ``UnavailableError`` and ``StoppedError``."""
    topic = settings.source.feeds.shared.registry
    require(kafka, list(of_feeds(settings)))
    found: dict[tuple[str, int], Feed] = {}
    for message in _whole(kafka, topic, "registry", settings):
        url, feed = feed_of(message)
        found.pop((url, message.partition), None)
        if feed:
            found[url, message.partition] = feed
    places: dict[str, list[int]] = {}
    for url, place in found:
        places.setdefault(url, []).append(place)
    return Listed(
        feeds={url: feed for (url, _place), feed in found.items()},
        places=places,
        partitions=partitions(kafka, topic, key=f"{_KEY}.registry"),
    )


def shared(settings: Settings) -> tuple[list[Feed], dict[str, State]]:
    """Return the feeds of the registry, by URL, and the states that are kept of them."""
    kafka = client(settings.kafka)
    feeds = listed(kafka, settings).feeds
    states: dict[str, State] = {}
    for message in _whole(kafka, settings.source.feeds.shared.states, "states", settings):
        kind, url = remembered_of(message)
        if kind == "state" and message.value is None:
            states.pop(url, None)
        elif kind == "state":
            states[url] = state_of(message)
    return [feeds[url] for url in sorted(feeds)], states


def _whole(kafka: Client, topic: str, name: str, settings: Settings) -> Iterator[Any]:
    longest = settings.sink.kafka.transaction_seconds
    return whole(kafka, topic, key=f"{_KEY}.{name}", longest_open=longest)
