"""Where a word stands again in its prose, and what that tells of it."""

from __future__ import annotations

from bisect import bisect_right

from worker.enrich import kinds as k
from worker.enrich.lexicon import Word
from worker.enrich.prose import Prose

MOST_PLACES = 40
"""Places of a name that are looked at."""


def places(prose: Prose, word: Word) -> list[int]:
    """Return where a word stands again, found by its spelling in the text."""
    spelling = word.text[word.prefix :]
    places: list[int] = []
    at = prose.text.find(spelling)
    while at >= 0 and len(places) < MOST_PLACES:
        i = bisect_right(prose.starts, at) - 1
        if prose.words[i].folded == word.folded:
            places.append(i)
        at = prose.text.find(spelling, at + len(spelling))
    return places


def is_surname(prose: Prose, i: int) -> bool:
    """Whether the word at ``i`` stands behind a given name somewhere."""
    wanted = k.NAME | k.CAPITAL
    return any(
        prose.kinds[at - 1] & wanted and at - 1 != i for at in places(prose, prose.words[i]) if at
    )
