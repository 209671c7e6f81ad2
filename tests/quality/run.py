"""Marked articles → scored articles, through the whole pipeline or with events made elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import msgspec

from tests.quality.gold import Marked
from tests.quality.score import Scored, score
from worker import packs, pipeline
from worker.article import Record
from worker.event import Event, Published

_NOW = dt.datetime(2026, 12, 31, tzinfo=dt.UTC)


def scored(articles: Iterable[Marked]) -> list[Scored]:
    """Score what the pipeline finds in each article."""
    return [score(article, _event(article)) for article in articles]


def scored_with(articles: Iterable[Marked], events: Path) -> list[Scored]:
    """Score the events of a JSONL file, which name their articles by ``source_id``."""
    lines = events.read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=Event) for line in lines if line.strip()]
    by_id = {event.article.source_id: event for event in found}
    return [score(article, by_id.get(article.id)) for article in articles]


def _event(article: Marked) -> Event | None:
    loaded = {language: packs.load(language) for language in packs.available()}
    record = Record(form="json", body=article.record(), place=article.id)
    outcome = pipeline.process(record, loaded, now=_NOW)
    return outcome.event if isinstance(outcome, Published) else None
