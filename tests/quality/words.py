"""Texts → words, so that marks, spacing and spelling habits never decide a score.

A worker may clean the text as it likes: the words of what it read are aligned with the words
that were marked, and spans are compared as sets of words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

Words = frozenset[int]
"""Places of words in the marked article: those of the title first."""
Offsets = tuple[int, int]

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u064B-\u0652\u0670])*")
_FOLD = str.maketrans(
    "أإآٱىةؤئ", "اااايهوي", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
)


class Word(NamedTuple):
    """A word, folded, and its code points in title, line break and text."""

    folded: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return ``text`` without vowel signs, letter variants and capitals."""
    return text.translate(_FOLD).casefold()


class Page:
    """The words of an article."""

    def __init__(self, title: str, text: str) -> None:
        self._base = {"title": 0, "text": len(title) + 1}
        self.words = [
            Word(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(f"{title}\n{text}")
        ]

    def inside(self, field: str, spans: Iterable[Offsets]) -> Words:
        """Return the words that spans of a field touch."""
        base = self._base[field]
        placed = [(base + start, base + end) for start, end in spans]
        return frozenset(
            i
            for i, word in enumerate(self.words)
            if any(word.start < end and word.end > start for start, end in placed)
        )

    def aligned(self, marked: Page) -> dict[int, int]:
        """Return the place in ``marked`` of each word that both have."""
        ours = [word.folded for word in self.words]
        theirs = [word.folded for word in marked.words]
        if ours == theirs:
            return {i: i for i in range(len(ours))}
        matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
        return {
            block.a + k: block.b + k
            for block in matcher.get_matching_blocks()
            for k in range(block.size)
        }


def overlap(one: Words, other: Words) -> float:
    """Return the words that both have as a share of the words that either has."""
    either = one | other
    return len(one & other) / len(either) if either else 0.0
