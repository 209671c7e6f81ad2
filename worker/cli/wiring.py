"""Settings → parts. A new source, sink or observer is wired here and nowhere else."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from worker import intake, packs, pipeline
from worker.article import Record
from worker.cli import feeding
from worker.config import Copies, Retry, Settings
from worker.copies import Rules, Window
from worker.event import Outcome
from worker.memories import run, sqlite
from worker.packs import Pack
from worker.ports import Happening, Memory, Observer, Sink, Source
from worker.runtime.acquaintance import Acquaintance
from worker.runtime.budget import TOO_SLOW, Budget, Lap, Process
from worker.runtime.loop import utc_now
from worker.runtime.retry import Policy
from worker.sinks.jsonl import Jsonl
from worker.sinks.sqlite import Sqlite
from worker.sources import files
from worker.sources.feeds.feed import Standing
from worker.sources.feeds.polling import REASONS as POLL_REASONS

_QUERY = "SELECT speaker, stance, claim FROM statements LIMIT 10"


def load_packs(settings: Settings) -> dict[str, Pack]:
    """Return the packs that the settings ask for, by language. Raises ``PackError``."""
    return {language: packs.load(language) for language in settings.pipeline.languages}


def processor(loaded: Mapping[str, Pack]) -> Process:
    """Return the pipeline with its packs and a clock."""

    def process(record: Record, lap: Lap) -> Outcome:
        return pipeline.process(record, loaded, now=utc_now(), lap=lap)

    return process


def budget(settings: Settings) -> Budget:
    """Return the CPU time that the settings allow a record, or a feed document."""
    return Budget(settings.pipeline.max_cpu_seconds, key="pipeline.max_cpu_seconds")


def policy(retry: Retry) -> Policy:
    """Return how patient the settings ask the loop to be."""
    return Policy(
        first_seconds=retry.first_seconds,
        factor=retry.factor,
        longest_seconds=retry.longest_seconds,
        give_up_after_seconds=retry.give_up_after_seconds,
    )


def reasons() -> list[str]:
    """Return every reason that a rejection can have."""
    return sorted({*intake.REASONS, *files.REASONS, TOO_SLOW, "bug"})


def poll_results() -> list[str]:
    """Return everything that can come of the poll of a feed."""
    return ["new", "same", "not-modified", *POLL_REASONS]


def standings() -> tuple[str, ...]:
    """Return every way in which a feed can fare."""
    return get_args(Standing)


def broadcast(*observers: Observer) -> Observer:
    """Return an observer that tells each of ``observers`` in turn."""

    def observe(happening: Happening, /) -> None:
        for observer in observers:
            observer(happening)

    return observe


def source(settings: Settings, observe: Observer) -> Source:
    """Open the source that the settings name; ``observe`` is told what it meets."""
    chosen = settings.source
    if chosen.kind == "feeds":
        return feeding.source(settings, observe)
    limits = files.Limits(
        record_bytes=chosen.max_record_bytes,
        feed_bytes=chosen.files.max_feed_bytes,
        budget=budget(settings),
    )
    return files.Files(
        chosen.files.paths or [],
        batch_records=chosen.batch_records,
        batch_bytes=chosen.batch_bytes,
        limits=limits,
    )


def sink(settings: Settings) -> Sink:
    """Open the sink that the settings name."""
    match settings.sink.kind:
        case "sqlite":
            chosen = settings.sink.sqlite
            return Sqlite(chosen.path, busy_timeout_seconds=chosen.busy_timeout_seconds)
        case "jsonl":
            lines = settings.sink.jsonl
            return Jsonl(lines.path, lines.dead_letters, lines.carriers)


def memory(settings: Settings) -> Memory:
    """Open the memory that the settings name."""
    if settings.copies.memory == "run":
        return run.Run()
    beside = {"sqlite": settings.sink.sqlite.path, "jsonl": settings.sink.jsonl.path}
    results = beside[settings.sink.kind]
    return sqlite.Sqlite(settings.copies.path or results.with_name(f"{results.stem}.copies.db"))


def acquaintance(copies: Copies, loaded: Mapping[str, Pack], keeper: Memory) -> Acquaintance | None:
    """Return what tells known articles and copies; None where the settings ask for none."""
    if not copies.enabled:
        return None
    rules = Rules(
        span=dt.timedelta(hours=copies.window_hours),
        most=copies.max_articles,
        copy_similarity=copies.copy_similarity,
        cluster_similarity=copies.cluster_similarity,
    )
    return Acquaintance(Window(rules, loaded), keeper)


def hints(settings: Settings) -> list[str]:
    """Return where the results are, and a command to look at them."""
    match settings.sink.kind:
        case "sqlite":
            path = _short(settings.sink.sqlite.path)
            return [f"Results: {path}", f'Try:     sqlite3 {shlex.quote(path)} "{_QUERY}"']
        case "jsonl":
            path = _short(settings.sink.jsonl.path)
            return [f"Results: {path}", f"Try:     head -n 1 {shlex.quote(path)}"]


def _short(path: Path) -> str:
    """Return ``path`` as one would type it here."""
    whole, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 - links are kept
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)
