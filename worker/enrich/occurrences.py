"""Where words stand again in their prose, and what that tells of them.

Searched in the text itself, in C, and only so far around a place that a long text costs no more
for each of its words than a short one.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range

FARTHEST: Final = 6_000
"""Characters before and after a place in which a word is looked for again."""
MOST: Final = 12
"""Places of a word that are looked at."""


def places(prose: Prose, spelling: str, near: int) -> list[int]:
    """Return the words in which ``spelling`` stands, around the word at ``near``."""
    found: list[int] = []
    offset = prose.start(near)
    last = offset + FARTHEST
    at = prose.text.find(spelling, max(offset - FARTHEST, 0), last)
    while at >= 0 and len(found) < MOST:
        found.append(prose.word_at(at))
        at = prose.text.find(spelling, at + max(len(spelling), 1), last)
    return found


def same_word(prose: Prose, i: int, other: Prose, near: int) -> list[int]:
    """Return where the word at ``i`` stands in ``other``, around the word at ``near`` there."""
    word, words = prose.words[i], other.words
    found = places(other, word.text[word.prefix :], near)
    return [at for at in found if words[at].folded == word.folded]


def is_surname(prose: Prose, i: int) -> bool:
    """Whether the word at ``i`` stands behind a given name somewhere."""
    wanted = k.NAME | k.CAPITAL
    return any(
        at and at - 1 != i and prose.kinds[at - 1] & wanted for at in same_word(prose, i, prose, i)
    )


def is_of_another(prose: Prose, i: int) -> bool:
    """Whether the word at ``i`` stands elsewhere behind another given name than here."""
    here = prose.words[i - 1].folded
    return any(
        at and at != i and prose.kinds[at - 1] & k.NAME and prose.words[at - 1].folded != here
        for at in same_word(prose, i, prose, i)
    )


def is_surname_beside(prose: Prose, i: int) -> bool:
    """Whether the word at ``i`` of a title stands behind a given name in the text."""
    other, wanted = prose.beside, k.NAME | k.CAPITAL
    if other is None:
        return False
    return any(at and other.kinds[at - 1] & wanted for at in same_word(prose, i, other, 0))


def stands_again(prose: Prose, words: Range) -> bool:
    """Whether the same words stand together in another place."""
    start, end = prose.offsets(words)
    around = max(start - FARTHEST, 0), end + FARTHEST
    return prose.text.count(prose.text[start:end], *around) > 1
