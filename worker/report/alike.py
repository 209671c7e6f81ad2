"""How like two wordings are.

The measure is the share of the words, as they fold, that two claims have in common (Jaccard).
"""

from __future__ import annotations

from collections.abc import Collection


def share(one: Collection[int], other: Collection[int]) -> float:
    """Return the share of their words that two claims have in common, from 0 to 1."""
    first, second = set(one), set(other)
    union = len(first | second)
    return len(first & second) / union if union else 1.0
