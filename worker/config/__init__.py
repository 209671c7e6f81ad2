"""The settings: from a TOML file and the environment to one frozen value.

``load`` reads, checks and returns ``Settings``; every fault of file and environment is
reported at once, each with its key and what is allowed. ``effective`` gives the settings back
as plain values, with every secret masked.

A variable of the environment overrides a key of the file: ``sink.sqlite.path`` is
``QALA_SINK__SQLITE__PATH``, its sections joined by two underscores. Paths, wherever they are
given, are relative to the folder of the settings file.
"""

from __future__ import annotations

from worker.config.kafka import Kafka, KafkaSink, KafkaSource, Sasl, SharedFeeds, Tls
from worker.config.load import load
from worker.config.secret import Secret, effective, masked_text
from worker.config.settings import (
    Copies,
    FeedsSource,
    FilesSource,
    Http,
    JsonlSink,
    Log,
    Pipeline,
    Retry,
    Settings,
    Sink,
    Source,
    SqliteSink,
    Watch,
)

__all__ = [
    "Copies",
    "FeedsSource",
    "FilesSource",
    "Http",
    "JsonlSink",
    "Kafka",
    "KafkaSink",
    "KafkaSource",
    "Log",
    "Pipeline",
    "Retry",
    "Sasl",
    "Secret",
    "Settings",
    "SharedFeeds",
    "Sink",
    "Source",
    "SqliteSink",
    "Tls",
    "Watch",
    "effective",
    "load",
    "masked_text",
]
