"""An article → why it has the claims that it has, and no others, in words for a linguist.

It reads the article as ``enrich`` does, with a trace, and says what the trace holds: the rule
that found each claim and what later steps made of it; the cues and quotations that gave none,
with the condition at which each rule refused. Contract: pure.
"""

from __future__ import annotations

from worker.article import Article
from worker.enrich import Trace, enrich
from worker.enrich.statement import Statement
from worker.event import Field
from worker.explain.claims import Trials, explained
from worker.explain.explanation import (
    ClaimExplained,
    CueSeen,
    Explanation,
    QuotationSeen,
    Refusal,
    SentenceExplained,
    Step,
    WordSeen,
)
from worker.explain.sentences import sentences
from worker.packs import Pack

__all__ = [
    "ClaimExplained",
    "CueSeen",
    "Explanation",
    "QuotationSeen",
    "Refusal",
    "SentenceExplained",
    "Step",
    "WordSeen",
    "explain",
]


def explain(article: Article, pack: Pack) -> Explanation:
    """Return why ``article`` has its claims, and its other sentences none."""
    trace = Trace()
    speakers, claims = enrich(article, pack, trace)
    by_id = {speaker.id: speaker for speaker in speakers}
    trials = {field: Trials(tried) for field, _, tried in trace.fields}
    told: dict[Field, list[tuple[str, Statement]]] = {field: [] for field, _, _ in trace.fields}
    for claim, (placed, _) in zip(claims, trace.claims, strict=True):
        told[placed.field].append((claim.id, placed.statement))
    return Explanation(
        source_id=article.source_id,
        title=article.title,
        language=article.language,
        claims=[
            explained(placed, sieve, claim, by_id.get(claim.speaker or ""), trials[placed.field])
            for claim, (placed, sieve) in zip(claims, trace.claims, strict=True)
        ],
        sentences=[
            sentence
            for field, prose, tried in trace.fields
            for sentence in sentences(field, prose, tried, told[field])
        ],
    )
