"""Events and rejections to write: the smallest that fill every column."""

from __future__ import annotations

import datetime as dt

from worker.article import Article, Outlet, Record
from worker.event import Claim, Cue, Event, Mention, Passage, Rejected, Span, Speaker, Time

NOON = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)


def article(name: str, revision: str, text: str) -> Article:
    """Make an article with every field that a source may give."""
    return Article(
        id=name,
        source_id=f"{name}.txt",
        revision=revision,
        url=f"https://n.example/{name}?x",
        canonical_url=f"https://n.example/{name}",
        title=f"عنوان {name}",
        text=text,
        language="ar",
        authors=["ليلى"],
        published_at=NOON,
        dated_by="rfc3339",
        source=Outlet(name="نشرة", feed="https://n.example/feed"),
        fingerprint="f",
        removed=["شارك"],
    )


def event(name: str, revision: str = "r1", claims: int = 2) -> Event:
    """Make an event with a speaker and ``claims`` claims."""
    return Event(
        id=f"{name}-{revision}",
        article=article(name, revision, "قالت ليلى: نعم\x00."),
        speakers=[speaker()],
        claims=[claim(number) for number in range(1, claims + 1)],
        packs={"ar": "1"},
    )


def speaker() -> Speaker:
    """Make a speaker."""
    return Speaker(
        id="s1",
        name="ليلى",
        kind="person",
        role="الوزيرة",
        organisation=None,
        aliases=["هي"],
        entity=None,
        mentions=[Mention(field="text", start=5, end=9)],
    )


def claim(number: int) -> Claim:
    """Make a claim; the second has neither speaker nor cue."""
    full = number == 1
    return Claim(
        id=f"c{number}",
        speaker="s1" if full else None,
        field="text",
        kind="direct",
        stance="assert",
        text="نعم",
        spans=[Span(11, 14)],
        quotes=[],
        cue=Cue(text="قالت", start=0, end=4, lemma="قال") if full else None,
        mention=Passage(text="ليلى", start=5, end=9) if full else None,
        time=Time(text="اليوم", date="2026-03-14") if full else None,
        within=None,
        evidence="test",
        confidence=0.5,
        checkworthy=None,
    )


def rejection(place: str = "a.jsonl:1", body: bytes = b"{}", **fields: str) -> Rejected:
    """Make a rejection."""
    record = Record(form="json", body=body, place=place, source_id="x", feed="f")
    return Rejected(
        record=record,
        reason=fields.get("reason", "empty"),
        message=fields.get("message", "there is no text"),
        traceback=fields.get("traceback"),
    )
