"""Who speaks at a cue: the phrase after it, the phrase before it, or the speaker before."""

from __future__ import annotations

from typing import NamedTuple

from worker.enrich import kinds as k
from worker.enrich import phrases
from worker.enrich.prose import Range
from worker.enrich.statement import Frame


class Source(NamedTuple):
    """The source phrase, or that the source is carried over."""

    mention: Range | None
    carried: bool


def of(frame: Frame, stop: int, *, strict: bool = False) -> Source:
    """Return the source of the cue; ``stop`` is where its content begins."""
    site = frame.site
    if site.form.part == "passive":
        return Source(None, carried=False)
    if site.form.part == "participle":
        return shared(frame)
    if frame.prose.lexicon.pack.word_order == "verb-first":
        mention = phrases.after(frame.prose, site.stop, stop, strict=strict)
        if mention is not None:
            return Source(mention, carried=False)
        if frame.prose.kinds[site.start] & k.PROCLITIC:
            return Source(None, carried=True)
    mention = phrases.before(frame.prose, site.start, floor(frame))
    return Source(mention, carried=False) if mention else shared(frame)


def floor(frame: Frame) -> int:
    """Return the first word that may name the source before the cue."""
    start = frame.sentence.start
    for statement in reversed(frame.before):
        if statement.site is None or statement.site.start < start:
            break
        if statement.site.stop <= frame.site.start:
            return max(start, statement.site.stop)
    return start


def shared(frame: Frame) -> Source:
    """Return the source of the statement before, with its mention if in the same sentence."""
    if frame.before:
        last = frame.before[-1]
        if last.site is not None and last.site.sentence == frame.sentence and last.mention:
            return Source(last.mention, carried=True)
    return Source(None, carried=True)
