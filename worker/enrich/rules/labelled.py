"""Content that is set beside its source without a cue: ``NAME: words``, ``"words" - NAME``.

Headlines, interviews, transcripts and press releases are written so.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import clauses, phrases
from worker.enrich import kinds as k
from worker.enrich.occurrences import is_surname, is_surname_beside
from worker.enrich.prose import Prose, Range
from worker.enrich.statement import Statement

LONGEST_LABEL: Final = 12
"""Words and marks before the colon."""
LONGEST_UNKNOWN: Final = 3
"""Words of a label that begins with a word the pack does not know."""
SHORTEST: Final = 2
"""Words of the shortest content."""
_SURE: Final = (
    k.NAME | k.TITLE | k.ORGANISATION | k.OUTLET | k.GROUP | k.UNNAMED | k.DOCUMENT | k.HONORIFIC
)


def labelled(prose: Prose, found: list[Statement]) -> list[Statement]:
    """Add the statements of paragraphs that begin with a label or end with a signature.

    Of a title, its sentences: a headline may set what two have said beside each other.
    """
    cues = {statement.site.start for statement in found if statement.site}
    added: list[Statement] = []
    for paragraph in prose.paragraphs() if prose.beside is None else prose.sentences():
        statement = _label(prose, paragraph, cues) or _signature(prose, paragraph)
        if statement is not None:
            added.append(statement)
    return sorted([*found, *added], key=lambda s: s.start) if added else found


def _label(prose: Prose, paragraph: Range, cues: set[int]) -> Statement | None:
    """Read ``The mayor: we will not go back``."""
    kinds = prose.kinds
    start = paragraph.start
    while start < paragraph.stop and kinds[start] & k.QUOTATION_MARK:
        start += 1
    last = min(start + LONGEST_LABEL, paragraph.stop)
    colon = start
    while colon < last and not kinds[colon] & k.COLON:
        if colon in cues or kinds[colon] & (k.STOP | k.AUXILIARY):
            return None
        colon += 1
    if colon in (start, last):
        return None
    mention = phrases.after(prose, start, colon)
    if mention is None or mention.start != start or not _names_someone(prose, mention, colon):
        return None
    content = clauses.trimmed(prose, colon + 1, paragraph.stop)
    if content is None or content.stop - content.start < SHORTEST:
        return None
    return Statement("label", None, (content,), mention)


def _names_someone(prose: Prose, label: Range, colon: int) -> bool:
    """Whether a label is a source, and not a topic, a place or a heading."""
    kinds = prose.kinds
    first = kinds[label.start]
    inside = 0
    for kind in kinds[label.start : label.stop]:
        inside |= kind
    if first & k.PLACE and label.stop - label.start == 1:
        return False
    if inside & _SURE:
        return True
    if colon - label.start > LONGEST_UNKNOWN or first & (k.TIME | k.CHANNEL | k.ADVERB):
        return False
    word = prose.words[label.start].text
    known = is_surname(prose, label.start) or is_surname_beside(prose, label.start)
    return known or (word.isupper() and prose.text.count(f"{word}:") > 1)


def _signature(prose: Prose, paragraph: Range) -> Statement | None:
    """Read ``"We will not go back." - Jane Roe, mayor``."""
    kinds = prose.kinds
    quotation = prose.quotation(paragraph.start)
    if quotation is None or not quotation.closed or quotation.start != paragraph.start + 1:
        return None
    dash = quotation.stop + 1
    while dash < paragraph.stop and kinds[dash] & (k.STOP | k.COMMA):
        dash += 1
    if dash >= paragraph.stop or not kinds[dash] & k.DASH:
        return None
    mention = phrases.after(prose, dash + 1, paragraph.stop)
    content = clauses.trimmed(prose, quotation.start, quotation.stop)
    if mention is None or content is None or not kinds[mention.start] & phrases.NOMINAL:
        return None
    return Statement("signature", None, (content,), mention)
