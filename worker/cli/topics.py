"""``qala topics``: whether the topics of some settings are there, and making those that are not.

``create`` changes nothing that is there: what is wrong with a topic it tells, as ``check`` does.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.box import SIMPLE_HEAD
from rich.table import Table

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare, group
from worker.cli.kafka import client, topics
from worker.cli.summary import console_for_people
from worker.edge.kafka.topics import Found, Topic, check, create
from worker.errors import UsageError


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    below = group(commands, "topics", summary="check and create the topics that settings need")
    checking = declare(
        below,
        "check",
        execute_check,
        summary="tell whether the topics are there and fit",
        example="qala topics check enrich.toml",
    )
    creating = declare(
        below,
        "create",
        execute_create,
        summary="create the topics that are missing",
        example="qala topics create ingest.toml enrich.toml --replicas 3",
    )
    for command in (checking, creating):
        command.add_argument(
            "configs", nargs="+", type=Path, metavar="CONFIG.toml", help="settings of workers"
        )
        command.add_argument("--json", action="store_true", help="print a line of JSON a topic")
    creating.add_argument(
        "--replicas", type=int, default=-1, help="copies of each (default: the brokers' own)"
    )
    creating.add_argument(
        "--partitions", type=int, help="of the topics that workers share (default: 12)"
    )


def execute_check(arguments: argparse.Namespace) -> int:
    """Show what is there."""
    return _check(arguments, made=())


def execute_create(arguments: argparse.Namespace) -> int:
    """Make what is missing, and show what is there."""
    made: list[Topic] = []
    for settings in map(_load, arguments.configs):
        needed = [_with(topic, arguments.partitions) for topic in topics(settings)]
        made += create(client(settings.kafka), needed, replicas=arguments.replicas)
    return _check(arguments, made=[topic.name for topic in made])


def _check(arguments: argparse.Namespace, *, made: Sequence[str]) -> int:
    found = {
        each.topic.name: each
        for settings in map(_load, arguments.configs)
        for each in check(client(settings.kafka), list(topics(settings)))
    }
    show = _print_lines if arguments.json else _print_table
    show(list(found.values()), made)
    return status.GAVE_UP if any(each.fault for each in found.values()) else status.DONE


def _load(path: Path) -> config.Settings:
    settings = config.load(path, os.environ)
    if not settings.uses_kafka:
        message = f"{path}: no part of it uses Kafka; give settings that do"
        raise UsageError(message)
    return settings


def _with(topic: Topic, partitions: int | None) -> Topic:
    """Return ``topic`` with another number of partitions, where workers share it."""
    if partitions is None or topic.partitions == 1:
        return topic
    return Topic(
        **{name: getattr(topic, name) for name in Topic.__struct_fields__ if name != "partitions"},
        partitions=partitions,
    )


def _print_lines(found: Sequence[Found], made: Sequence[str]) -> None:
    for each in found:
        line = {
            "topic": each.topic.name,
            "setting": each.topic.key,
            "purpose": each.topic.purpose,
            "partitions": each.partitions,
            "replicas": each.replicas,
            "configs": each.topic.configs,
            "created": each.topic.name in made,
            "fault": each.fault,
        }
        sys.stdout.write(orjson.dumps(line).decode() + "\n")


def _print_table(found: Sequence[Found], made: Sequence[str]) -> None:
    console = console_for_people()
    table = Table(box=SIMPLE_HEAD)
    for column in ("topic", "for", "partitions", "replicas", "clean-up", ""):
        table.add_column(
            column, justify="right" if column in {"partitions", "replicas"} else "left"
        )
    for each in found:
        note = each.fault or ("created" if each.topic.name in made else "there")
        style = "red" if each.fault else "green"
        table.add_row(
            each.topic.name,
            each.topic.purpose,
            str(each.partitions or ""),
            str(each.replicas or ""),
            each.topic.policy,
            f"[{style}]{note}[/]",
        )
    console.print(table)
