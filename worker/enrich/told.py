"""A source phrase → what it tells of the speaker, in words.

News names the same people in the same words, within an article and from one to the next. What a
phrase tells depends on its words and their classes alone, so it is worked out once and
remembered. The memory is bounded: it is emptied when it is full.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from worker.enrich import kinds as k
from worker.enrich import names
from worker.enrich.names import Named
from worker.enrich.prose import Prose, Range
from worker.enrich.spoken import spoken
from worker.packs import Pack

MOST_PHRASES = 20_000
"""About 20 MB of remembered phrases."""


class Told(Struct, frozen=True, gc=False):
    """What a phrase tells of the speaker."""

    named: Named
    """Its parts, as words counted from its first."""
    name: str
    """The words of the name, or the whole phrase where there is none."""
    tokens: frozenset[str]
    head: str
    """The first word of role or phrase, without the article: what a description shares."""
    role: str | None
    role_tokens: frozenset[str]
    organisation: str | None
    bracketed: str | None
    ranks: frozenset[str]
    """Other titles before the name, without the article: a description may hold one alone."""
    headed: bool
    """Whether it begins with a noun for organisations or for documents."""
    issued: bool
    """Whether it is what a speaker issues: the statement added that."""


def read(prose: Prose, mention: Range) -> Told:
    """Return what the words of ``mention`` tell."""
    kinds = prose.kinds[mention.start : mention.stop + 1]
    key = prose.said(mention), *kinds
    memory = _memory(prose.lexicon.pack)
    told = memory.get(key)
    if told is None:
        told = _worked_out(prose, mention)
        # What stands in brackets may go on behind the phrase, so that its words don't tell it.
        if not any(kind & k.OPENING_BRACKET for kind in kinds):
            if len(memory) >= MOST_PHRASES:
                memory.clear()
            memory[key] = told
    return told


@cache
def _memory(_pack: Pack) -> dict[tuple[str | int, ...], Told]:
    return {}


def _worked_out(prose: Prose, mention: Range) -> Told:
    named = names.read(prose, mention)
    role, words = named.role, named.name or named.whole
    return Told(
        named=shifted(named, -mention.start),
        name=spoken(prose, words),
        tokens=_tokens(prose, words),
        head=_head(prose, role or named.whole),
        role=spoken(prose, role) if role else None,
        role_tokens=_tokens(prose, role) if role else frozenset(),
        organisation=spoken(prose, named.organisation) if named.organisation else None,
        bracketed=prose.said(named.bracketed) if named.bracketed else None,
        ranks=_ranks(prose, role, named.name) if role and named.name else frozenset(),
        headed=bool(prose.kinds[named.whole.start] & (k.ORGANISATION | k.DOCUMENT)),
        issued=_issued(prose, named.whole),
    )


def shifted(named: Named, by: int) -> Named:
    """Return the parts of a phrase as words counted from elsewhere."""
    return Named(
        name=_moved(named.name, by),
        role=_moved(named.role, by),
        organisation=_moved(named.organisation, by),
        kind=named.kind,
        gender=named.gender,
        whole=Range(named.whole.start + by, named.whole.stop + by),
        definite=named.definite,
        bracketed=_moved(named.bracketed, by),
    )


def _moved(words: Range | None, by: int) -> Range | None:
    return words and Range(words.start + by, words.stop + by)


def _issued(prose: Prose, words: Range) -> bool:
    kind = prose.kinds[words.start]
    one = words.stop - words.start == 1
    return one and bool(kind & k.DEFINITE) and bool(kind & k.CHANNEL)


def _tokens(prose: Prose, words: Range) -> frozenset[str]:
    article = prose.lexicon.pack.script.article
    return frozenset(
        w.folded.removeprefix(article) if article else w.folded
        for w in prose.words[words.start : words.stop]
        if w.kinds & k.WORD and not w.kinds & (k.DETERMINER | k.PREPOSITION)
    )


def _ranks(prose: Prose, role: Range, name: Range) -> frozenset[str]:
    """Return the titles between a role and the name behind it."""
    article = prose.lexicon.pack.script.article
    return frozenset(
        prose.words[i].folded.removeprefix(article)
        for i in range(role.stop, name.start)
        if prose.kinds[i] & (k.ROLE | k.HONORIFIC)
    )


def _head(prose: Prose, words: Range) -> str:
    """Return the noun that says what someone is: the first such word of a phrase.

    Where the noun is last in its compound (finance minister), the last one before a preposition.
    """
    article, last = prose.lexicon.pack.script.article, prose.lexicon.pack.script.capitals
    head = words.start
    for i in range(words.start, words.stop):
        if last and head < i and prose.kinds[i] & (k.PREPOSITION | k.COMMA):
            break
        if prose.kinds[i] & k.NOUN_HEAD:
            head = i
            if not last:
                break
    return prose.words[head].folded.removeprefix(article)
