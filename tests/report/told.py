"""Events to count, as short as they can be: who said what, in which outlet, on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from worker.article import Article, Outlet
from worker.event import Claim, Event, Span, Speaker, SpeakerKind, Stance, Time
from worker.packs import Pack
from worker.report import Figures, Period, figures


def speaker(  # noqa: PLR0913 - the fields that figures depend on
    name: str,
    kind: SpeakerKind = "person",
    *,
    role: str | None = None,
    organisation: str | None = None,
    entity: str | None = None,
    aliases: Sequence[str] = (),
) -> Speaker:
    """Make a speaker; an event gives it its id."""
    return Speaker(
        id="",
        name=name,
        kind=kind,
        role=role,
        organisation=organisation,
        aliases=list(aliases),
        entity=entity,
        mentions=[],
    )


Told = tuple[Speaker | str | None, str] | tuple[Speaker | str | None, str, Stance]


def event(  # noqa: PLR0913 - the fields that figures depend on
    article: str,
    *told: Told,
    revision: str = "1",
    outlet: str | None = "Herald",
    day: str | None = "2026-09-01",
    language: str = "en",
    url: str | None = None,
    title: str = "A title",
) -> Event:
    """Make the event of an article in which each of ``told`` says something."""
    speakers: dict[str, Speaker] = {}
    for who, *_ in told:
        made = speaker(who) if isinstance(who, str) else who
        if made:
            speakers.setdefault(made.name, made)
    numbered = {name: f"s{number}" for number, name in enumerate(speakers, 1)}
    return Event(
        id=f"{article}-{revision}",
        article=Article(
            id=article,
            source_id=article,
            revision=revision,
            url=url,
            canonical_url=url,
            title=title,
            text="",
            language=language,
            authors=[],
            published_at=None if day is None else dt.datetime.fromisoformat(f"{day}T09:30:00Z"),
            source=Outlet(name=outlet),
            fingerprint="",
        ),
        speakers=[
            Speaker(
                id=numbered[name],
                name=each.name,
                kind=each.kind,
                role=each.role,
                organisation=each.organisation,
                aliases=each.aliases,
                entity=each.entity,
                mentions=[],
            )
            for name, each in speakers.items()
        ],
        claims=[_claim(number, one, numbered) for number, one in enumerate(told, 1)],
        packs={},
    )


def counted(packs: dict[str, Pack], events: Iterable[Event]) -> Figures:
    """Return the figures of the events."""
    period = Period(packs.values())
    for each in events:
        period.add(each)
    return figures(period)


def _claim(number: int, told: Told, numbered: dict[str, str]) -> Claim:
    who, text, *rest = told
    stance: Stance = rest[0] if rest else "assert"
    name = who if isinstance(who, str) or who is None else who.name
    return Claim(
        id=f"c{number}",
        speaker=None if name is None else numbered[name],
        field="text",
        kind="indirect",
        stance=stance,
        text=text,
        spans=[Span(0, 1)],
        quotes=[],
        cue=None,
        mention=None,
        time=Time(text="today", date="2026-09-01"),
        within=None,
        evidence="test",
        confidence=0.9,
        checkworthy=len(text) % 10 / 10,
    )
