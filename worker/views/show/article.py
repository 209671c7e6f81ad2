"""Title and text of the article, with claims, quotations, cues and mentions marked in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

import htpy
from msgspec import Struct

from worker.article import Article
from worker.event import Field
from worker.views.directions import direction_of
from worker.views.marks import Mark, Piece, nested
from worker.views.show.cast import Cast, Said, look_of, sign_of
from worker.views.words import Words

Kind = Literal["claim", "quote", "mention", "cue"]

# Of what has the same extent, the outer one is the lower.
_RANKS: dict[Kind, int] = {"claim": 0, "quote": 1000, "mention": 1001, "cue": 1002}
_HIGHEST = 3
_PARAGRAPH = re.compile(r"[^\n]+")


class Sign(Struct, frozen=True, kw_only=True):
    """What a mark in the text is."""

    kind: Kind
    speaker: int | None
    said: Said | None = None
    """The claim that it belongs to; none for a mention without one."""
    opens: bool = False
    """Whether a claim begins with it, and not only goes on."""


Marks = list[Mark[Sign]]


def headline(article: Article, cast: Cast, words: Words) -> htpy.Element:
    """Return the title, with the claims that are in it; without one, a heading to be heard."""
    title = article.title
    if not title:
        return htpy.h1("#title.heard")[article.source_id or article.id]
    inside = nested(title, _marks(cast, "title"))
    return htpy.h1("#title", dir=direction_of(title))[_Drawing(cast, words).all(inside)]


def paragraphs(text: str, cast: Cast, words: Words) -> Iterator[htpy.Element]:
    """Yield the paragraphs of the text, each in its own direction."""
    drawing = _Drawing(cast, words)
    whole = direction_of(text, words.direction)
    for paragraph, marks in _by_paragraph(text, _marks(cast, "text")):
        direction = direction_of(paragraph, whole)
        yield htpy.p(dir=direction)[drawing.all(nested(paragraph, marks))]


def _marks(cast: Cast, field: Field) -> Marks:
    """Return every mark of a field; a place where two claims have one source is marked once."""
    marks: Marks = []
    mentions: dict[tuple[int, int], Sign] = {}
    for said in cast.said:
        if said.claim.field == field:
            marks += _marks_of(said)
            if place := said.claim.mention:
                sign = Sign(kind="mention", speaker=said.speaker, said=said)
                mentions.setdefault((place.start, place.end), sign)
    for position, speaker in enumerate(cast.speakers):
        for each in speaker.mentions:
            if each.field == field:
                sign = Sign(kind="mention", speaker=position)
                mentions.setdefault((each.start, each.end), sign)
    return marks + [_mark(*place, sign) for place, sign in mentions.items()]


def _marks_of(said: Said) -> Iterator[Mark[Sign]]:
    claim = said.claim
    for at, span in enumerate(claim.spans):
        sign = Sign(kind="claim", speaker=said.speaker, said=said, opens=at == 0)
        yield _mark(span.start, span.end, sign)
    for quote in claim.quotes:
        yield _mark(quote.start, quote.end, Sign(kind="quote", speaker=said.speaker, said=said))
    if cue := claim.cue:
        yield _mark(cue.start, cue.end, Sign(kind="cue", speaker=said.speaker, said=said))


def _mark(start: int, end: int, sign: Sign) -> Mark[Sign]:
    depth = sign.said.depth if sign.said and sign.kind == "claim" else 0
    return Mark(start=start, end=end, rank=_RANKS[sign.kind] + min(depth, 999), what=sign)


def _by_paragraph(text: str, marks: Marks) -> Iterator[tuple[str, Marks]]:
    """Yield each paragraph with the marks that reach into it, their places counted from it."""
    found = list(_PARAGRAPH.finditer(text))
    starts = [paragraph.start() for paragraph in found]
    inside: list[Marks] = [[] for _ in found]
    for mark in marks:
        at = max(bisect_right(starts, mark.start) - 1, 0)
        while at < len(found) and starts[at] < mark.end:
            start, end = mark.start - starts[at], mark.end - starts[at]
            inside[at].append(Mark(start=start, end=end, rank=mark.rank, what=mark.what))
            at += 1
    yield from zip((paragraph[0] for paragraph in found), inside, strict=True)


class _Drawing:
    """Pieces → elements."""

    def __init__(self, cast: Cast, words: Words) -> None:
        self._cast = cast
        self._words = words

    def all(self, inside: list[str | Piece[Sign]]) -> list[htpy.Node]:
        return [each if isinstance(each, str) else self._piece(each) for each in inside]

    def _piece(self, piece: Piece[Sign]) -> htpy.Element:
        sign, inside = piece.what, self.all(piece.within)
        look = look_of(sign.speaker)
        number = sign.said.number if sign.said else None
        if sign.kind == "claim" and sign.said:
            badge = self._badge(sign.said) if sign.opens and piece.first else None
            higher = min(_height(piece.within), _HIGHEST)
            return htpy.mark(class_=f"claim h{higher} {look}", data_claim=number)[badge, inside]
        speaker = sign_of(sign.speaker) if sign.kind == "mention" else None
        return htpy.span(class_=f"{sign.kind} {look}", data_claim=number, data_speaker=speaker)[
            inside
        ]

    def _badge(self, said: Said) -> htpy.Element:
        words, name = self._words, self._cast.name_of(said) or self._words.no_speaker
        told = f"{words.claim} {said.number}: {name}, {words.stances[said.claim.stance]}"
        return htpy.a(
            id=f"t{said.number}",
            class_=f"badge {look_of(said.speaker)}",
            href=f"#c{said.number}",
            aria_label=told,
        )[sign_of(said.speaker)]


def _height(inside: list[str | Piece[Sign]]) -> int:
    """Return how many claims lie in one another within a piece."""
    heights = [
        _height(each.within) + (each.what.kind == "claim")
        for each in inside
        if not isinstance(each, str)
    ]
    return max(heights, default=0)
