"""What outlives the process: the state of each feed, and which revision of an entry came last.

``port`` says what a store promises; ``sqlite`` is the one that needs no server.
"""

from __future__ import annotations

from worker.sources.feeds.store.port import Change, Store
from worker.sources.feeds.store.sqlite import Sqlite

__all__ = ["Change", "Sqlite", "Store"]
