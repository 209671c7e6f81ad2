"""A spelling → the classes by which a checkable fact is told from an opinion.

These classes are looked up apart from all the others: whether a word is a quantity or a
judgement must not change how it is read, so that no rule depends on them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from worker.enrich import kinds as k
from worker.packs import Pack

_NOUNS: Final = k.QUANTITY | k.COMPARISON | k.MONTH | k.OPINION | k.FEELING | k.VAGUE
"""Classes that a word may have behind an article or a joined preposition; a verb takes none."""

SHORTEST_FUTURE: Final = 5
"""Letters of the shortest word that is taken for a future form by its beginning."""
SHORTEST_PAST: Final = 4
"""Letters of the shortest word that is taken for a past form by its ending."""
SHORTEST_BARE: Final = 3
"""Letters that must be left of a word without its article or preposition."""


class FactWords:
    """The words of ``checkworthy.toml``, and the months."""

    def __init__(self, pack: Pack, fold: Callable[[str], str]) -> None:
        """Take the pack, and what makes a spelling comparable."""
        script = pack.script
        self._fold = fold
        self._capitals = script.capitals
        self._article = (script.article,) if script.article else ()
        self._proclitics = tuple(script.proclitics)
        self._joined = (*self._article, *_prepositions(pack))
        self._classes: dict[str, int] = {}
        for words, kind in _table(pack):
            for word in words:
                self._classes[fold(word)] = self._classes.get(fold(word), 0) | kind
        lists = pack.checkworthy
        self._past_endings = tuple(map(fold, lists.past_endings))
        self._not_past = tuple(map(fold, lists.past_exceptions))
        self._future_beginnings = tuple(map(fold, lists.future_beginnings))
        self._not_future = tuple(map(fold, lists.future_exceptions))

    def classes(self, piece: str) -> int:
        """Return the classes of a word as the text spells it."""
        spelling = self._fold(piece.replace("\u2019", "'").rstrip("."))
        found = self._classes.get(spelling)
        if found is None:
            found = self._shape(spelling)
        if found & k.MONTH and self._capitals and not piece[0].isupper():
            found &= ~k.MONTH
        return found

    def _shape(self, spelling: str) -> int:
        """Look for a word without what is joined to it; then go by beginning and ending."""
        if spelling.startswith(self._proclitics):
            for clitic in self._proclitics:
                if spelling.startswith(clitic) and len(spelling) >= len(clitic) + SHORTEST_BARE:
                    bare = spelling[len(clitic) :]
                    if found := self._classes.get(bare) or self._noun(bare) or self._regular(bare):
                        return found
        return self._noun(spelling) or self._regular(spelling)

    def _noun(self, spelling: str) -> int:
        """Look for a noun behind an article, a joined preposition or both."""
        if spelling.startswith(self._joined):
            for prefix in self._joined:
                if spelling.startswith(prefix) and len(spelling) >= len(prefix) + SHORTEST_BARE:
                    found = self._classes.get(spelling[len(prefix) :], 0) & _NOUNS
                    if found:
                        return found
        return 0

    def _regular(self, spelling: str) -> int:
        """Take a word for a future or past form by its beginning or its ending."""
        length = len(spelling)
        if spelling.startswith(self._article):
            return 0
        if length >= SHORTEST_FUTURE and spelling.startswith(self._future_beginnings):
            return 0 if spelling.startswith(self._not_future) else k.FUTURE
        if length >= SHORTEST_PAST and spelling.endswith(self._past_endings):
            return 0 if spelling.endswith(self._not_past) else k.PAST
        return 0


def _prepositions(pack: Pack) -> list[str]:
    """Return the joined prepositions with the article, whole or without its first letter, first."""
    article = pack.script.article
    endings = (article, article[1:], "") if article else ("",)
    return [preposition + ending for preposition in pack.script.prepositions for ending in endings]


def _table(pack: Pack) -> tuple[tuple[list[str], int], ...]:
    lists = pack.checkworthy
    return (
        (lists.quantities, k.QUANTITY),
        (lists.comparisons, k.COMPARISON),
        ([n for month in pack.time.months for n in month.names if " " not in n], k.MONTH),
        (lists.past, k.PAST),
        (lists.present, k.PRESENT),
        (lists.opinions, k.OPINION),
        (lists.feelings, k.FEELING),
        (lists.future, k.FUTURE),
        (lists.vague, k.VAGUE),
        (lists.personal, k.PERSONAL),
    )
