"""Which language a text is in, and so which pack reads it.

Rule, first that decides:

    declared        where there is a pack for it, and most letters are of its script
    function words  so many of a pack's closed classes, and of its prefixed articles, among the
                    first words that it can be no other language. What a record names a
                    language without a pack is believed unless they do
    py3langid       on title and the first 300 characters, among all languages: a neighbour
                    that shares the script (Persian, German) must win clearly. Of a text in a
                    script that no pack writes with it only tells the name

Contract: deterministic; the detector's model is loaded once, at the first text that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from py3langid.langid import (  # type: ignore[import-untyped] # the package has no types
    MODEL_FILE,
    LanguageIdentifier,
)

from worker.packs import Pack

SAMPLE = 300
"""Characters of the text that are looked at, beside the title."""
OWN_SCRIPT = 0.5
"""Share of letters that must be of the script that a pack's language is written in."""
SOME_SCRIPT = 0.2
"""The same, of a mixed text that the detector takes for the pack's."""
FUNCTION_WORDS = 0.25
"""Share of function words from which a text is surely the pack's."""
CLEARLY = 0.6
"""Probability from which another language of the same script wins."""
UNKNOWN = "und"
"""ISO 639-2 for a language that can't be told."""

_NO_LETTER = re.compile(r"[\W\d_]+")
_ISO_639_1 = 2


def choose(declared: str | None, title: str, text: str, packs: Mapping[str, Pack]) -> str:
    """Return the language of an article, of a pack or not; an empty string if it has no letters.

    ``declared`` is what the record says: a language tag (``ar``, ``ar-EG``) or a pack's name.
    """
    sample = f"{title[:SAMPLE]} {text[:SAMPLE]}"
    named = _named(declared, packs) if declared else ""
    # Of all characters first, spaces too: less than the share of letters, and had for less.
    if named in packs and _share(sample, packs[named]) >= OWN_SCRIPT:
        return named
    if sure := _by_function_words(sample, sample, packs):
        return sure
    letters = _NO_LETTER.sub("", sample)
    if not letters:
        return ""
    if named in packs and _share(letters, packs[named]) >= OWN_SCRIPT:
        return named
    if sure := _by_function_words(sample, letters, packs):
        return sure
    if named and named not in packs:
        return named
    candidates = {code: pack for code, pack in packs.items() if _share(letters, pack) >= OWN_SCRIPT}
    found = _detected(sample, candidates)
    if found in packs and _share(letters, packs[found]) < SOME_SCRIPT:
        return UNKNOWN
    return found


def _named(declared: str, packs: Mapping[str, Pack]) -> str:
    if declared in packs:
        return declared
    tag = declared.strip().casefold()
    for code, pack in packs.items():
        if tag == pack.name.casefold():
            return code
    return re.split("[-_]", tag, maxsplit=1)[0]


def _share(letters: str, pack: Pack) -> float:
    return 1 - len(_script(pack.script.letters).sub("", letters)) / len(letters)


def _by_function_words(sample: str, letters: str, packs: Mapping[str, Pack]) -> str:
    words = sample.casefold().split()
    enough = FUNCTION_WORDS * len(words)
    for code, pack in packs.items():
        if _known(words, pack) >= enough and _share(letters, pack) >= OWN_SCRIPT:
            return code
    return ""


def _known(words: list[str], pack: Pack) -> int:
    closed, article = _function_words(pack), pack.script.article
    known = [word for word in words if word in closed]
    if not article:
        return len(known)
    return len(known) + sum([word.startswith(article) for word in words if word not in closed])


def _detected(sample: str, candidates: Mapping[str, Pack]) -> str:
    best, probability = _identifier().classify(sample)
    if best in candidates or not candidates or probability >= CLEARLY:
        return str(best)
    ranked = (str(code) for code, _ in _identifier().rank(sample))
    return next((code for code in ranked if code in candidates), next(iter(candidates)))


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Three-letter labels are mostly dialects of a two-letter one: Egyptian is Arabic here.
    identifier.set_languages([code for code in identifier.labels if len(code) == _ISO_639_1])
    return identifier


@cache
def _script(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}]+")


@lru_cache(maxsize=64)
def _function_words(pack: Pack) -> frozenset[str]:
    return frozenset(word for form in _closed_classes(pack) for word in form.casefold().split())


def _closed_classes(pack: Pack) -> Iterator[str]:
    grammar = pack.grammar
    for forms in (
        grammar.complementizers,
        grammar.relatives,
        grammar.coordinators,
        grammar.subordinators,
        grammar.prepositions,
        grammar.negations,
        grammar.auxiliaries,
        grammar.determiners,
        grammar.demonstratives,
        grammar.masculine_pronouns,
        grammar.feminine_pronouns,
        grammar.plural_pronouns,
    ):
        yield from forms
