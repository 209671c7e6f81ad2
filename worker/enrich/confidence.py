"""How sure a claim is: the share of claims like it that are right.

A claim is right where its words and its speaker are. The share of each rule was counted for
each language and stands in its pack; what a claim shows besides lowers it. Counted again with
``make quality FIT=1``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from worker.enrich.prose import Range
from worker.enrich.statement import Statement
from worker.packs import Pack

NESTED: Final = 0.85
"""Of a claim inside another: the outer one may have been all that was meant."""
SHORT: Final = 0.8
"""Of a claim of up to three words: more often a fragment."""
NOBODY: Final = 0.6
"""Of a claim whose speaker is not known, where the text may well tell."""
CARRIED: Final = 0.93
"""Of a claim whose speaker is carried over."""
SHORT_WORDS: Final = 3


def confidence(statement: Statement, pack: Pack, *, nested: bool, known: bool) -> float:
    """Return the confidence of a statement, whose speaker is ``known`` or not."""
    value = pack.confidence[statement.rule]
    if nested:
        value *= NESTED
    if _is_short(statement.spans):
        value *= SHORT
    if not known:
        value *= NOBODY
    elif statement.mention is None:
        value *= CARRIED
    return int(value * 100 + 0.5) / 100  # a tenth of what round() costs


def _is_short(spans: Sequence[Range]) -> bool:
    length = 0
    for span in spans:
        length += span.stop - span.start
    return length <= SHORT_WORDS
