"""What became of the claims of an article in its next revision.

Rule: claims that are there word for word, of the same voice and stance, are as they were. Of
the rest, an old and a new one belong together that share the most of their words, at least
``RELATED``; where voice and stance are the same, the words have changed, else the attribution.
What is left over went or came.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Final, Literal

from msgspec import Struct

from worker.report.alike import share
from worker.report.said import Said, Story

RELATED: Final = 0.4
_MOST_COMPARED: Final = 40
"""Claims of one article, old or new, that are held against each other."""

Change = Literal["words", "speaker", "stance", "went", "came"]


class Correction(Struct, frozen=True, kw_only=True):
    """A claim that one revision of an article has in another way than the one before."""

    change: Change
    story: Story
    """The article in the later revision."""
    old: Said | None
    """As it was; null where it came."""
    new: Said | None
    """As it is; null where it went."""


class Piece(Struct, frozen=True, kw_only=True):
    """A run of words of one of two texts."""

    text: str
    changed: bool
    """Whether the other text does not have it here."""


def revised(old: Sequence[Said], new: Sequence[Said], story: Story) -> list[Correction]:
    """Return what changed from ``old`` to ``new``, the claims of two revisions of an article."""
    kept = {_whole(said) for said in old} & {_whole(said) for said in new}
    before = [said for said in old if _whole(said) not in kept]
    after = [said for said in new if _whole(said) not in kept]
    pairs = _paired(before, after)
    changed = [
        Correction(change=_change(before[i], after[k]), story=story, old=before[i], new=after[k])
        for i, k in sorted(pairs)
    ]
    paired_old, paired_new = {i for i, _ in pairs}, {k for _, k in pairs}
    went = [
        Correction(change="went", story=story, old=said, new=None)
        for i, said in enumerate(before)
        if i not in paired_old
    ]
    came = [
        Correction(change="came", story=story, old=None, new=said)
        for k, said in enumerate(after)
        if k not in paired_new
    ]
    return changed + went + came


def compared(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces, which tell what only one of them has."""
    before, after = old.split(), new.split()
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    left = [_piece(before[i:j], step) for step, i, j, _, _ in steps if i < j]
    right = [_piece(after[i:j], step) for step, _, _, i, j in steps if i < j]
    return left, right


def _piece(words: list[str], step: str) -> Piece:
    return Piece(text=" ".join(words), changed=step != "equal")


def _whole(said: Said) -> tuple[object, ...]:
    return said.voice, said.stance, said.words


def _change(old: Said, new: Said) -> Change:
    if old.voice != new.voice:
        return "speaker"
    return "words" if old.words != new.words else "stance"


def _paired(before: list[Said], after: list[Said]) -> set[tuple[int, int]]:
    """Return positions of those that belong together, the likest first, each once."""
    places = product(range(len(before[:_MOST_COMPARED])), range(len(after[:_MOST_COMPARED])))
    likes = [(_likeness(before[i], after[k]), -i, -k) for i, k in places]
    old, new = set(range(len(before))), set(range(len(after)))
    pairs: set[tuple[int, int]] = set()
    for likeness, i, k in sorted(likes, reverse=True):
        if likeness[0] >= RELATED and -i in old and -k in new:
            old.discard(-i)
            new.discard(-k)
            pairs.add((-i, -k))
    return pairs


def _likeness(old: Said, new: Said) -> tuple[float, bool]:
    return share(old.words, new.words), old.voice == new.voice
