"""The same statement in several articles.

Two claims are the same statement when one voice made both, their figures and negations are the
same words, and of all their words, as they fold, at least ``ALIKE`` are in both. Order, vowel
signs, marks and what a script spells in two ways do not count. The earliest claim leads: each
later one is held against the leaders alone, so that a chain of small changes does not join
what is far apart.

A leader is looked for by its rarest words: two sets with so much in common share one of them
(prefix filtering), so that work grows with the claims and not with their pairs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from worker.report.alike import share
from worker.report.said import Said
from worker.report.words import Words

ALIKE: Final = 0.8


def grouped(claims: Sequence[Said], words: Words) -> list[int]:
    """Return for each claim the position of the one that leads its statement, maybe itself."""
    leaders = _Leaders(words)
    found = list(range(len(claims)))
    for place in sorted(found, key=lambda place: (claims[place].story.published_at or "~", place)):
        found[place] = leaders.lead(place, claims[place])
    return found


class _Leaders:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._exact: dict[tuple[int, frozenset[int]], int] = {}
        self._by_word: dict[tuple[int, frozenset[int], int], list[tuple[int, frozenset[int]]]] = {}

    def lead(self, place: int, said: Said) -> int:
        """Return who leads the statement of ``said``, which leads it from now on if nobody did."""
        its = frozenset(said.words)
        if (known := self._exact.get((said.voice, its))) is not None:
            return known
        deciding = self._words.deciding(its)
        keys = [(said.voice, deciding, word) for word in self._rarest(its)]
        leader = self._alike(its, keys)
        if leader is None:
            leader = place
            for key in keys:
                self._by_word.setdefault(key, []).append((place, its))
        self._exact[said.voice, its] = leader
        return leader

    def _alike(
        self, its: frozenset[int], keys: Iterable[tuple[int, frozenset[int], int]]
    ) -> int | None:
        candidates = {each for key in keys for each in self._by_word.get(key, ())}
        likes = [(share(its, other), -place) for place, other in candidates]
        best = max(likes, default=(0.0, 0))
        return -best[1] if best[0] >= ALIKE else None

    def _rarest(self, its: frozenset[int]) -> list[int]:
        count = len(its) - math.ceil(ALIKE * len(its)) + 1
        return sorted(its, key=self._words.rarity)[:count]
