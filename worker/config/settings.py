"""Every setting: its key, type, bounds and default. The field's docstring is its documentation.

A key may be given wherever its section exists; a section for a kind that is not in use is
checked too, so that a switch of kind brings no surprise. What is ``NEEDED`` must be given where
its section is of the kind in use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field

from worker.config.kafka import Kafka, KafkaSink, KafkaSource, SharedFeeds, Topic
from worker.config.secret import Secret

Count = Annotated[int, Meta(ge=1, le=1_000_000)]
Bytes = Annotated[int, Meta(ge=1_000, le=2_000_000_000)]
Seconds = Annotated[float, Meta(gt=0, le=31_536_000)]
SecondsOrNone = Annotated[float, Meta(ge=0, le=31_536_000)]
Share = Annotated[float, Meta(gt=0, le=1)]
Interval = Annotated[float, Meta(ge=1, le=2_592_000)]
Callback = Annotated[str, Meta(pattern=r"^https?://[^\s?#]+$", max_length=500)]
Contact = Annotated[str, Meta(pattern=r"^[!-~]*[@/][!-~]*$", max_length=200)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]


NEEDED: Final = "needed"
"""Marks a key without which its kind can't work."""

SHORTEST_SECRET: Final = 16
"""Characters of a secret that others may try to guess."""

Paths = Annotated[list[Path], Meta(min_length=1)]


class FilesSource(Struct, frozen=True, kw_only=True):
    """``[source.files]``: files on disk."""

    paths: Annotated[Paths | None, NEEDED] = None
    """Files, folders (read with all below them) and patterns such as ``news/**/*.jsonl``."""
    max_feed_bytes: Bytes = 20_000_000
    """A feed document over this is rejected unread."""


class Schedule(Struct, frozen=True, kw_only=True):
    """``[source.feeds.schedule]``: how often a feed is polled."""

    first_seconds: Interval = 900.0
    """The interval before a feed has shown its rhythm."""
    shortest_seconds: Interval = 300.0
    """No feed is polled more often, unless the list says so of it."""
    longest_seconds: Interval = 14_400.0
    """No feed that is well is polled more seldom, unless the list says so of it."""
    longest_back_off_seconds: Interval = 86_400.0
    """A feed that fails is still asked this often."""


class Politeness(Struct, frozen=True, kw_only=True):
    """``[source.feeds.politeness]``: what is asked of the servers of one registrable domain."""

    at_once: Annotated[int, Meta(ge=1, le=64)] = 2
    """Requests to one domain at the same time, at most."""
    seconds_between: SecondsOrNone = 1.0
    """Between the starts of two requests to one domain."""


class Requests(Struct, frozen=True, kw_only=True):
    """``[source.feeds.requests]``: how documents and pages are fetched."""

    at_once: Annotated[int, Meta(ge=1, le=1_000)] = 32
    """Requests at the same time, at most."""
    connect_seconds: Seconds = 10.0
    """From the start of a request to the connection."""
    total_seconds: Seconds = 60.0
    """From the start of a request to its last byte."""
    max_bytes: Bytes = 10_000_000
    """A document or page over this, unpacked, is a failure."""
    allow_hosts: list[Annotated[str, Meta(min_length=1)]] = []
    """Hosts that may have a private or local address; all others that do are refused."""
    proxy: Secret | None = None
    """``http://user:password@host:port``; all requests go through it."""
    ca_file: Path | None = None
    """Certificates (PEM) to trust besides those of the system."""


class Parsers(Struct, frozen=True, kw_only=True):
    """``[source.feeds.parsers]``: the processes that parse documents and pages."""

    processes: Annotated[int, Meta(ge=1, le=64)] = 1
    """How many."""
    cpu_seconds: Seconds = 10.0
    """A document or page that takes more CPU time, or three times that and 5 s by the clock, is a
    failure, and its process is replaced."""
    memory_bytes: Annotated[int, Meta(ge=200_000_000, le=64_000_000_000)] = 1_000_000_000
    """The same for memory."""
    max_entries: Count = 2_000
    """A document with more entries is cut after the first so many."""


class WebSub(Struct, frozen=True, kw_only=True):
    """``[source.feeds.websub]``: hubs that send what is new, in place of most polls."""

    callback: Callback | None = None
    """The URL at which the world reaches ``host`` and ``port``; without it no hub is asked."""
    secret: Secret | None = None
    """Needed for it, at least 16 characters: callbacks and signatures are made from it. With
    another secret every feed is subscribed to anew."""
    host: Annotated[str, Meta(min_length=1)] = "127.0.0.1"
    """The address to listen on; ``0.0.0.0`` in a container."""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 9_401
    """Not the one of ``http.port``."""
    lease_seconds: Annotated[int, Meta(ge=300, le=31_536_000)] = 864_000
    """How long hubs are asked to send; they may choose otherwise. Leases are renewed in time."""
    backup_seconds: Interval = 86_400.0
    """A feed whose hub delivers is still polled this often, unless the list asks for more."""


class FeedsSource(Struct, frozen=True, kw_only=True):
    """``[source.feeds]``: feeds, polled politely for ever or ``once``."""

    lists: Paths | None = None
    """Lists of feeds, TOML or OPML; needed unless the feeds are ``shared``."""
    contact: Annotated[Contact | None, NEEDED] = None
    """A URL or mail address that the servers' people can turn to; part of the User-Agent."""
    state: Path = Path("feeds.db")
    """The database of what is remembered of feeds and entries."""
    once: bool = False
    """Poll every feed that is due once and end, for cron and tests."""
    full_text: bool = True
    """Whether the page of a new entry is read where its feed is short and the list is silent."""
    remember_days: Annotated[float, Meta(ge=1, le=3_650)] = 90.0
    """An entry that its feed has not shown for so long is forgotten."""
    schedule: Schedule = Schedule()
    politeness: Politeness = Politeness()
    requests: Requests = Requests()
    parsers: Parsers = Parsers()
    websub: WebSub = WebSub()
    shared: SharedFeeds = SharedFeeds()


class Source(Struct, frozen=True, kw_only=True):
    """``[source]``: where records come from."""

    kind: Literal["files", "feeds", "kafka"] = "files"
    files: FilesSource = FilesSource()
    feeds: FeedsSource = FeedsSource()
    kafka: KafkaSource = KafkaSource()
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

    kind: Literal["sqlite", "jsonl", "kafka"] = "sqlite"
    sqlite: SqliteSink = SqliteSink()
    jsonl: JsonlSink = JsonlSink()
    kafka: KafkaSink = KafkaSink()


class Pipeline(Struct, frozen=True, kw_only=True):
    """``[pipeline]``: what is done with a record."""

    languages: Annotated[list[Language], Meta(min_length=1)] = field(
        default_factory=lambda: ["ar", "en"]
    )
    """Packs in use, ISO 639-1; an article in another language is skipped."""
    max_cpu_seconds: Seconds = 10.0
    """A record that takes more CPU time is rejected."""
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    """Processes that look into records; 1 = the worker itself does."""


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
    memory: Literal["run", "sqlite", "kafka"] = "run"
    """``run`` begins with nothing known, so that each run publishes all that it reads;
    ``sqlite`` keeps what is known over restarts, for a source that goes on; ``kafka`` keeps it
    in a topic, for workers that share a topic of records."""
    path: Path | None = None
    """The database of ``sqlite``; without it ``qala.copies.db`` beside ``qala.db``."""
    topic: Topic = "known"
    """The compacted topic of ``kafka``."""


class Watch(Struct, frozen=True, kw_only=True):
    """``[watch]``: the speakers whom the user watches."""

    list: Path | None = None
    """A list of speakers with ids of the user's own, by which ``entity`` is filled."""


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

    role: Literal["all", "ingest", "enrich"] = "all"
    """``all`` goes from the source to events; ``ingest`` sends the records of the source to a
    topic as they are; ``enrich`` makes events of the records in that topic."""
    source: Source = Source()
    sink: Sink = Sink()
    kafka: Kafka = Kafka()
    pipeline: Pipeline = Pipeline()
    copies: Copies = Copies()
    watch: Watch = Watch()
    retry: Retry = Retry()
    http: Http = Http()
    log: Log = Log()

    @property
    def uses_kafka(self) -> bool:
        """Whether some part of the worker uses Kafka."""
        return "kafka" in (self.source.kind, self.sink.kind, self.copies.memory)

    @property
    def shares_feeds(self) -> bool:
        """Whether the worker is one of those that share their feeds."""
        return self.source.kind == "feeds" and self.source.feeds.shared.enabled
