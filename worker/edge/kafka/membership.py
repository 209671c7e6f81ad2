"""What a consumer group gave and took.

The group's callbacks come from the client's thread, within ``poll`` and outside of it; they only
note what happened, and whoever polls looks at it afterwards.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from kafka import ConsumerRebalanceListener
from kafka.structs import TopicPartition
from msgspec import Struct


class Change(Struct, frozen=True, kw_only=True):
    """What one callback told."""

    given: frozenset[TopicPartition] = frozenset()
    taken: frozenset[TopicPartition] = frozenset()
    lost: bool = False


class Listener(ConsumerRebalanceListener):  # type: ignore[misc] # the client has no types
    """Notes the group's callbacks."""

    def __init__(self) -> None:
        self._changes: list[Change] = []
        self._lock = threading.Lock()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Note what was given."""
        self._note(Change(given=frozenset(assigned)))

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Note what was taken."""
        self._note(Change(taken=frozenset(revoked)))

    def on_partitions_lost(self, lost: Iterable[TopicPartition]) -> None:
        """Note what was taken without notice."""
        self._note(Change(taken=frozenset(lost), lost=True))

    def _note(self, change: Change) -> None:
        if change.given or change.taken:
            with self._lock:
                self._changes.append(change)

    def drain(self) -> list[Change]:
        """Return what was noted since, in order."""
        with self._lock:
            changes, self._changes = self._changes, []
        return changes
