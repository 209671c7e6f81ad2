"""Signatures by slot, and which slots may hold one that is like a given one.

Locality-sensitive hashing: bands of three numbers are taken from a signature, and in each band
it lies in a bucket; two that are alike share a bucket in some band. With 64 bands a pair of
similarity 0.5 does so with probability 1.00, of 0.4 with 0.98, of 0.3 with 0.82, of 0.1 with
0.06. Of a bucket the newest few are looked at, so that a text that comes ten thousand times
costs no more than one; the caller follows those to what they copy.

Contract: all memory is taken at the start, 770 to 1,030 bytes a slot, and touched as slots fill;
``put`` and ``near`` cost the same whatever is there. A bucket is a chain from newest to oldest,
and a slot that is given to another article is left in the chains of the one before: whoever
asks looks at similarity and age, and drops it. Slots are given in turn, so that all behind
such a slot in a chain is older than it was, and gone as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from worker.copies.signature import SIZE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from worker.copies.signature import Signature

    Slots = NDArray[np.int32]

ROWS: Final = 3
BANDS: Final = 64
DEPTH: Final = 5
"""Newest of each bucket that are looked at."""

_BAND: Final = np.arange(BANDS)
# Neighbours first; then, since these give 42 bands, numbers that lie far apart.
_NUMBERS: Final = np.concatenate(
    [
        np.arange(SIZE // ROWS * ROWS).reshape(-1, ROWS),
        (np.arange(BANDS - SIZE // ROWS)[:, None] + SIZE // ROWS * np.arange(ROWS)) % SIZE,
    ]
)
_MIX: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_SHIFTS: Final = np.array([32, 16, 0], dtype=np.uint64)


class Buckets:
    """Room for the signatures of slots 1 to ``capacity``; 0 is no slot."""

    def __init__(self, capacity: int) -> None:
        # One to two buckets a slot, in each band: few strangers meet.
        bits = capacity.bit_length()
        self._drop = np.uint64(64 - bits)
        self._signatures = np.zeros((capacity + 1, SIZE), dtype=np.uint16)
        self._newest = np.zeros((BANDS, 1 << bits), dtype=np.int32)
        self._older = np.zeros((capacity + 1, BANDS), dtype=np.int32)

    def put(self, slot: int, signature: Signature | None) -> None:
        """Give ``slot`` to a signature, or to none."""
        if signature is None:
            self._signatures[slot] = 0
            return
        self._signatures[slot] = signature
        places = self._places(signature)
        older = self._newest[_BAND, places]
        self._older[slot] = np.where(older == slot, 0, older)
        self._newest[_BAND, places] = slot

    def take_back(self, slot: int) -> None:
        """Make as if the last ``put``, which gave ``slot`` to a signature, had never been."""
        signature = self._signatures[slot].copy()
        if signature.any():
            places = self._places(signature)
            newest = self._newest[_BAND, places]
            self._newest[_BAND, places] = np.where(newest == slot, self._older[slot], newest)
        self._signatures[slot] = 0

    def near(self, signature: Signature) -> set[int]:
        """Return slots that may be like ``signature``."""
        slots = self._newest[_BAND, self._places(signature)]
        found: set[int] = set()
        for _ in range(DEPTH):
            found.update(slots.tolist())
            slots = self._older[slots, _BAND]
        found.discard(0)
        return found

    def similarity(self, slots: list[int], signature: Signature) -> list[float]:
        """Return the estimated similarity of each slot's signature with ``signature``."""
        equal = np.count_nonzero(self._signatures[slots] == signature, axis=1)
        return [float(share) for share in equal / SIZE]

    def _places(self, signature: Signature) -> NDArray[np.uint64]:
        bands = signature[_NUMBERS].astype(np.uint64)
        keys: NDArray[np.uint64] = np.bitwise_or.reduce(bands << _SHIFTS, axis=1)
        return (keys * _MIX) >> self._drop
