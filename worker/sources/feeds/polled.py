"""``Polled``: one poll done, and the ``Part``s in which it is given to the loop.

A poll is one part where its records fit into a batch. A larger one is given in several: each
keeps the entries that it brings, and only the last the feed's new state, so that after a crash
in between the old validators bring the rest again.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from worker.article import Record
from worker.ports import Happening
from worker.sources.feeds.feed import State
from worker.sources.feeds.store import Change


class Brought(Struct, frozen=True, kw_only=True):
    """An entry that is new or has changed."""

    record: Record
    identity: str
    """Within its feed, bounded in length."""
    revision: str


class Polled(Struct, frozen=True, kw_only=True):
    """What a poll brought, and what it changes once that is kept."""

    url: str
    """The feed."""
    state: State
    """As it is after the poll."""
    brought: list[Brought]
    present: list[str]
    """Identities of all entries of the document."""
    at: float
    """When it began, in seconds since the epoch."""
    told: Happening
    """Told to the observers after the commit."""

    @property
    def size(self) -> int:
        """Bytes of all records."""
        return sum(len(each.record.body) for each in self.brought)


class Bounds(Struct, frozen=True, kw_only=True):
    """How much is settled together; the record that brings it to ``size`` is still in."""

    records: int
    size: int


class Part(Struct, frozen=True, kw_only=True):
    """Some of a poll, or all of it."""

    records: list[Record]
    change: Change
    told: Happening | None
    """With the last part of the poll."""

    @property
    def size(self) -> int:
        """Bytes of the records."""
        return sum(len(record.body) for record in self.records)


def parts_of(polled: Polled, bounds: Bounds) -> Iterator[Part]:
    """Yield the parts of ``polled``, each within ``bounds``; the last has the state."""
    left = list(polled.brought)
    while True:
        taken = _take(left, bounds)
        last = not left
        yield Part(
            records=[each.record for each in taken],
            change=Change(
                url=polled.url,
                state=polled.state if last else None,
                entries={each.identity: each.revision for each in taken},
                present=polled.present if last else (),
                at=polled.at,
            ),
            told=polled.told if last else None,
        )
        if last:
            return


def _take(left: list[Brought], bounds: Bounds) -> list[Brought]:
    count = size = 0
    while count < len(left) and count < bounds.records and size < bounds.size:
        size += len(left[count].record.body)
        count += 1
    taken = left[:count]
    del left[:count]
    return taken
