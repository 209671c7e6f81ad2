"""``partition_of``: which partition a feed is in. Feeds of one domain are never apart."""

from __future__ import annotations

import hashlib

from worker.sources.feeds.domains import domain_of


def partition_of(url: str, partitions: int) -> int:
    """Return the partition, from 0, of the feed at ``url``."""
    digest = hashlib.blake2b(domain_of(url).encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest) % partitions
