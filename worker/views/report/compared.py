"""The sections that hold claims against each other: checkable first, carried, corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import htpy as h

from worker.report import Correction, Piece, Said, Statement, compared
from worker.views.directions import direction_of
from worker.views.report.places import article, source, when
from worker.views.report.reading import Reading
from worker.views.report.tables import cut, folded, nothing, section

CHECKABLE: Final = 40
STATEMENTS: Final = 60
CORRECTIONS: Final = 100


def checkable(reading: Reading) -> h.Element:
    """Return the section of the claims with the highest score, each statement once."""
    figures = reading.figures
    scored = [
        place
        for place, said in enumerate(figures.claims)
        if said.checkworthy is not None and figures.statement_of[place] == place
    ]
    scored.sort(key=lambda place: -(figures.claims[place].checkworthy or 0))
    if not scored:
        return section(reading, "checkable", nothing(reading))
    words = reading.wording.table
    rows = (
        (_score(figures.claims[place]), *_claim(reading, place)) for place in scored[:CHECKABLE]
    )
    head = [words["score"], words["claim"], words["speaker"], words["article"]]
    return section(
        reading,
        "checkable",
        folded(reading, reading.wording.sections["checkable"], head, rows),
        cut(reading, len(scored[:CHECKABLE]), len(scored)),
    )


def carried(reading: Reading) -> h.Element:
    """Return the section of statements that several outlets carry."""
    statements = reading.figures.statements
    if not statements:
        return section(reading, "statements", nothing(reading))
    words = reading.wording.table
    rows = (_statement(reading, each) for each in statements[:STATEMENTS])
    head = [words[name] for name in ("statement", "speaker", "claims", "outlets", "first")]
    return section(
        reading,
        "statements",
        folded(reading, reading.wording.sections["statements"], head, rows),
        cut(reading, len(statements[:STATEMENTS]), len(statements)),
    )


def corrected(reading: Reading) -> h.Element:
    """Return the section of claims that changed between the revisions of an article."""
    corrections = reading.figures.corrections
    if not corrections:
        return section(reading, "corrections", nothing(reading))
    words = reading.wording.table
    shown = corrections[-CORRECTIONS:][::-1]
    head = [words[name] for name in ("article", "old", "new")]
    return section(
        reading,
        "corrections",
        folded(
            reading,
            reading.wording.sections["corrections"],
            head,
            (_correction(reading, each) for each in shown),
        ),
        cut(reading, len(shown), len(corrections)),
    )


def _score(said: Said) -> h.Element:
    score = said.checkworthy or 0
    return h.span(".score")[
        h.meter(min="0", max="1", value=f"{score:.2f}", aria_hidden="true"), f"{score:.2f}"
    ]


def _claim(reading: Reading, place: int) -> tuple[h.Node, ...]:
    said = reading.figures.claims[place]
    return (
        _text(reading, place, said),
        _speaker(reading, said),
        source(reading, said),
    )


def _text(reading: Reading, place: int, said: Said) -> h.Element:
    """Return the words, as a link where the list of all claims has them."""
    if place in reading.listed:
        return h.a(".claim", href=f"#k{place}", **_written(said))[said.text]
    return h.span(".claim", **_written(said))[said.text]


def _written(said: Said) -> dict[str, str]:
    """Return the attributes that say how the words of a claim are written."""
    return {"dir": direction_of(said.text), "lang": said.story.language}


def _speaker(reading: Reading, said: Said) -> h.Element:
    voice = reading.figures.voices[said.voice]
    return h.a(href=f"#v{voice.number}")[h.bdi[reading.name(voice)]]


def _statement(reading: Reading, statement: Statement) -> tuple[h.Node, ...]:
    label, said = reading.name(statement.voice), statement.said
    return (
        h.span(".claim", **_written(said))[said.text],
        _speaker(reading, said),
        reading.link(
            len(statement.carriers), label, voice=statement.voice.number, same=statement.number
        ),
        h.ul(".inline")[(h.li[h.bdi[reading.outlet(name)]] for name in statement.outlets)],
        when(reading, said.story),
    )


def _correction(reading: Reading, correction: Correction) -> tuple[h.Node, ...]:
    old, new = correction.old, correction.new
    before: Sequence[Piece] = ()
    after: Sequence[Piece] = ()
    if old and new:
        before, after = compared(old.text, new.text)
    return (
        [
            h.strong(".change")[reading.wording.change[correction.change]],
            h.bdi[reading.outlet(correction.story.outlet)],
            " · ",
            article(reading, correction.story),
        ],
        _side(reading, old, before, h.del_),
        _side(reading, new, after, h.ins),
    )


def _side(reading: Reading, said: Said | None, pieces: Sequence[Piece], mark: h.Element) -> h.Node:
    """Return a claim as it was or is, with the words in ``mark`` that the other has not."""
    if said is None:
        return "–"
    return [
        h.span(".claim", **_written(said))[_pieces(pieces, mark) if pieces else mark[said.text]],
        h.div(".quiet")[
            _speaker(reading, said),
            " · ",
            reading.words.stances[said.stance],
            " · ",
            when(reading, said.story),
        ],
    ]


def _pieces(pieces: Sequence[Piece], mark: h.Element) -> Iterator[h.Node]:
    for piece in pieces:
        yield mark[piece.text] if piece.changed else piece.text
        yield " "
