"""Claims beside marked statements: which are right, and what is wrong with the others.

A claim matches a statement where the words that they share are at least half of the words that
either has; pairs are taken greedily, best first. What an optional statement covers is neither
right nor wrong. A claim inside a matched statement of its own speaker (one statement, told in
two claims), or a statement inside a matched claim of its own speaker, is absorbed: neither
counts. A speaker is right as ``gold.Statement.keys`` and ``source_spans`` say.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tests.quality.gold import Marked, Statement
from tests.quality.words import Page, Words, fold, overlap
from worker.event import Claim, Event, Speaker

MATCH = 0.5
"""Share of words from which a claim is a statement's."""
ABSORBED = 0.8
"""Share of a claim's words from which it is part of a matched statement, and the reverse."""


class Asked(Struct, frozen=True, kw_only=True, eq=False):
    """A marked statement and its words."""

    statement: Statement
    words: Words
    source: Words
    """Words of ``source_spans``."""


class Given(Struct, frozen=True, kw_only=True, eq=False):
    """A claim, its speaker, and its words where the marked article has them."""

    claim: Claim
    speaker: Speaker | None
    words: Words
    mention: Words


class Pair(Struct, frozen=True, kw_only=True):
    """A statement that was found."""

    asked: Asked
    given: Given
    overlap: float
    right: bool
    """The speaker is right too."""


class Scored(Struct, frozen=True, kw_only=True):
    """What became of an article's statements and claims."""

    article: Marked
    pairs: list[Pair]
    missed: list[Asked]
    false: list[Given]
    required: list[Asked]
    optional: list[Asked]
    given: list[Given]
    """All claims, also those that count neither way."""


def score(article: Marked, event: Event | None) -> Scored:
    """Compare the claims of an event with an article's statements."""
    page = Page(article.title, article.text)
    asked = [a for a in (_asked(page, s) for s in article.statements) if a.words]
    given = list(_given(page, event)) if event else []
    required = [a for a in asked if not a.statement.optional]
    optional = [a for a in asked if a.statement.optional]
    pairs = _pairs(required, given)
    matched_asked = [pair.asked for pair in pairs]
    matched_given = [pair.given for pair in pairs]
    return Scored(
        article=article,
        pairs=pairs,
        missed=[
            a
            for a in required
            if a not in matched_asked
            and not any(_holds(g.words, a.words) and right(a, g) for g in matched_given)
        ],
        false=[
            g
            for g in given
            if g not in matched_given
            and not any(_holds(a.words, g.words) and right(a, g) for a in matched_asked)
            and not any(_touches(a.words, g.words) for a in optional)
        ],
        required=required,
        optional=optional,
        given=given,
    )


def right(asked: Asked, given: Given) -> bool:
    """Return whether the claim's speaker is the statement's."""
    if asked.statement.source_spans is not None:
        return bool(asked.source & given.mention)
    if not asked.statement.keys:
        return given.speaker is None
    name = fold(given.speaker.name) if given.speaker else ""
    return any(fold(key) in name for key in asked.statement.keys)


def _asked(page: Page, statement: Statement) -> Asked:
    return Asked(
        statement=statement,
        words=page.inside(statement.field, statement.spans),
        source=page.inside(statement.field, statement.source_spans or []),
    )


def _given(page: Page, event: Event) -> Iterator[Given]:
    ours = Page(event.article.title, event.article.text)
    place = ours.aligned(page)
    speakers = {speaker.id: speaker for speaker in event.speakers}
    for claim in event.claims:
        said = ours.inside(claim.field, [(span.start, span.end) for span in claim.spans])
        named = [(claim.mention.start, claim.mention.end)] if claim.mention else []
        given = Given(
            claim=claim,
            speaker=speakers.get(claim.speaker or ""),
            words=frozenset(place[i] for i in said if i in place),
            mention=frozenset(place[i] for i in ours.inside(claim.field, named) if i in place),
        )
        if given.words:
            yield given


def _pairs(required: list[Asked], given: list[Given]) -> list[Pair]:
    """Match greedily, best first; ties go to the earlier statement, then the earlier claim."""
    candidates = sorted(
        (-value, i, j)
        for i, a in enumerate(required)
        for j, g in enumerate(given)
        if (value := overlap(a.words, g.words)) >= MATCH
    )
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for value, i, j in candidates:
        if i not in taken and j not in used:
            taken[i] = (j, -value)
            used.add(j)
    return [
        Pair(asked=required[i], given=given[j], overlap=value, right=right(required[i], given[j]))
        for i, (j, value) in sorted(taken.items())
    ]


def _holds(outer: Words, inner: Words) -> bool:
    return len(outer & inner) >= ABSORBED * len(inner)


def _touches(optional: Words, given: Words) -> bool:
    return len(optional & given) >= MATCH * min(len(optional), len(given))
