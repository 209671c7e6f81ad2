"""Statements → claims: words → offsets, kind, time, nesting, confidence."""

from __future__ import annotations

import datetime as dt

from worker.enrich import checkworthy
from worker.enrich import kinds as k
from worker.enrich.confidence import confidence
from worker.enrich.ordered import first_from
from worker.enrich.prose import Prose, Range, Site
from worker.enrich.speakers import Placed
from worker.enrich.stance import stance_of
from worker.enrich.times import said_at
from worker.event import Claim, Cue, Kind, Passage, Span


def claim(
    placed: Placed, number: int, speaker: str | None, outer: str | None, day: dt.datetime | None
) -> Claim:
    """Return the claim of a statement; ``day`` is the article's date."""
    prose, statement = placed.prose, placed.statement
    site, words = statement.site, statement.spans
    spans = [Span(*prose.offsets(part)) for part in words]
    quoted = _quoted(prose, words) if prose.quotations else []
    stance = stance_of(prose, statement)
    return Claim(
        id=f"c{number}",
        speaker=speaker,
        field=placed.field,
        kind=_kind(prose, words, quoted) if quoted else "indirect",
        stance=stance,
        text=" \u2026 ".join([prose.text[span.start : span.end] for span in spans]),
        spans=spans,
        quotes=[Span(*prose.offsets(part)) for part in quoted],
        cue=_cue(prose, site) if site else None,
        mention=_passage(prose, statement.mention) if statement.mention else None,
        time=said_at(prose, site, words, day) if site else None,
        within=outer,
        evidence=statement.rule,
        confidence=confidence(
            statement, prose.lexicon.pack, nested=outer is not None, known=speaker is not None
        ),
        checkworthy=checkworthy.score(prose, words, stance),
    )


def _cue(prose: Prose, site: Site) -> Cue:
    start, end = prose.offsets(Range(site.start, site.stop))
    start += prose.words[site.start].prefix
    text = prose.text[start:end]
    return Cue(text=text, lemma=site.form.cue.lemma, start=start, end=end)


def _passage(prose: Prose, words: Range) -> Passage:
    start, end = prose.offsets(words)
    return Passage(text=prose.text[start:end], start=start, end=end)


def _quoted(prose: Prose, spans: tuple[Range, ...]) -> list[Range]:
    """Return the parts of the spans that stand in quotation marks."""
    words: list[Range] = []
    opens, quotations = prose.opens, prose.quotations
    for span in spans:
        start, stop = span.start, span.stop
        at = first_from(opens, start + 1)
        at -= at > 0 and quotations[at - 1].stop > start
        for n in range(at, len(opens)):
            if opens[n] >= stop:
                break
            part = Range(max(opens[n], start), min(quotations[n].stop, stop))
            if part.start < part.stop:
                words.append(part)
    return words


def _kind(prose: Prose, spans: tuple[Range, ...], quoted: list[Range]) -> Kind:
    """Return direct where every word of the spans is ``quoted``, else mixed."""
    kinds, n = prose.kinds, 0
    for span in spans:
        at = span.start
        while n < len(quoted) and quoted[n].start < span.stop:
            if _words(kinds, at, quoted[n].start):
                return "mixed"
            at = max(at, quoted[n].stop)
            n += 1
        if _words(kinds, at, span.stop):
            return "mixed"
    return "direct"


def _words(kinds: list[int], start: int, stop: int) -> bool:
    for kind in kinds[start:stop]:  # noqa: SIM110 - any() costs more than its few turns
        if kind & k.WORD:
            return True
    return False
