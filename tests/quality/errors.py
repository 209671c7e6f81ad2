"""Scored articles → what went wrong, one line an error, in the order of the articles.

missed    no claim has the statement's words
false     no statement has the claim's words
boundary  a missed statement and a false claim share words: it begins or ends elsewhere
speaker   the words are right, the speaker is not
edges     right, but a quarter of the words that either has are only in one of them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from tests.quality.score import Asked, Given, Pair, Scored

Fault = Literal["missed", "false", "boundary", "speaker", "edges"]
LOOSE = 0.75


class Error(Struct, frozen=True, kw_only=True):
    """One thing that went wrong."""

    fault: Fault
    article: str
    rule: str = ""
    asked: str = ""
    given: str = ""


def errors(articles: Iterable[Scored]) -> Iterator[Error]:
    """Yield every error."""
    for scored in articles:
        yield from _unmatched(scored)
        for pair in scored.pairs:
            if not pair.right:
                yield _error("speaker", scored, pair.asked, pair.given)
            elif _loose(pair):
                yield _error("edges", scored, pair.asked, pair.given)


def _unmatched(scored: Scored) -> Iterator[Error]:
    false = list(scored.false)
    for asked in scored.missed:
        near = next((g for g in false if g.words & asked.words), None)
        if near is None:
            yield _error("missed", scored, asked, None)
        else:
            false.remove(near)
            yield _error("boundary", scored, asked, near)
    for given in false:
        yield _error("false", scored, None, given)


def _loose(pair: Pair) -> bool:
    return pair.overlap < LOOSE


def _error(fault: Fault, scored: Scored, asked: Asked | None, given: Given | None) -> Error:
    return Error(
        fault=fault,
        article=scored.article.id,
        rule=given.claim.evidence if given else "",
        asked=_asked(asked) if asked else "",
        given=_given(given) if given else "",
    )


def _asked(asked: Asked) -> str:
    statement = asked.statement
    who = statement.speaker or statement.mention or "nobody"
    return f"{who} [{statement.cue}] {' … '.join(statement.claim)}"


def _given(given: Given) -> str:
    who = given.speaker.name if given.speaker else "nobody"
    cue = given.claim.cue.text if given.claim.cue else ""
    return f"{who} [{cue}] {given.claim.text}"
