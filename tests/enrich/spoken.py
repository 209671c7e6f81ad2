"""Texts through the whole pipeline, and what was found in the words of the tables."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from worker import pipeline
from worker.article import Record
from worker.event import Claim, Event, Published
from worker.packs import available, load

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
PACKS = {language: load(language) for language in available()}

Case = dict[str, Any]


def cases(*names: str) -> list[Any]:
    """Return the cases of tables as parameters, each under its name.

    A case with a ``gap`` does not hold yet, for the reason given; once it does, its test fails
    until the key is struck.
    """
    return [
        pytest.param(case, id=f"{name}: {case['name']}", marks=expected(case.get("gap")))
        for name in names
        for case in tomllib.loads(_table(name).read_text(encoding="utf-8"))["case"]
    ]


def _table(name: str) -> Path:
    return Path(__file__).parent / "tables" / f"{name}.toml"


def expected(gap: str | None) -> list[pytest.MarkDecorator]:
    """Return the mark of a known gap, where there is one."""
    return [pytest.mark.xfail(raises=AssertionError, strict=True, reason=gap)] if gap else []


def event_of(text: str, language: str, *, title: str = "", published_at: str = "") -> Event:
    """Return the event of an article."""
    body = {"language": language, "title": title, "text": text}
    if published_at:
        body["published_at"] = published_at
    record = Record(form="json", body=msgspec.json.encode(body), place="a table")
    outcome = pipeline.process(record, PACKS, now=NOW)
    assert isinstance(outcome, Published), outcome
    return outcome.event


def in_words(event: Event, claim: Claim) -> dict[str, str]:
    """Return what a claim tells, as strings; an empty one where there is nothing to tell."""
    speaker = next((each for each in event.speakers if each.id == claim.speaker), None)
    outer = next((each for each in event.claims if each.id == claim.within), None)
    words: dict[str, str | None] = {
        "text": claim.text,
        "field": claim.field,
        "speaker": speaker.name if speaker else None,
        "mention": claim.mention.text if claim.mention else None,
        "cue": claim.cue.text if claim.cue else None,
        "lemma": claim.cue.lemma if claim.cue else None,
        "kind": claim.kind,
        "stance": claim.stance,
        "role": speaker.role if speaker else None,
        "organisation": speaker.organisation if speaker else None,
        "speaker_kind": speaker.kind if speaker else None,
        "time": claim.time.text if claim.time else None,
        "date": claim.time.date if claim.time else None,
        "within": outer.text if outer else None,
        "evidence": claim.evidence,
    }
    return {key: value or "" for key, value in words.items()}
