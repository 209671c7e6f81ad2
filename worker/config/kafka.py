"""The settings of Kafka: ``[kafka]``, and those of the sources and the sink that use it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from worker.config.secret import Secret

Topic = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,200}$")]
Address = Annotated[str, Meta(pattern=r"^(?:[^\s:/]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}$")]
Wait = Annotated[float, Meta(gt=0, le=86_400)]


class Tls(Struct, frozen=True, kw_only=True):
    """``[kafka.tls]``: encryption, and a certificate of the worker's (mTLS)."""

    enabled: bool = False
    ca_file: Path | None = None
    """Certificates (PEM) to trust in place of those of the system."""
    certificate_file: Path | None = None
    """The worker's certificate (PEM) with its chain, where the brokers ask for one."""
    key_file: Path | None = None
    """And its key (PEM)."""
    key_password: Secret | None = None
    verify_hostname: bool = True
    """Whether a broker's certificate must be for its host name."""


class Sasl(Struct, frozen=True, kw_only=True):
    """``[kafka.sasl]``: who the worker is; a token that is mounted may change while it runs."""

    mechanism: Literal["none", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = "none"
    username: str | None = None
    """For PLAIN and SCRAM."""
    password: Secret | None = None
    password_file: Path | None = None
    """A file that holds the password, in place of ``password``."""
    token_file: Path | None = None
    """For OAUTHBEARER: a file with a token, read again at each connection."""
    token_url: str | None = None
    """For OAUTHBEARER: a token endpoint, asked with client credentials."""
    client_id: str | None = None
    """The client that the token endpoint knows."""
    client_secret: Secret | None = None
    scope: str | None = None
    """What the token is to be for, where the endpoint asks for it."""


class Kafka(Struct, frozen=True, kw_only=True):
    """``[kafka]``: the cluster, for whatever part of the worker uses it."""

    bootstrap: list[Address] = []
    """Some brokers, ``host:port``; needed where a part is of kind ``kafka``."""
    client_id: Name = "qala"
    """The name that the brokers' logs, quotas and metrics show."""
    tls: Tls = Tls()
    sasl: Sasl = Sasl()
    consumer_options: dict[str, Any] = {}
    """Any further option of kafka-python's ``KafkaConsumer``."""
    producer_options: dict[str, Any] = {}
    """The same of its ``KafkaProducer``."""
    admin_options: dict[str, Any] = {}
    """And of its ``KafkaAdminClient``."""


class KafkaSource(Struct, frozen=True, kw_only=True):
    """``[source.kafka]``: records from a topic."""

    topic: Topic = "records"
    group: Name = "qala-enrich"
    """The consumer group: its workers share the partitions."""
    start: Literal["earliest", "latest"] = "earliest"
    """Where a group begins that has committed nothing yet."""
    poll_seconds: Annotated[float, Meta(ge=0.01, le=30)] = 0.5
    """How long a read waits for records, at most."""
    session_seconds: Wait = 45.0
    """A worker that the brokers have not heard of for so long loses its partitions."""
    max_poll_seconds: Wait = 300.0
    """So does one that takes longer over a batch."""
    stalled_after_seconds: Wait = 600.0
    """The process ends when a partition has records and none was read for so long."""


class SharedFeeds(Struct, frozen=True, kw_only=True):
    """``[source.feeds.shared]``: feeds that replicas of the role ``ingest`` share."""

    enabled: bool = False
    """Whether the registry says which feeds are polled (``qala feeds sync``), not ``lists``."""
    registry: Topic = "feeds"
    """The compacted topic of the feeds."""
    states: Topic = "feed-states"
    """The compacted topic of what is remembered of them, with as many partitions."""
    group: Name = "qala-ingest"
    """The consumer group: its replicas share the partitions of the registry."""
    session_seconds: Wait = 45.0
    """A replica that the brokers have not heard of for so long loses its feeds."""
    stalled_after_seconds: Wait = 600.0
    """The process ends when a partition of the registry has feeds and gave none for so long."""


class KafkaSink(Struct, frozen=True, kw_only=True):
    """``[sink.kafka]``: a message an event."""

    articles: Topic = "articles"
    """Events, keyed by article."""
    claims: Topic | None = None
    """Claims, a message each, keyed by speaker; without it none are sent."""
    carriers: Topic | None = None
    """Feeds that carried a known article, keyed by it; without it none are sent."""
    dead_letters: Topic = "dead-letters"
    """Rejected records, as they came."""
    records: Topic = "records"
    """Where the role ``ingest`` sends records."""
    delivery: Literal["exactly-once", "at-least-once"] = "exactly-once"
    """Whether a batch is one transaction, or its messages may come twice after a failure."""
    compression: Literal["none", "gzip", "lz4", "snappy", "zstd"] = "zstd"
    max_message_bytes: Annotated[int, Meta(ge=10_000, le=100_000_000)] = 1_000_000
    """What the topics take (``max.message.bytes``); a larger event is rejected."""
    transaction_seconds: Wait = 60.0
    """The brokers abort a transaction that is open for so long, as of a worker that died."""
    transactional_id: Name | None = None
    """The name of this worker's transactions, which no other may have; without it a new one
    at each start."""
