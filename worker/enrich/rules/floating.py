"""Quotations that no cue introduces: they stay with the speaker before."""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses
from worker.enrich import kinds as k
from worker.enrich.prose import Prose
from worker.enrich.statement import Statement


def floating(prose: Prose, found: list[Statement]) -> list[Statement]:
    """Give each sentence or paragraph that is one quotation with no cue to the speaker before.

    "We won," she said. "We won it all." is one statement of two spans; a quotation that is a
    paragraph after others, in which the minister spoke, is a statement.
    """
    taken = sorted((span.start, span.stop) for s in found for span in s.spans)
    statements = sorted(found, key=lambda s: s.start)
    grown: list[Statement] = []
    at = nearest = 0
    for quotation in prose.quotations:
        while at < len(taken) and taken[at][1] <= quotation.start:
            at += 1
        if at < len(taken) and taken[at][0] < quotation.stop:
            continue
        if not alone(prose, quotation.start, quotation.stop):
            continue
        content = clauses.trimmed(prose, quotation.start, quotation.stop)
        if content is None:
            continue
        while nearest < len(statements) and statements[nearest].start < quotation.start:
            grown.append(statements[nearest])
            nearest += 1
        if grown and _goes_on(prose, grown[-1], content.start):
            grown.append(grown.pop().and_then(content))
        elif content.stop - content.start >= SHORTEST:
            mention = grown[-1].mention if grown else None
            grown.append(Statement("floating-quotation", None, (content,), mention, carried=True))
    return [*grown, *statements[nearest:]]


def _goes_on(prose: Prose, last: Statement, start: int) -> bool:
    """Whether a quotation goes on with the speech of a statement: nothing stands between."""
    if not prose.lexicon.subject_first or len(last.spans) >= MOST_SPANS:
        return False
    if not _quoted(prose, last):
        return False
    stop = last.spans[-1].stop
    if last.site is not None and len(last.spans) == 1:
        stop = max(stop, last.site.sentence.stop)
    return not any(kind & k.WORD for kind in prose.kinds[stop:start])


def _quoted(prose: Prose, statement: Statement) -> bool:
    first = statement.spans[0]
    return any(prose.quotation(i) for i in (first.start, first.stop - 1))


def alone(prose: Prose, start: int, stop: int) -> bool:
    """Whether the quotation is a sentence, or more, with nothing beside it."""
    kinds = prose.kinds
    before = start - 2
    after = stop + 1
    ended = bool(kinds[stop - 1] & k.STOP)
    while after < len(kinds) and kinds[after] & (k.STOP | k.COMMA):
        ended = ended or bool(kinds[after] & k.STOP)
        after += 1
    begins = before < 0 or bool(kinds[before] & (k.BREAK | k.STOP | k.QUOTATION_MARK))
    if not prose.lexicon.subject_first:
        ended = False
    return begins and (ended or after >= len(kinds) or bool(kinds[after] & k.BREAK))


MOST_SPANS: Final = 40
"""Quotations in one statement: a longer speech is told in several."""
SHORTEST: Final = 3
