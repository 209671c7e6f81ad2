"""Whom the user watches: a list of speakers, by which ``Speaker.entity`` is filled.

    TOML (listing) → entities (watched) → names as they are compared (spelling) → watchlist

Contract: pure. A list is read once and asked about every article; ``watchlist`` says when a
name is an entity, and when it stays unresolved.
"""

from __future__ import annotations

from worker.watch.listing import watched
from worker.watch.watchlist import Collision, Matched, Name, WatchList

__all__ = ["Collision", "Matched", "Name", "WatchList", "watched"]
