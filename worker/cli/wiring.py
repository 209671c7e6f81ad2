"""Settings → parts. A new source, sink or observer is wired here and nowhere else."""

from __future__ import annotations

import datetime as dt
import os
import shlex
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from worker import intake, packs, pipeline
from worker.article import Record
from worker.config import Copies, Retry, Settings
from worker.copies import Rules, Window
from worker.event import Outcome, Rejected, Relayed
from worker.memories import run, sqlite
from worker.packs import Pack
from worker.ports import Happening, Memory, Observer, Sink, Source
from worker.runtime.acquaintance import Acquaintance
from worker.runtime.budget import TOO_SLOW, Budget, Lap, Process
from worker.runtime.crew import CRASHED
from worker.runtime.loop import utc_now
from worker.runtime.retry import Policy
from worker.sinks.jsonl import Jsonl
from worker.sinks.sqlite import Sqlite
from worker.sources import files
from worker.sources.feeds.feed import Standing
from worker.sources.feeds.polling import REASONS as POLL_REASONS
from worker.sources.feeds.websub import subscription as websub
from worker.watch import WatchList

if TYPE_CHECKING:  # see worker.cli
    from worker.cli.kafka import Cluster

BUDGET_KEY = "pipeline.max_cpu_seconds"
_QUERY = "SELECT speaker, stance, claim FROM statements LIMIT 10"


def load_packs(settings: Settings) -> dict[str, Pack]:
    """Return the packs that the settings ask for, by language. Raises ``PackError``."""
    return {language: packs.load(language) for language in settings.pipeline.languages}


def processor(
    loaded: Mapping[str, Pack], watch: Callable[[], WatchList | None] = lambda: None
) -> Process:
    """Return the pipeline with its packs, a clock, and the watch list in force."""

    def process(record: Record, lap: Lap) -> Outcome:
        return pipeline.process(record, loaded, now=utc_now(), watch=watch(), lap=lap)

    return process


def relaying(record: Record, _lap: Lap) -> Outcome:
    """Pass a record on as it is; one that its source could not bring is rejected."""
    if record.fault:
        reason, message = record.fault.reason, record.fault.message
        return Rejected(record=record, reason=reason, message=message)
    return Relayed(record=record)


def budget(settings: Settings) -> Budget:
    """Return the CPU time that the settings allow a record, or a feed document."""
    return Budget(settings.pipeline.max_cpu_seconds, key=BUDGET_KEY)


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
    return sorted({*intake.REASONS, *files.REASONS, TOO_SLOW, CRASHED, "bug"})


def poll_results() -> list[str]:
    """Return everything that can come of the poll of a feed."""
    return ["new", "same", "not-modified", *POLL_REASONS]


def standings() -> tuple[str, ...]:
    """Return every way in which a feed can fare."""
    return get_args(Standing)


def subscriptions() -> tuple[str, ...]:
    """Return every way in which we can stand with a hub."""
    return get_args(websub.Standing)


def broadcast(*observers: Observer) -> Observer:
    """Return an observer that tells each of ``observers`` in turn."""

    def observe(happening: Happening, /) -> None:
        for observer in observers:
            observer(happening)

    return observe


def cluster(settings: Settings, observe: Observer) -> Callable[[], Cluster]:
    """Return what makes the parts that use Kafka, once, when one of them is asked for."""

    @cache
    def made() -> Cluster:
        from worker.cli.kafka import Cluster  # noqa: PLC0415 - see worker.cli

        return Cluster(settings, observe)

    return made


def source(settings: Settings, observe: Observer, cluster: Callable[[], Cluster]) -> Source:
    """Open the source that the settings name; ``observe`` is told what it meets."""
    chosen = settings.source
    if chosen.kind == "kafka":
        return cluster().source()
    if chosen.kind == "feeds":
        from worker.cli import feeding  # noqa: PLC0415 - see worker.cli

        return feeding.source(settings, observe, cluster)
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


def sink(settings: Settings, cluster: Callable[[], Cluster]) -> Sink:
    """Open the sink that the settings name."""
    match settings.sink.kind:
        case "sqlite":
            chosen = settings.sink.sqlite
            return Sqlite(chosen.path, busy_timeout_seconds=chosen.busy_timeout_seconds)
        case "jsonl":
            lines = settings.sink.jsonl
            return Jsonl(lines.path, lines.dead_letters, lines.carriers)
        case "kafka":
            return cluster().sink()


def memory(settings: Settings, cluster: Callable[[], Cluster]) -> Memory:
    """Open the memory that the settings name."""
    if settings.copies.memory == "kafka":
        return cluster().memory()
    if settings.copies.memory == "run":
        return run.Run()
    beside = {"sqlite": settings.sink.sqlite.path, "jsonl": settings.sink.jsonl.path}
    results = beside.get(settings.sink.kind, settings.sink.sqlite.path)
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
        case "kafka":
            topics = settings.sink.kafka
            name = topics.records if settings.role == "ingest" else topics.articles
            return [f"Results: topic {name} at {', '.join(settings.kafka.bootstrap)}"]


def _short(path: Path) -> str:
    """Return ``path`` as one would type it here."""
    whole, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 - links are kept
    return str(whole.relative_to(here) if whole.is_relative_to(here) else whole)
