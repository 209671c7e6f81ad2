"""A pack, turned round: from a spelling to all that is known of the word.

News repeats itself, so that looking a word up again and again is the whole cost. A text is
therefore cut at spaces only (one call in C), and each chunk between two spaces, with the
marks that cling to it, is looked up whole; a chunk seen before costs one dictionary access.
The memory of chunks is bounded: it is emptied when it is full.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, TypeVar

from worker.enrich import kinds as k
from worker.packs import Cue, Pack

MOST_CHUNKS = 200_000
"""About 60 MB of remembered chunks."""

SHORTEST = 3
"""Letters of the shortest word that a joined preposition is looked for before."""

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
"""Combining marks, which ``\\w`` leaves out."""
_PIECE = re.compile(
    rf"\d+(?:[.,/:\u066b\u066c]\d+)*"
    rf"|(?:[^\W\d_]\.){{2,}}"
    rf"|\w[\w{_MARKS}]*(?:['\u2019\u2010\u2011-][\w{_MARKS}]+)*(?:['\u2019](?=\W|$))?"
    rf"|.",
    re.DOTALL,
)

PARAGRAPH_BREAK = "\n"
"""The chunk that stands for a blank line; with the space before it, it is two wide."""

Agreement = str
"""``m`` | ``f`` | ``p`` (plural or dual) | ``""`` (the form does not show it)."""


class Form(NamedTuple):
    """One form of a cue."""

    cue: Cue
    part: str
    """finite | passive | participle | noun | source | aside."""
    agreement: Agreement
    length: int
    """Number of words."""
    opens: bool
    """Whether it is a cue only where it opens a clause or stands right before the content."""


class Word(NamedTuple):
    """A word or a mark, with what the pack knows of it. Shared by all its occurrences."""

    text: str
    folded: str
    kinds: int
    width: int
    """Characters up to the next word: those of the word and of the space after it."""
    prefix: int
    """Characters of a joined conjunction at its beginning."""
    form: Form | None
    """The cue that this word is by itself."""
    forms: dict[str, list[tuple[tuple[str, ...], Form]]]
    """Cues of several words that begin with this one, by their second word: the words that
    follow, longest first, and the form."""
    phrases: dict[str, list[tuple[tuple[str, ...], int]]]
    """Other entries of several words, in the same way: the words that follow, their class."""


_NONE: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
V = TypeVar("V")


class _Entry:
    """What the pack says of one spelling, while the table is built."""

    def __init__(self) -> None:
        self.kinds = 0
        self.forms: dict[tuple[tuple[str, ...], str], Form] = {}
        self.phrases: dict[tuple[str, ...], int] = {}


class Lexicon(dict[str, tuple[Word, ...]]):
    """Chunk → its words. Missing chunks are read and remembered."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self.pack = pack
        script = pack.script
        self._fold = str.maketrans(script.fold | dict.fromkeys(script.drop, ""))
        self._bare = str.maketrans(dict.fromkeys(script.drop, ""))
        self._exact: dict[str, _Entry] = {}
        self._folded: dict[str, _Entry] = {}
        self._abbreviations = {a.casefold() for a in script.abbreviations}
        for form, kind in _classes(pack):
            self._add(form, kind)
        for form, cue_form in _cue_forms(pack.cues):
            self._add(form, k.CUE, cue_form)
        for spelling, entry in self._exact.items():
            self._folded.setdefault(spelling.translate(self._fold), entry)

    def __missing__(self, chunk: str) -> tuple[Word, ...]:
        if len(self) >= MOST_CHUNKS:
            self.clear()
        words = self[chunk] = tuple(self._read(chunk))
        return words

    def fold(self, spelling: str) -> str:
        """Return the spelling as it is compared."""
        return spelling.casefold().translate(self._fold)

    def _add(self, form: str, kind: int, cue_form: Form | None = None) -> None:
        first, *rest = form.split(" ")
        entry = self._exact.setdefault(first.casefold().translate(self._bare), _Entry())
        following = tuple(self.fold(word) for word in rest)
        if cue_form is not None:
            entry.kinds |= k.CUE_OPENING if following else k.CUE
            entry.forms.setdefault((following, cue_form.part), cue_form)
        elif following:
            entry.kinds |= k.PHRASE
            entry.phrases[following] = entry.phrases.get(following, 0) | kind
        else:
            entry.kinds |= kind

    def _read(self, chunk: str) -> list[Word]:
        if chunk == PARAGRAPH_BREAK:
            return [Word("", "", k.BREAK, 1, 0, None, _NONE, _NONE)]
        pieces = self._with_stops(_PIECE.findall(chunk))
        last = len(pieces) - 1
        return [self._word(piece, len(piece) + (n == last)) for n, piece in enumerate(pieces)]

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

    def _word(self, piece: str, width: int) -> Word:
        if not (piece[0].isalnum() or piece[0] == "_"):
            return _mark(piece, width)
        if piece[0].isdigit():
            return Word(piece, piece, k.WORD | k.NUMBER, width, 0, None, _NONE, _NONE)
        found, spelling, prefix, shape = self._find(piece)
        folded = spelling.translate(self._fold)
        if found is None:
            return Word(piece, folded, shape | k.WORD, width, prefix, None, _NONE, _NONE)
        forms = {rest: form for (rest, _), form in reversed(found.forms.items())}
        kinds = shape | k.WORD | found.kinds
        return Word(piece, folded, kinds, width, prefix, forms.pop((), None),
                    _by_second(forms), _by_second(found.phrases))

    def _find(self, piece: str) -> tuple[_Entry | None, str, int, int]:
        """Return the entry, the spelling looked up, the prefix and what the spelling shows."""
        script = self.pack.script
        shape = k.CAPITAL if piece[0].isupper() else 0
        spelling = piece.casefold().translate(self._bare)
        for ending in script.possessives:
            if spelling.endswith(ending) and len(spelling) > len(ending):
                spelling, shape = spelling[: -len(ending)], shape | k.POSSESSIVE
                break
        prefix = 0
        entry = self._exact.get(spelling)
        if entry is None:
            entry, prefix = self._with_object(spelling)
            if entry is not None:
                return entry, spelling, prefix, shape | k.OBJECT | (k.PROCLITIC if prefix else 0)
            entry = self._look(spelling)
        if entry is None:
            for clitic in script.proclitics:
                if spelling.startswith(clitic) and len(spelling) > len(clitic) + 1:
                    rest = self._look(spelling[len(clitic) :])
                    if rest is not None and rest.kinds == k.NAME:
                        rest = self._exact.get(spelling[len(clitic) :])
                    if rest is not None or self._definite(spelling[len(clitic) :]):
                        entry, prefix = rest, len(clitic)
                        spelling, shape = spelling[prefix:], shape | k.PROCLITIC
                        break
        if self._definite(spelling):
            shape |= k.DEFINITE
            if entry is None and (bare := self._look(spelling[len(script.article) :])):
                entry = _nominal(bare)
        if entry is None:
            entry, joined = self._joined(spelling)
            shape |= joined
        return entry, spelling, prefix, shape

    def _with_object(self, spelling: str) -> tuple[_Entry | None, int]:
        """Look for a finite cue with a pronoun joined to it; with the length of its prefix."""
        script = self.pack.script
        prefixes = [0, *(len(c) for c in script.proclitics if spelling.startswith(c))]
        for suffix in script.object_suffixes:
            if spelling.endswith(suffix):
                for prefix in prefixes:
                    entry = self._exact.get(spelling[prefix : -len(suffix)])
                    if entry is not None and entry.kinds & k.CUE and (verb := _verbal(entry)):
                        return verb, prefix
        return None, 0

    def _joined(self, spelling: str) -> tuple[_Entry | None, int]:
        """Look for a joined preposition; the entry is that of the word after it."""
        script = self.pack.script
        for preposition in script.prepositions:
            if not spelling.startswith(preposition):
                continue
            rest = spelling[len(preposition) :]
            if script.article and rest.startswith(script.article[1:]) and len(rest) > SHORTEST:
                rest = script.article[0] + rest
            if len(rest) < SHORTEST:
                if preposition == script.addressee and len(rest) == SHORTEST - 1:
                    return None, k.JOINED
                continue
            entry = self._look(rest)
            if self._definite(rest):
                entry = entry or self._look(rest[len(script.article) :])
                return _nominal(entry) if entry else None, k.JOINED | k.DEFINITE
            if entry is not None:
                return _nominal(entry), k.JOINED
            return None, k.JOINED if preposition == script.addressee else k.MAYBE_JOINED
        return None, 0

    def _look(self, spelling: str) -> _Entry | None:
        return self._exact.get(spelling) or self._folded.get(spelling.translate(self._fold))

    def _definite(self, spelling: str) -> bool:
        article = self.pack.script.article
        return bool(article) and spelling.startswith(article) and len(spelling) > len(article) + 1


def _verbal(entry: _Entry) -> _Entry | None:
    """Keep only what a verb with an object can be."""
    verb = _Entry()
    verb.forms = {key: form for key, form in entry.forms.items() if form.part == "finite"}
    verb.kinds = k.CUE
    return verb if verb.forms else None


def _nominal(entry: _Entry) -> _Entry:
    """Keep only what a noun can be: a verb takes no article and no preposition."""
    noun = _Entry()
    noun.kinds = entry.kinds & (
        k.NOUN_HEAD
        | k.ATTRIBUTE
        | k.PLACE
        | k.NAME
        | k.CHANNEL
        | k.TIME
        | k.OUTLET
        | k.FEMININE
        | k.HONORIFIC
    )
    return noun


def _by_second(entries: dict[tuple[str, ...], V]) -> dict[str, list[tuple[tuple[str, ...], V]]]:
    """Put entries of several words under their second word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], V]]] = {}
    for following, value in sorted(entries.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        found.setdefault(following[0], []).append((following, value))
    return found


def _mark(piece: str, width: int) -> Word:
    return Word(piece, piece, k.OF_MARK.get(piece, 0), width, 0, None, _NONE, _NONE)


def _cue_forms(cues: list[Cue]) -> list[tuple[str, Form]]:
    parts = (
        ("finite", "finite", ""),
        ("masculine", "finite", "m"),
        ("feminine", "finite", "f"),
        ("plural", "finite", "p"),
        ("passive", "passive", ""),
        ("participles", "participle", ""),
        ("nouns", "noun", ""),
        ("sources", "source", ""),
        ("asides", "aside", ""),
    )
    return [
        (form, Form(cue, part, agreement, form.count(" ") + 1, form in cue.opening))
        for cue in cues
        for field, part, agreement in parts
        for form in getattr(cue, field)
    ]


def _classes(pack: Pack) -> list[tuple[str, int]]:
    grammar, titles, time = pack.grammar, pack.titles, pack.time
    table = (
        (grammar.complementizers, k.COMPLEMENTIZER),
        (grammar.complementizer_clitics, k.CLITIC_COMPLEMENTIZER),
        (grammar.relatives, k.RELATIVE),
        (grammar.coordinators, k.COORDINATOR),
        (grammar.subordinators, k.SUBORDINATOR),
        (grammar.prepositions, k.PREPOSITION),
        (grammar.negations, k.NEGATION),
        (grammar.auxiliaries, k.AUXILIARY),
        (grammar.adverbs, k.ADVERB),
        (grammar.determiners, k.DETERMINER),
        (grammar.demonstratives, k.DEMONSTRATIVE),
        (grammar.masculine_pronouns, k.MASCULINE_PRONOUN),
        (grammar.feminine_pronouns, k.FEMININE_PRONOUN),
        (grammar.plural_pronouns, k.PLURAL_PRONOUN),
        (grammar.first_pronouns, k.FIRST_PRONOUN),
        (grammar.channels, k.CHANNEL),
        (grammar.transitions, k.TRANSITION),
        (grammar.as_words, k.AS),
        (grammar.afterthoughts, k.AFTERTHOUGHT),
        (titles.masculine_roles, k.ROLE | k.MASCULINE),
        (titles.feminine_roles, k.ROLE | k.FEMININE),
        (titles.roles, k.ROLE),
        (titles.masculine_honorifics, k.HONORIFIC | k.MASCULINE),
        (titles.feminine_honorifics, k.HONORIFIC | k.FEMININE),
        (titles.honorifics, k.HONORIFIC),
        (titles.organisations, k.ORGANISATION),
        (titles.groups, k.GROUP),
        (titles.unnamed, k.UNNAMED),
        (titles.relations, k.RELATION),
        (titles.documents, k.DOCUMENT),
        (titles.attributes, k.ATTRIBUTE),
        (pack.names, k.NAME),
        (pack.places, k.PLACE),
        ([form for day in time.weekdays for form in day], k.TIME),
        (list(time.relative_days), k.TIME),
        ([word for word in time.day_words if word not in grammar.prepositions], k.TIME),
        (time.parts, k.TIME),
        (time.units, k.TIME),
        ([*time.past, *time.future], k.TIME | k.ATTRIBUTE),
        ([n for outlet in pack.outlets for n in (outlet.name, *outlet.aliases)], k.OUTLET),
    )
    return [(form, kind) for forms, kind in table for form in sorted(forms)]


@cache
def lexicon(pack: Pack) -> Lexicon:
    """Return the lexicon of a pack; made once."""
    return Lexicon(pack)
