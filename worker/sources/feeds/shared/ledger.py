"""The revisions of one feed's entries, packed: about 40 bytes an entry, in memory and on the wire.

An entry is known by a hash of its identity, with its revision and the day on which its feed last
showed it. One that the feed has not shown for long is forgotten, and so are the oldest of too
many, but none that is in the document. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

import msgspec
from msgspec import Struct

from worker.sources.feeds.store.port import Change

Entries = dict[bytes, tuple[str, int]]

EMPTY = b"\x80"
_DAY = 86_400


class Bounds(Struct, frozen=True, kw_only=True):
    """How much is remembered of a feed."""

    days: float
    """An entry that its feed has not shown for so long is forgotten."""
    entries: int
    """How many are remembered beside those of its document, at most."""


def revisions(packed: bytes, identities: Collection[str]) -> dict[str, str]:
    """Return identity → revision of those ``identities`` that are remembered."""
    entries = _unpacked(packed)
    known = ((identity, entries.get(_digest(identity))) for identity in identities)
    return {identity: entry[0] for identity, entry in known if entry}


def after(packed: bytes, change: Change, bounds: Bounds) -> bytes:
    """Return what is remembered after ``change``."""
    entries, today = _unpacked(packed), int(change.at // _DAY)
    for identity, revision in change.entries.items():
        entries[_digest(identity)] = (revision, today)
    present = {_digest(identity) for identity in change.present}
    for digest in present & entries.keys():
        entries[digest] = (entries[digest][0], max(entries[digest][1], today))
    if present:
        entries = dict(_kept(entries, present, today, bounds))
    return msgspec.msgpack.encode(entries)


def _kept(
    entries: Entries, present: set[bytes], today: int, bounds: Bounds
) -> Iterable[tuple[bytes, tuple[str, int]]]:
    gone = [each for each in entries.items() if each[0] not in present]
    gone = [each for each in gone if today - each[1][1] <= bounds.days]
    if len(gone) > bounds.entries:
        gone = sorted(gone, key=lambda each: -each[1][1])[: bounds.entries]
    yield from gone
    yield from (each for each in entries.items() if each[0] in present)


def _unpacked(packed: bytes) -> Entries:
    return msgspec.msgpack.decode(packed, type=Entries)


def _digest(identity: str) -> bytes:
    return hashlib.blake2b(identity.encode(errors="replace"), digest_size=8).digest()
