"""Buckets: what is alike is found, and a full window hides nothing."""

from __future__ import annotations

import numpy as np
import pytest

from worker.copies.buckets import Buckets
from worker.copies.signature import SIZE

PAIRS = 2_000


def drawn(
    chance: np.random.Generator, count: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    """Return signatures of strangers."""
    return chance.integers(0, 1 << 16, (count, SIZE), dtype=np.uint16)


@pytest.mark.parametrize(("similarity", "floor"), [(0.5, 0.995), (0.4, 0.97), (0.3, 0.79)])
def test_pairs_are_found(similarity: float, floor: float) -> None:
    """Among thousands of strangers a pair is found as often as its similarity lets expect."""
    chance = np.random.default_rng(1)
    firsts = drawn(chance, PAIRS)
    others = np.where(chance.random((PAIRS, SIZE)) < similarity, firsts, drawn(chance, PAIRS))
    buckets = Buckets(PAIRS)
    for slot, signature in enumerate(firsts, start=1):
        buckets.put(slot, signature)
    found = [slot in buckets.near(signature) for slot, signature in enumerate(others, start=1)]
    assert sum(found) / PAIRS >= floor


def test_similarity_is_the_share_of_equal_numbers() -> None:
    """Of each slot that is asked for, in their order."""
    [first, stranger] = drawn(np.random.default_rng(2), 2)
    buckets = Buckets(2)
    buckets.put(1, first)
    buckets.put(2, stranger)
    half = np.where(np.arange(SIZE) < SIZE // 2, first, first + 1)
    assert buckets.similarity([2, 1], half) == pytest.approx([0.0, 0.5], abs=0.02)


def test_a_slot_that_is_given_away_is_like_nothing_before() -> None:
    """Neither another signature nor none leaves a trace of the one before."""
    [first, second] = drawn(np.random.default_rng(3), 2)
    buckets = Buckets(1)
    for after in (second, None):
        buckets.put(1, first)
        assert buckets.similarity([1], first) == [1.0]
        buckets.put(1, after)
        assert buckets.similarity([1], first)[0] < 0.1


def test_the_same_signature_in_a_ring_ends() -> None:
    """A chain that leads to a slot that was given again is not followed for ever."""
    [signature] = drawn(np.random.default_rng(4), 1)
    buckets = Buckets(3)
    for turn in range(50):
        buckets.put(turn % 3 + 1, signature)
        assert turn % 3 + 1 in buckets.near(signature)
