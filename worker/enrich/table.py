"""What the pack says of a spelling, and of what a spelling is made of.

A spelling is looked up as it stands, then without what may be joined to it: a conjunction
before it, an object after it, the article, a preposition. Only then as it folds (alef without
hamza, *tāʾ marbūṭa* as *hāʾ*), for what folds alike is not the same word.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from worker.enrich import kinds as k
from worker.enrich.classes import classes
from worker.normalise.folding import folding
from worker.packs import Cue, Pack

SHORTEST: Final = 3
"""Letters of the shortest word that a joined preposition is looked for before."""
_NOUN: Final = (
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


class Form:
    """One form of a cue."""

    __slots__ = ("agreement", "cue", "length", "opens", "part", "via")

    def __init__(  # noqa: PLR0913 - a form has six sides
        self,
        cue: Cue,
        part: str,
        agreement: str,
        length: int,
        *,
        opens: bool,
        via: tuple[str, ...],
    ) -> None:
        self.cue: Final = cue
        self.part: Final = part
        """finite | passive | participle | noun | source | aside."""
        self.agreement: Final = agreement
        """``m`` | ``f`` | ``p`` (plural or dual) | ``""`` (the form does not show it)."""
        self.length: Final = length
        """Number of words."""
        self.opens: Final = opens
        """Whether it is a cue only where it opens a clause or stands right before the content."""
        self.via: Final = via
        """The words that open what the cue is about, as they are compared."""

    def of(self, cue: Cue) -> Form:
        """Return the same form of another cue."""
        return Form(cue, self.part, self.agreement, self.length, opens=self.opens, via=self.via)


class Entry:
    """What the pack says of one spelling."""

    __slots__ = ("forms", "kinds", "phrases")

    def __init__(self, kinds: int = 0) -> None:
        self.kinds = kinds
        self.forms: dict[tuple[tuple[str, ...], str], Form] = {}
        """Cues that begin with it, by the words that follow and their part."""
        self.phrases: dict[tuple[str, ...], int] = {}
        """Classes of entries of several words that begin with it, by the words that follow."""


class Found(NamedTuple):
    """A spelling, taken apart."""

    entry: Entry | None
    spelling: str
    """Without conjunction and possessive ending."""
    prefix: int
    """Letters of the joined conjunction."""
    shape: int
    """Classes that the spelling shows."""


class Table:
    """All spellings of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.script = pack.script
        self.fold = folding(self.script)
        self._bare = str.maketrans(dict.fromkeys(self.script.drop, ""))
        self._exact: dict[str, Entry] = {}
        for form, kind in classes(pack):
            self._add(form, kind)
        for form, cue_form in _cue_forms(pack.cues, self.fold):
            self._add_cue(form, cue_form)
        self._folded: dict[str, Entry] = {}
        for spelling, entry in self._exact.items():
            self._folded.setdefault(self.fold(spelling), entry)

    def find(self, piece: str) -> Found:
        """Take a word apart and look it up."""
        spelling = piece.casefold().translate(self._bare)
        spelling, shape = self._without_ending(spelling)
        shape |= k.CAPITAL if piece[0].isupper() else 0
        entry, prefix = self._exact.get(spelling), 0
        if entry is None:
            entry, prefix = self._after_conjunction(spelling, self._exact)
        if entry is None and (found := self._with_object(spelling)):
            verb, prefix = found
            return Found(verb, spelling[prefix:], prefix, shape | k.OBJECT | _proclitic(prefix))
        if entry is None and not prefix:
            entry = self._folded.get(self.fold(spelling))
        if entry is None and not prefix:
            entry, prefix = self._after_conjunction(spelling, self._folded)
        spelling, shape = spelling[prefix:], shape | _proclitic(prefix)
        if entry is not None and entry.kinds & k.CUE and self._with_object(spelling):
            shape |= k.OBJECT
        entry, nominal = self._as_noun(spelling, entry)
        return Found(entry, spelling, prefix, shape | nominal)

    def _without_ending(self, spelling: str) -> tuple[str, int]:
        for ending in self.script.possessives:
            if spelling.endswith(ending) and len(spelling) > len(ending):
                return spelling[: -len(ending)], k.POSSESSIVE
        return spelling, 0

    def _after_conjunction(
        self, spelling: str, table: dict[str, Entry]
    ) -> tuple[Entry | None, int]:
        """Look for a joined conjunction; with its length, which a definite noun is enough for."""
        for clitic in self.script.proclitics:
            if spelling.startswith(clitic) and len(spelling) > len(clitic) + 1:
                rest = spelling[len(clitic) :]
                entry = table.get(rest if table is self._exact else self.fold(rest))
                if entry is not None and table is self._folded and entry.kinds == k.NAME:
                    continue
                if entry is not None or self._definite(rest):
                    return entry, len(clitic)
        return None, 0

    def _with_object(self, spelling: str) -> tuple[Entry, int] | None:
        """Look for a finite cue with a pronoun joined to it; with the length of its prefix."""
        clitics = [len(c) for c in self.script.proclitics if spelling.startswith(c)]
        for suffix in self.script.object_suffixes:
            if spelling.endswith(suffix):
                for prefix in (0, *clitics):
                    entry = self._exact.get(spelling[prefix : -len(suffix)])
                    verb = _verbal(entry) if entry and entry.kinds & k.CUE else None
                    if verb is not None:
                        return verb, prefix
        return None

    def _as_noun(self, spelling: str, entry: Entry | None) -> tuple[Entry | None, int]:
        """Look behind the article and a joined preposition."""
        if self._definite(spelling):
            bare = self._look(spelling[len(self.script.article) :]) if entry is None else None
            return entry or (_nominal(bare) if bare else None), k.DEFINITE
        return (entry, 0) if entry is not None else self._after_preposition(spelling)

    def _after_preposition(self, spelling: str) -> tuple[Entry | None, int]:
        script = self.script
        for preposition in script.prepositions:
            rest = spelling[len(preposition) :]
            if not spelling.startswith(preposition) or len(rest) < SHORTEST - 1:
                continue
            if script.article and rest.startswith(script.article[1:]) and len(rest) > SHORTEST:
                rest = script.article[0] + rest
            entry = self._look(rest) if len(rest) >= SHORTEST else None
            if self._definite(rest):
                entry = entry or self._look(rest[len(script.article) :])
                return _nominal(entry) if entry else None, k.JOINED | k.DEFINITE
            if entry is not None:
                return _nominal(entry), k.JOINED
            return None, k.JOINED | k.UNKNOWN if preposition == script.addressee else k.MAYBE_JOINED
        return None, 0

    def _look(self, spelling: str) -> Entry | None:
        return self._exact.get(spelling) or self._folded.get(self.fold(spelling))

    def _definite(self, spelling: str) -> bool:
        article = self.script.article
        return bool(article) and spelling.startswith(article) and len(spelling) > len(article) + 1

    def _entry(self, form: str) -> tuple[Entry, tuple[str, ...]]:
        first, *rest = form.split(" ")
        entry = self._exact.setdefault(first.casefold().translate(self._bare), Entry())
        return entry, tuple(self.fold(word) for word in rest)

    def _add(self, form: str, kind: int) -> None:
        entry, following = self._entry(form)
        if following:
            entry.kinds |= k.PHRASE
            entry.phrases[following] = entry.phrases.get(following, 0) | kind
        else:
            entry.kinds |= kind

    def _add_cue(self, form: str, cue_form: Form) -> None:
        entry, following = self._entry(form)
        entry.kinds |= k.CUE_OPENING if following else k.CUE
        entry.forms.setdefault((following, cue_form.part), cue_form)


def _proclitic(prefix: int) -> int:
    return k.PROCLITIC if prefix else 0


def _verbal(entry: Entry) -> Entry | None:
    """Keep only what a verb with an object can be."""
    verb = Entry(k.CUE)
    verb.forms = {
        key: form.of(_without_phrase(form.cue))
        for key, form in entry.forms.items()
        if form.part == "finite"
    }
    return verb if verb.forms else None


def _without_phrase(cue: Cue) -> Cue:
    """Return the cue for a form that has its object already, and so takes no other."""
    takes = [content for content in cue.takes if content != "phrase" or cue.target]
    return replace(cue, takes=takes)


def _nominal(entry: Entry) -> Entry:
    """Keep only what a noun can be: a verb takes no article and no preposition."""
    return Entry(entry.kinds & _NOUN)


def _cue_forms(cues: list[Cue], fold: Callable[[str], str]) -> list[tuple[str, Form]]:
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
    found: list[tuple[str, Form]] = []
    for cue in cues:
        via = tuple([fold(word) for word in cue.via])
        for field, part, agreement in parts:
            for form in getattr(cue, field):
                opens, length = form in cue.opening, form.count(" ") + 1
                found.append((form, Form(cue, part, agreement, length, opens=opens, via=via)))
    return found
