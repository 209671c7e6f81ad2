"""An article → who said what in it.

    words (lexicon) → quotations, sentences, cues (prose) → statements (rules)
    → speakers (names, fullname, told, speakers) → claims

Pure and in time linear in the length of the text. What a language's words are is data of its
pack; the rules know classes of words only.
"""

from __future__ import annotations

from worker.article import Article
from worker.enrich.claims import claim
from worker.enrich.lexicon import lexicon
from worker.enrich.nesting import outer
from worker.enrich.prose import Prose
from worker.enrich.rules import statements
from worker.enrich.speakers import Cast, Placed
from worker.enrich.trace import Trace
from worker.event import Claim, Field, Speaker
from worker.packs import Pack

__all__ = ["Trace", "enrich"]


def enrich(
    article: Article, pack: Pack, trace: Trace | None = None
) -> tuple[list[Speaker], list[Claim]]:
    """Return the speakers and the claims of an article, in the order of the text.

    A ``trace`` is told what each step saw and did.
    """
    words = lexicon(pack)
    text = Prose(article.text, words)
    fields: list[tuple[Field, Prose]] = [("text", text)]
    if article.title:
        title = Prose(article.title, words)
        title.beside = text
        fields.append(("title", title))
    cast = Cast([prose for _, prose in fields])
    claims: list[Claim] = []
    for field, prose in fields:
        trials = None if trace is None else trace.of(field, prose)
        found = statements(prose, trials)
        around = outer(found)
        first = len(claims) + 1
        for n, statement in enumerate(found):
            placed = Placed(field, prose, statement)
            holder = around[n]
            within = None if holder is None else f"c{first + holder}"
            speaker = cast.speaker(placed, nested=holder is not None and holder < n)
            claims.append(claim(placed, len(claims) + 1, speaker, within, article.published_at))
            if trace is not None:
                trace.claims.append((placed, cast.sieve))
    return cast.speakers(), claims
