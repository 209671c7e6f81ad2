"""A source phrase → what it tells of the speaker, in words.

News names the same people in the same words, within an article and from one to the next. What a
phrase tells depends on its words and their classes alone, so it is worked out once and
remembered. The memory is bounded: it is emptied when it is full.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich import names
from worker.enrich.lexicon import Lexicon
from worker.enrich.prose import Prose, Range
from worker.enrich.spoken import spoken

MOST_PHRASES: Final = 20_000
"""About 20 MB of remembered phrases."""


_MEMORIES: Final[dict[Lexicon, dict[tuple[str, tuple[int, ...]], Told]]] = {}
_NO_TOKENS: Final[frozenset[str]] = frozenset()


@mypyc_attr(acyclic=True)
class Told:
    """What a phrase tells of the speaker."""

    __slots__ = (
        "bracketed",
        "head",
        "headed",
        "issued",
        "name",
        "named",
        "organisation",
        "ranks",
        "role",
        "role_tokens",
        "tokens",
    )

    def __init__(self, prose: Prose, mention: Range) -> None:
        kinds, named = prose.kinds, names.read(prose, mention)
        role, words = named.role, named.name or named.whole
        self.named: Final = named.shifted(-mention.start)
        """Its parts, as words counted from its first."""
        self.name: Final = spoken(prose, words)
        """The words of the name, or the whole phrase where there is none."""
        self.tokens: Final = _tokens(prose, words)
        self.head: Final = _head(prose, role or named.whole)
        """The first word of role or phrase, without the article: what a description shares."""
        self.role: Final = spoken(prose, role) if role else None
        self.role_tokens: Final = _tokens(prose, role) if role else _NO_TOKENS
        self.organisation: Final = spoken(prose, named.organisation) if named.organisation else None
        self.bracketed: Final = prose.said(named.bracketed) if named.bracketed else None
        self.ranks: Final = _ranks(prose, role, named.name) if role and named.name else _NO_TOKENS
        """Other titles before the name, without the article: a description may hold one alone."""
        self.headed: Final = bool(kinds[named.whole.start] & (k.ORGANISATION | k.DOCUMENT))
        """Whether it begins with a noun for organisations or for documents."""
        self.issued: Final = _issued(prose, named.whole)
        """Whether it is what a speaker issues: the statement added that."""


def read(prose: Prose, mention: Range) -> Told:
    """Return what the words of ``mention`` tell."""
    kinds = prose.kinds[mention.start : mention.stop + 1]
    key = prose.said(mention), tuple(kinds)
    memory = _MEMORIES.setdefault(prose.lexicon, {})
    told = memory.get(key)
    if told is None:
        told = Told(prose, mention)
        # What stands in brackets may go on behind the phrase, so that its words don't tell it.
        if not any(kind & k.OPENING_BRACKET for kind in kinds):
            if len(memory) >= MOST_PHRASES:
                memory.clear()
            memory[key] = told
    return told


def _issued(prose: Prose, words: Range) -> bool:
    kind = prose.kinds[words.start]
    one = words.stop - words.start == 1
    return one and bool(kind & k.DEFINITE) and bool(kind & k.CHANNEL)


def _tokens(prose: Prose, words: Range) -> frozenset[str]:
    article = prose.lexicon.article
    return frozenset(
        w.folded.removeprefix(article) if article else w.folded
        for w in prose.words[words.start : words.stop]
        if w.kinds & k.WORD and not w.kinds & (k.DETERMINER | k.PREPOSITION)
    )


def _ranks(prose: Prose, role: Range, name: Range) -> frozenset[str]:
    """Return the titles between a role and the name behind it."""
    article = prose.lexicon.article
    return frozenset(
        prose.words[i].folded.removeprefix(article)
        for i in range(role.stop, name.start)
        if prose.kinds[i] & (k.ROLE | k.HONORIFIC)
    )


def _head(prose: Prose, words: Range) -> str:
    """Return the noun that says what someone is: the first such word of a phrase.

    Where the noun is last in its compound (finance minister), the last one before a preposition.
    """
    article, last = prose.lexicon.article, prose.lexicon.capitals
    head = words.start
    for i in range(words.start, words.stop):
        if last and head < i and prose.kinds[i] & (k.PREPOSITION | k.COMMA):
            break
        if prose.kinds[i] & k.NOUN_HEAD:
            head = i
            if not last:
                break
    return prose.words[head].folded.removeprefix(article)
