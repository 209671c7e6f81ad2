"""Quotations that no cue introduces: they stay with the speaker before."""

from __future__ import annotations

from worker.enrich import clauses
from worker.enrich import kinds as k
from worker.enrich.prose import Prose
from worker.enrich.statement import Statement


def floating(prose: Prose, found: list[Statement]) -> list[Statement]:
    """Add a statement for each paragraph or sentence that is one quotation with no cue.

    «لن نتراجع.» in a paragraph of its own, after one in which the minister spoke.
    """
    taken = sorted((span.start, span.stop) for s in found for span in s.spans)
    added: list[Statement] = []
    at = 0
    for quotation in prose.quotations:
        while at < len(taken) and taken[at][1] <= quotation.start:
            at += 1
        if at < len(taken) and taken[at][0] < quotation.stop:
            continue
        if not _alone(prose, quotation.start, quotation.stop):
            continue
        content = clauses.trimmed(prose, quotation.start, quotation.stop)
        if content is not None and content.stop - content.start >= SHORTEST:
            added.append(Statement("floating-quotation", None, (content,), None, carried=True))
    return sorted([*found, *added], key=lambda s: s.start) if added else found


def _alone(prose: Prose, start: int, stop: int) -> bool:
    """Whether nothing but marks stands beside the quotation in its sentence."""
    kinds = prose.kinds
    before = start - 2
    after = stop + 1
    while after < len(kinds) and kinds[after] & (k.STOP | k.COMMA):
        after += 1
    begins = before < 0 or bool(kinds[before] & (k.BREAK | k.STOP | k.QUOTATION_MARK))
    return begins and (after >= len(kinds) or bool(kinds[after] & k.BREAK))


SHORTEST = 3
