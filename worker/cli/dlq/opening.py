"""Settings → the place where their sink keeps dead letters; arguments → which are wanted."""

from __future__ import annotations

import argparse

from worker.cli.kafka import client
from worker.cli.moments import since, until
from worker.config import Settings
from worker.deadletters import Box, FileBox, Lines, Tables, Topic, Wanted


def open_box(settings: Settings) -> Box:
    """Open what the sink of the settings wrote. Raises ``UsageError`` where there is nothing."""
    if settings.sink.kind == "kafka":
        return Topic(client(settings.kafka), settings.sink.kafka.dead_letters)
    return open_file(settings)


def open_file(settings: Settings) -> FileBox:
    """Open the database or the lines of a sink that keeps files."""
    if settings.sink.kind == "sqlite":
        chosen = settings.sink.sqlite
        return Tables(chosen.path, busy_timeout_seconds=chosen.busy_timeout_seconds)
    lines = settings.sink.jsonl
    return Lines(lines.dead_letters or lines.path.with_name(f"{lines.path.stem}.dead.jsonl"))


def add_filters(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``wanted``."""
    command.add_argument("--reason", action="append", metavar="REASON", help="may be given again")
    command.add_argument(
        "--since", type=since, metavar="DATE", help="only what was rejected from then on (UTC)"
    )
    command.add_argument(
        "--until", type=until, metavar="DATE", help="and until then, that day included (UTC)"
    )
    command.add_argument("--place", default="", metavar="WORDS", help="a part of the place")
    command.add_argument("--topic", help="that the record came from")
    command.add_argument("--partition", type=int, metavar="N", help="that the record came from")


def wanted(arguments: argparse.Namespace, *, replayed: bool) -> Wanted:
    """Return what the arguments ask for."""
    return Wanted(
        reasons=frozenset(arguments.reason or ()),
        since=arguments.since,
        until=arguments.until,
        place=arguments.place,
        topic=arguments.topic,
        partition=arguments.partition,
        replayed=replayed,
    )
