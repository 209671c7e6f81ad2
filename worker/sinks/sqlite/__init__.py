"""The SQLite sink: events as tables that an analyst can query, dead letters beside them.

See ``schema`` for the tables. One transaction a batch: ``flush`` commits it, and after an
error nothing of it is there. Writing the same event again replaces it, so that a batch which
a crash made come twice is there once. The file is in WAL mode: readers are not held up.
"""

from __future__ import annotations

from worker.sinks.sqlite.sink import Sqlite

__all__ = ["Sqlite"]
