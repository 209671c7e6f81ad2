"""The figures of a period, counted from what it holds.

Every count is of claims of current revisions, and each can be traced: ``claims`` holds them
all, ``about`` and ``statement_of`` say of each whom it names and whose wording it shares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct

from worker.event import Stance
from worker.report.corrections import Correction
from worker.report.mentioned import about, of_period
from worker.report.period import Period
from worker.report.said import Said, Story
from worker.report.statements import grouped
from worker.report.voices import Voice

_T = TypeVar("_T")


class Tally(Struct, frozen=True, kw_only=True):
    """How a voice spoke."""

    voice: Voice
    claims: int
    articles: int
    outlets: dict[str, int]
    """Claims by outlet, the most first."""
    stances: dict[Stance, int]
    """Claims by stance, the most first."""


class Day(Struct, frozen=True, kw_only=True):
    """The claims of the articles that were published on one day in UTC."""

    day: str
    """ISO 8601."""
    claims: int
    articles: int
    voices: int
    """Voices with a name."""


class Pair(Struct, frozen=True, kw_only=True):
    """Who speaks about whom: claims of one voice that name another."""

    who: Voice
    whom: Voice
    claims: int


class Statement(Struct, frozen=True, kw_only=True):
    """The same statement in two or more outlets."""

    number: int
    """The position of its earliest claim in ``Figures.claims``."""
    voice: Voice
    said: Said
    """The earliest claim."""
    carriers: list[Said]
    """All its claims, the earliest first."""
    outlets: dict[str, int]
    """Claims by outlet, in the order in which they carried it."""


class Totals(Struct, frozen=True, kw_only=True):
    """The period as a whole."""

    articles: int
    claims: int
    voices: int
    """Voices with a name and a claim."""
    outlets: dict[str, int]
    """Articles by outlet, the most first; the key is empty where none is known."""
    languages: dict[str, int]
    """Articles by language, the most first."""
    stances: dict[Stance, int]
    """Claims by stance, the most first."""
    superseded: int
    """Revisions that a later one has taken the place of; they count nowhere else."""
    undated: int
    """Articles without a time of publication."""
    first: str | None
    """The first day with an article, ISO 8601 in UTC."""
    last: str | None


class Figures(Struct, frozen=True, kw_only=True):
    """What a report shows."""

    totals: Totals
    voices: list[Voice]
    """By number."""
    tallies: list[Tally]
    """Those who spoke, the most claims first; unnamed sources and nobody are each one of them."""
    days: list[Day]
    """Days with an article, in order."""
    pairs: list[Pair]
    """The most claims first."""
    statements: list[Statement]
    """The most outlets first."""
    corrections: list[Correction]
    """In the order in which the revisions came."""
    claims: list[Said]
    """Article by article, in the order of the text."""
    about: list[list[int]]
    """Of each claim, the numbers of the voices that it names."""
    statement_of: list[int]
    """Of each claim, the position of the claim that leads its statement, maybe itself."""


def figures(period: Period) -> Figures:
    """Count what the period holds."""
    stories, claims, voices = list(period.stories), list(period.claims), period.voices()
    mentions = of_period(period.words, voices)
    named = [about(said, mentions) for said in claims]
    leaders = grouped(claims, period.words)
    tallies = _tallies(claims, voices)
    return Figures(
        totals=_totals(stories, claims, tallies, period.superseded),
        voices=voices,
        tallies=tallies,
        days=_days(stories, claims, voices),
        pairs=_pairs(claims, named, voices),
        statements=_statements(claims, leaders, voices),
        corrections=period.corrections,
        claims=claims,
        about=named,
        statement_of=leaders,
    )


def _totals(
    stories: Sequence[Story], claims: Sequence[Said], tallies: Sequence[Tally], superseded: int
) -> Totals:
    days = sorted({story.day for story in stories if story.day})
    return Totals(
        articles=len(stories),
        claims=len(claims),
        voices=sum(tally.voice.named for tally in tallies),
        outlets=_counted(story.outlet for story in stories),
        languages=_counted(story.language for story in stories),
        stances=_counted(said.stance for said in claims),
        superseded=superseded,
        undated=sum(not story.day for story in stories),
        first=days[0] if days else None,
        last=days[-1] if days else None,
    )


def _tallies(claims: Iterable[Said], voices: Sequence[Voice]) -> list[Tally]:
    by_voice: dict[int, list[Said]] = {}
    for said in claims:
        by_voice.setdefault(said.voice, []).append(said)
    tallies = [
        Tally(
            voice=voices[number],
            claims=len(its),
            articles=len({said.story.article for said in its}),
            outlets=_counted(said.story.outlet for said in its),
            stances=_counted(said.stance for said in its),
        )
        for number, its in by_voice.items()
    ]
    return sorted(tallies, key=lambda tally: (-tally.claims, tally.voice.number))


def _days(stories: Iterable[Story], claims: Iterable[Said], voices: Sequence[Voice]) -> list[Day]:
    articles = Counter(story.day for story in stories if story.day)
    spoken = Counter(said.story.day for said in claims)
    heard: dict[str, set[int]] = {}
    for said in claims:
        if voices[said.voice].named:
            heard.setdefault(said.story.day, set()).add(said.voice)
    return [
        Day(day=day, claims=spoken[day], articles=count, voices=len(heard.get(day, ())))
        for day, count in sorted(articles.items())
    ]


def _pairs(
    claims: Sequence[Said], named: Sequence[Sequence[int]], voices: Sequence[Voice]
) -> list[Pair]:
    counted = Counter(
        (said.voice, whom) for said, those in zip(claims, named, strict=True) for whom in those
    )
    pairs = [
        Pair(who=voices[who], whom=voices[whom], claims=count)
        for (who, whom), count in counted.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.claims, pair.who.number, pair.whom.number))


def _statements(
    claims: Sequence[Said], leaders: Sequence[int], voices: Sequence[Voice]
) -> list[Statement]:
    groups: dict[int, list[Said]] = {}
    for place, leader in enumerate(leaders):
        groups.setdefault(leader, []).append(claims[place])
    found = []
    for leader, carriers in groups.items():
        if len({said.story.outlet for said in carriers}) > 1:
            carriers.sort(key=lambda said: said.story.published_at or "~")
            outlets = Counter(said.story.outlet for said in carriers)
            found.append(
                Statement(
                    number=leader,
                    voice=voices[claims[leader].voice],
                    said=claims[leader],
                    carriers=carriers,
                    outlets=dict(outlets),
                )
            )
    return sorted(found, key=lambda each: (-len(each.outlets), -len(each.carriers), each.number))


def _counted(those: Iterable[_T]) -> dict[_T, int]:
    return dict(Counter(those).most_common())
