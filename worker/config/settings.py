"""Every setting: its key, type, bounds and default. The field's docstring is its documentation.

A key may be given wherever its section exists; a section for a kind that is not in use is
checked too, so that a switch of kind brings no surprise.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Bytes = Annotated[int, Meta(ge=1_000, le=2_000_000_000)]
Seconds = Annotated[float, Meta(gt=0, le=31_536_000)]
SecondsOrNone = Annotated[float, Meta(ge=0, le=31_536_000)]
Share = Annotated[float, Meta(gt=0, le=1)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]


class FilesSource(Struct, frozen=True, kw_only=True):
    """``[source.files]``: files on disk."""

    paths: Annotated[list[Path], Meta(min_length=1)]
    """Files, folders (read with all below them) and patterns such as ``news/**/*.jsonl``."""
    max_feed_bytes: Bytes = 20_000_000
    """A feed document over this is rejected unread."""


class Source(Struct, frozen=True, kw_only=True):
    """``[source]``: where records come from."""

    kind: Literal["files"] = "files"
    files: FilesSource
    batch_records: Count = 100
    """Records that are settled together, at most."""
    batch_bytes: Bytes = 16_000_000
    """A batch ends with the record that brings it to this."""
    max_record_bytes: Bytes = 5_000_000
    """A record over this is rejected unread."""


class SqliteSink(Struct, frozen=True, kw_only=True):
    """``[sink.sqlite]``: tables for analysts, the default."""

    path: Path = Path("qala.db")
    busy_timeout_seconds: SecondsOrNone = 5.0
    """How long to wait for another writer before the write is tried again by the retry rules."""


class JsonlSink(Struct, frozen=True, kw_only=True):
    """``[sink.jsonl]``: an event a line."""

    path: Path = Path("events.jsonl")
    dead_letters: Path | None = None
    """Rejected records; without it ``events.dead.jsonl`` beside ``events.jsonl``."""
    carriers: Path | None = None
    """Feeds that carried a known article; without it ``events.carriers.jsonl``, likewise."""


class Sink(Struct, frozen=True, kw_only=True):
    """``[sink]``: where events and dead letters go."""

    kind: Literal["sqlite", "jsonl"] = "sqlite"
    sqlite: SqliteSink = SqliteSink()
    jsonl: JsonlSink = JsonlSink()


class Pipeline(Struct, frozen=True, kw_only=True):
    """``[pipeline]``: what is done with a record."""

    languages: Annotated[list[Language], Meta(min_length=1)] = field(
        default_factory=lambda: ["ar", "en"]
    )
    """Packs in use, ISO 639-1; an article in another language is skipped."""
    max_cpu_seconds: Seconds = 10.0
    """A record that takes more CPU time is rejected."""


class Copies(Struct, frozen=True, kw_only=True):
    """``[copies]``: articles that come again, and articles with the words of another."""

    enabled: bool = True
    """Without it each article is published whenever it comes, and copies what nobody knows."""
    window_hours: Annotated[float, Meta(gt=0, le=8_784)] = 72.0
    """How long an article is remembered, from its arrival."""
    max_articles: Count = 100_000
    """The oldest is forgotten sooner where there are more; each takes about 2 kB of memory."""
    copy_similarity: Share = 0.4
    """Share of the words, from which an article is a copy of the first that has them."""
    cluster_similarity: Share = 0.25
    """Share of the words, from which articles are of one cluster."""
    memory: Literal["run", "sqlite"] = "run"
    """``run`` begins with nothing known, so that each run publishes all that it reads;
    ``sqlite`` keeps what is known over restarts, for a source that goes on."""
    path: Path | None = None
    """The database of ``sqlite``; without it ``qala.copies.db`` beside ``qala.db``."""


class Retry(Struct, frozen=True, kw_only=True):
    """``[retry]``: what is done when a source or a sink does not answer."""

    first_seconds: Seconds = 0.5
    """The first wait."""
    factor: Annotated[float, Meta(ge=1, le=100)] = 2.0
    """Each wait is this many times the one before."""
    longest_seconds: Seconds = 30.0
    """No wait is longer."""
    give_up_after_seconds: SecondsOrNone = 300.0
    """Time after which the process ends without commit; 0 = at the first failure."""


class Http(Struct, frozen=True, kw_only=True):
    """``[http]``: ``/metrics``, ``/healthz`` and ``/readyz``."""

    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    """The address to listen on; ``0.0.0.0`` in a container."""
    port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    """0 = off."""


class Log(Struct, frozen=True, kw_only=True):
    """``[log]``: what is told on standard error."""

    format: Literal["auto", "json", "text"] = "auto"
    """``auto`` is text at a terminal and JSON elsewhere."""
    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(Struct, frozen=True, kw_only=True):
    """All settings of a worker."""

    source: Source
    sink: Sink = Sink()
    pipeline: Pipeline = Pipeline()
    copies: Copies = Copies()
    retry: Retry = Retry()
    http: Http = Http()
    log: Log = Log()
