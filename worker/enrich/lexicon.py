"""A text → its words, each with what the pack knows of it.

News repeats itself, so that looking a word up again and again is the whole cost. A text is
therefore cut at spaces only (one call in C), and each chunk between two spaces, with the
marks that cling to it, is looked up whole; a chunk seen before costs one dictionary access.
The memory of chunks is bounded: it is emptied when it is full.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, TypeAlias, TypeVar

from worker.enrich import kinds as k
from worker.enrich.fact_words import FactWords
from worker.enrich.table import Form, Table
from worker.event import Stance
from worker.packs import Pack

MOST_CHUNKS: Final = 200_000
"""About 60 MB of remembered chunks."""
LONGEST_CHUNK: Final = 1_000
"""Characters of a chunk; a longer one is no text: it is read as one mark, and not remembered."""
PARAGRAPH_BREAK: Final = "\n"
"""The chunk that stands for a blank line; with the space before it, it is two wide."""

_MARKS: Final = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
"""Combining marks, which ``\\w`` leaves out."""
_LETTERS: Final = rf"(?:[^\W_]|[{_MARKS}])"
_PIECE: Final = re.compile(
    rf"\d+(?:[.,/:\u066b\u066c]\d+)*"
    rf"|(?:[^\W\d_]\.){{2,}}"
    rf"|[^\W_]{_LETTERS}*(?:['\u2019\u2010\u2011-]{_LETTERS}+)*(?:['\u2019](?![\w'\u2019]))?"
    rf"|''|\u2018\u2018|\u2019\u2019|``"
    rf"|.",
    re.DOTALL,
)
V = TypeVar("V")

Following: TypeAlias = dict[str, list[tuple[tuple[str, ...], V]]]
"""Entries of several words, by their second word: the words that follow the first, longest first,
and what they are together."""


class Word:
    """A word or a mark, with what the pack knows of it. Shared by all its occurrences."""

    __slots__ = (
        "facts",
        "folded",
        "form",
        "forms",
        "kinds",
        "landmarks",
        "noun",
        "phrases",
        "prefix",
        "shared_kinds",
        "spaced",
        "text",
        "width",
    )

    def __init__(self, text: str, kinds: int, *, spaced: bool) -> None:
        self.text: Final = text
        self.spaced: Final = spaced
        """Whether a space is after it."""
        self.width: Final = len(text) + spaced
        """Characters up to the next word: those of the word and of the space after it."""
        self.kinds = kinds
        self.shared_kinds: Final[object] = kinds
        """The same as an object, which compiled code would else make anew for each occurrence."""
        self.landmarks = kinds & k.LANDMARK
        """Those of its classes that a prose is cut at."""
        self.facts = 0
        """What tells a checkable fact from an opinion."""
        self.folded = text
        self.prefix = 0
        """Characters of a joined conjunction at its beginning."""
        self.form: Form | None = None
        """The cue that this word is by itself."""
        self.noun: Form | None = None
        """The noun of speech that it is besides a verb: claim, demand."""
        self.forms: Following[Form] = {}
        """Cues of several words that begin with this one."""
        self.phrases: Following[int] = {}
        """Other entries of several words, in the same way, with their class."""


class Lexicon:
    """Chunk → its words. Chunks that are met for the first time are read and remembered."""

    def __init__(self, pack: Pack) -> None:
        script = pack.script
        self.pack: Final = pack
        # What the rules ask for again and again, at hand.
        self.subject_first: Final = pack.word_order == "subject-first"
        self.capitals: Final = script.capitals
        self.article: Final = script.article
        self.addressee: Final = script.addressee
        self.plural_endings: Final = tuple(script.plural_endings)
        self.object_suffixes: Final = tuple(script.object_suffixes)
        self.oblique: Final = tuple(script.oblique)
        self.known: Final[dict[str, tuple[Word, ...]]] = {}
        """The chunks that were met, at most ``MOST_CHUNKS``."""
        self._table = Table(pack)
        self.openings: Final[dict[str, Stance]] = {
            self._table.fold(form): stance
            for stance, forms in pack.grammar.openings.items()
            for form in forms
        }
        """What the first words of a claim may give it as its stance."""
        self._facts = FactWords(pack, self._table.fold)
        self._abbreviations = {a.casefold() for a in script.abbreviations}

    def read(self, chunk: str) -> tuple[Word, ...]:
        """Return the words of a chunk, and remember them."""
        words = tuple(self._read(chunk))
        if len(chunk) <= LONGEST_CHUNK:
            if len(self.known) >= MOST_CHUNKS:
                self.known.clear()
            self.known[chunk] = words
        return words

    def fold(self, spelling: str) -> str:
        """Return the spelling as it is compared."""
        return self._table.fold(spelling)

    def _read(self, chunk: str) -> list[Word]:
        if chunk == PARAGRAPH_BREAK:
            return [Word("", k.BREAK, spaced=True)]
        if len(chunk) > LONGEST_CHUNK:
            return [Word(chunk, 0, spaced=True)]
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
            return Word(piece, k.OF_MARK.get(piece, 0), spaced=spaced)
        if piece[0].isdigit():
            return Word(piece, k.WORD | k.NUMBER, spaced=spaced)
        entry, spelling, prefix, shape = self._table.find(piece)
        word = Word(piece, shape | k.WORD | (entry.kinds if entry else 0), spaced=spaced)
        word.facts = self._facts.classes(piece)
        word.folded = self.fold(spelling)
        word.prefix = prefix
        if entry is not None:
            forms = {rest: form for (rest, _), form in reversed(entry.forms.items())}
            word.form = forms.pop((), None)
            word.noun = entry.forms.get(((), "noun"))
            word.forms = _by_second(forms)
            word.phrases = _by_second(entry.phrases)
        return word


def _by_second(entries: dict[tuple[str, ...], V]) -> Following[V]:
    """Put entries of several words under their second word, longest first."""
    found: Following[V] = {}
    for following, value in sorted(entries.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        found.setdefault(following[0], []).append((following, value))
    return found


@cache
def lexicon(pack: Pack) -> Lexicon:
    """Return the lexicon of a pack; made once."""
    return Lexicon(pack)
