"""Feeds that replicas share: Kafka says who polls which, and keeps what is remembered of them.

    registry  a compacted topic: URL → feed; a consumer group shares its partitions
    states    a compacted topic with as many: what is remembered of a feed

A feed is in the partition of its registrable domain, so that one replica asks a domain and its
politeness holds. What a poll changes is a part of the transaction that publishes its entries.

placing   which partition a feed is in
messages  feeds and states as messages
ledger    the revisions of a feed's entries, packed
shard     one partition: its feeds and what is remembered of them
members   the registry as a member of the group reads it
store     ``SharedFeeds``: which feeds are polled here, and the store of their states
"""

from __future__ import annotations

from worker.sources.feeds.shared.ledger import Bounds as EntryBounds
from worker.sources.feeds.shared.placing import partition_of
from worker.sources.feeds.shared.store import Names, SharedFeeds

__all__ = ["EntryBounds", "Names", "SharedFeeds", "partition_of"]
