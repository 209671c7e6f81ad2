"""Words as people say them alone: without what is joined to the first of them."""

from __future__ import annotations

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range


def spoken(prose: Prose, words: Range) -> str:
    """Return words as they stand, but for a preposition joined to the first."""
    said = prose.said(words)
    if prose.kinds[words.start] & k.PROCLITIC:
        said = said[prose.words[words.start].prefix :]
    if not prose.kinds[words.start] & k.JOINED:
        return said
    script = prose.lexicon.pack.script
    for preposition in script.prepositions:
        if said.startswith(preposition):
            rest = said[len(preposition) :]
            if script.article and rest.startswith(script.article[1:]):
                return script.article[0] + rest
            return rest
    return said
