"""A text → its words, each with what the pack knows of it.

News repeats itself, so that looking a word up again and again is the whole cost. A text is
therefore cut at spaces only (one call in C), and each chunk between two spaces, with the
marks that cling to it, is looked up whole; a chunk seen before costs one dictionary access.
The memory of chunks is bounded: it is emptied when it is full.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from worker.enrich import kinds as k
from worker.enrich.fact_words import FactWords
from worker.enrich.table import Form, Table
from worker.packs import Pack

MOST_CHUNKS = 200_000
"""About 60 MB of remembered chunks."""
LONGEST_CHUNK = 1_000
"""Characters of a chunk; a longer one is no text: it is read as one mark, and not remembered."""
PARAGRAPH_BREAK = "\n"
"""The chunk that stands for a blank line; with the space before it, it is two wide."""

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
"""Combining marks, which ``\\w`` leaves out."""
_LETTERS = rf"(?:[^\W_]|[{_MARKS}])"
_PIECE = re.compile(
    rf"\d+(?:[.,/:\u066b\u066c]\d+)*"
    rf"|(?:[^\W\d_]\.){{2,}}"
    rf"|[^\W_]{_LETTERS}*(?:['\u2019\u2010\u2011-]{_LETTERS}+)*(?:['\u2019](?![\w'\u2019]))?"
    rf"|''|\u2018\u2018|\u2019\u2019|``"
    rf"|.",
    re.DOTALL,
)
V = TypeVar("V")


class Word(Struct, frozen=True, gc=False):
    """A word or a mark, with what the pack knows of it. Shared by all its occurrences."""

    text: str
    folded: str
    kinds: int
    width: int
    """Characters up to the next word: those of the word and of the space after it."""
    spaced: bool
    """Whether a space is after it."""
    landmarks: int
    """Those of its classes that a prose is cut at."""
    prefix: int
    """Characters of a joined conjunction at its beginning."""
    form: Form | None
    """The cue that this word is by itself."""
    noun: Form | None
    """The noun of speech that it is besides a verb: claim, demand."""
    forms: dict[str, list[tuple[tuple[str, ...], Form]]]
    """Cues of several words that begin with this one, by their second word: the words that
    follow, longest first, and the form."""
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]
    """Other entries of several words, in the same way: the words that follow, their class."""


_NONE: dict[str, list[tuple[tuple[str, ...], Any]]] = {}


class Lexicon(dict[str, tuple[Word, ...]]):
    """Chunk → its words. Missing chunks are read and remembered."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        self._table = Table(pack)
        self._facts = FactWords(pack, self._table.fold)
        self._abbreviations = {a.casefold() for a in pack.script.abbreviations}

    def __missing__(self, chunk: str) -> tuple[Word, ...]:
        words = tuple(self._read(chunk))
        if len(chunk) <= LONGEST_CHUNK:
            if len(self) >= MOST_CHUNKS:
                self.clear()
            self[chunk] = words
        return words

    def fold(self, spelling: str) -> str:
        """Return the spelling as it is compared."""
        return self._table.fold(spelling)

    def _read(self, chunk: str) -> list[Word]:
        if chunk == PARAGRAPH_BREAK:
            return [_plain("", k.BREAK, spaced=True)]
        if len(chunk) > LONGEST_CHUNK:
            return [_plain(chunk, 0, spaced=True)]
        pieces = self._with_stops(_PIECE.findall(chunk)) or [""]
        last = len(pieces) - 1
        return [self._word(piece, spaced=n == last) for n, piece in enumerate(pieces)]

    def _with_stops(self, pieces: list[str]) -> list[str]:
        """Join an abbreviation with its full stop."""
        joined: list[str] = []
        for piece in pieces:
            initial = bool(joined) and len(joined[-1]) == 1 and joined[-1].isupper()
            if (
                piece == "."
                and joined
                and (initial or f"{joined[-1].casefold()}." in self._abbreviations)
            ):
                joined[-1] += piece
            else:
                joined.append(piece)
        return joined

    def _word(self, piece: str, *, spaced: bool) -> Word:
        if not piece[:1].isalnum():
            return _plain(piece, k.OF_MARK.get(piece, 0), spaced=spaced)
        if piece[0].isdigit():
            return _plain(piece, k.WORD | k.NUMBER, spaced=spaced)
        entry, spelling, prefix, shape = self._table.find(piece)
        folded, kinds = self.fold(spelling), shape | k.WORD | self._facts.classes(piece)
        plain = replace(_plain(piece, kinds, spaced=spaced), folded=folded, prefix=prefix)
        if entry is None:
            return plain
        forms = {rest: form for (rest, _), form in reversed(entry.forms.items())}
        form = forms.pop((), None)
        kinds |= entry.kinds
        return replace(
            plain,
            kinds=kinds,
            landmarks=kinds & k.LANDMARK,
            form=form,
            noun=entry.forms.get(((), "noun")),
            forms=_by_second(forms),
            phrases=_by_second(entry.phrases),
        )


def _plain(piece: str, kinds: int, *, spaced: bool) -> Word:
    """Return a word or a mark that begins no cue and no phrase."""
    width, landmarks = len(piece) + spaced, kinds & k.LANDMARK
    return Word(piece, piece, kinds, width, spaced, landmarks, 0, None, None, _NONE, _NONE)


def _by_second(entries: dict[tuple[str, ...], V]) -> dict[str, list[tuple[tuple[str, ...], V]]]:
    """Put entries of several words under their second word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], V]]] = {}
    for following, value in sorted(entries.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        found.setdefault(following[0], []).append((following, value))
    return found


@cache
def lexicon(pack: Pack) -> Lexicon:
    """Return the lexicon of a pack; made once."""
    return Lexicon(pack)
