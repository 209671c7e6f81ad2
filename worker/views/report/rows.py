"""The figures as tables: what the exports hold, nothing cut.

A speaker, a claim and a statement are numbers that mean the same in all tables of one report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from worker.report import Figures, Said

Cell = str | int | float | list[str] | None
Row = dict[str, Cell]


_SIDE: Final = ("text", "name", "stance", "published_at")


class Table(Struct, frozen=True, kw_only=True):
    """A table of the exports."""

    columns: str
    """The names of its columns, in order, with spaces between."""
    rows: Callable[[Figures], Iterator[Row]]


def _voices(figures: Figures) -> Iterator[Row]:
    for tally in figures.tallies:
        voice = tally.voice
        yield {
            "speaker": voice.number,
            "name": voice.name,
            "kind": voice.kind,
            "role": voice.role,
            "organisation": voice.organisation,
            "entity": voice.entity,
            "spellings": voice.spellings,
            "claims": tally.claims,
            "articles": tally.articles,
            "outlets": len(tally.outlets),
        }


def _stances(figures: Figures) -> Iterator[Row]:
    for tally in figures.tallies:
        for stance, count in tally.stances.items():
            yield {
                "speaker": tally.voice.number,
                "name": tally.voice.name,
                "stance": stance,
                "claims": count,
            }


def _outlets(figures: Figures) -> Iterator[Row]:
    for tally in figures.tallies:
        for outlet, count in tally.outlets.items():
            yield {
                "speaker": tally.voice.number,
                "name": tally.voice.name,
                "outlet": outlet,
                "claims": count,
            }


def _days(figures: Figures) -> Iterator[Row]:
    for day in figures.days:
        yield {
            "day": day.day,
            "claims": day.claims,
            "articles": day.articles,
            "speakers": day.voices,
        }


def _pairs(figures: Figures) -> Iterator[Row]:
    for pair in figures.pairs:
        yield {
            "speaker": pair.who.number,
            "name": pair.who.name,
            "about": pair.whom.number,
            "about_name": pair.whom.name,
            "claims": pair.claims,
        }


def _statements(figures: Figures) -> Iterator[Row]:
    for each in figures.statements:
        yield {
            "statement": each.number,
            "speaker": each.voice.number,
            "name": each.voice.name,
            "text": each.said.text,
            "claims": len(each.carriers),
            "outlets": list(each.outlets),
            "first": each.said.story.published_at,
        }


def _corrections(figures: Figures) -> Iterator[Row]:
    for each in figures.corrections:
        yield {
            "change": each.change,
            "article": each.story.article,
            "url": each.story.url,
            "title": each.story.title,
            "outlet": each.story.outlet,
            **_side(figures, "old", each.old),
            **_side(figures, "new", each.new),
        }


def _side(figures: Figures, side: str, said: Said | None) -> Row:
    if said is None:
        return dict.fromkeys(f"{side}_{name}" for name in _SIDE)
    return {
        f"{side}_text": said.text,
        f"{side}_name": figures.voices[said.voice].name,
        f"{side}_stance": said.stance,
        f"{side}_published_at": said.story.published_at,
    }


def _claims(figures: Figures) -> Iterator[Row]:
    for place, said in enumerate(figures.claims):
        yield _claim(figures, place, said)


def _claim(figures: Figures, place: int, said: Said) -> Row:
    story, voice = said.story, figures.voices[said.voice]
    return {
        "claim": place,
        "statement": figures.statement_of[place],
        "speaker": said.voice,
        "name": voice.name,
        "kind_of_speaker": voice.kind,
        "role": said.role,
        "stance": said.stance,
        "kind": said.kind,
        "text": said.text,
        "about": [figures.voices[number].name for number in figures.about[place]],
        "said_on": said.said_on,
        "checkworthy": said.checkworthy,
        "confidence": said.confidence,
        "published_at": story.published_at,
        "outlet": story.outlet,
        "title": story.title,
        "url": story.url,
        "language": story.language,
        "article": story.article,
        "event": story.event,
        "claim_id": said.claim,
    }


TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "speakers": Table(
            columns="speaker name kind role organisation entity spellings claims articles outlets",
            rows=_voices,
        ),
        "stances": Table(columns="speaker name stance claims", rows=_stances),
        "outlets": Table(columns="speaker name outlet claims", rows=_outlets),
        "days": Table(columns="day claims articles speakers", rows=_days),
        "about": Table(columns="speaker name about about_name claims", rows=_pairs),
        "statements": Table(
            columns="statement speaker name text claims outlets first", rows=_statements
        ),
        "corrections": Table(
            columns="change article url title outlet"
            " old_text old_name old_stance old_published_at"
            " new_text new_name new_stance new_published_at",
            rows=_corrections,
        ),
        "claims": Table(
            columns="claim statement speaker name kind_of_speaker role stance kind text about"
            " said_on checkworthy confidence published_at outlet title url language"
            " article event claim_id",
            rows=_claims,
        ),
    }
)
