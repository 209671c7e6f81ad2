"""``qala feeds sync``: make the registry that replicas share what some lists say.

All is written in one transaction: replicas see the lists whole, and take them up as they run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.feeds.registry import Listed, listed, require_shared
from worker.cli.kafka import client
from worker.cli.summary import console_for_people
from worker.cli.words import cell
from worker.config import Settings
from worker.edge.kafka import Client, Message, Transactions
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing import read_all
from worker.sources.feeds.shared import partition_of
from worker.sources.feeds.shared.messages import feed_message, unlisted

_PATIENCE_SECONDS = 60.0
_URL_WIDTH = 90
_PIPE_WIDTH = 200
_STYLES = {"added": "green", "changed": "yellow", "removed": "red"}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A feed of which lists and registry say different things."""

    feed: str
    change: Literal["added", "changed", "removed"]
    keys: list[str] = []
    """What is different of a feed that is in both."""


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "sync",
        execute,
        summary="write lists of feeds into the registry that replicas share",
        example="qala feeds sync feeds.toml ingest.toml --dry-run",
    )
    command.add_argument(
        "lists", nargs="+", type=Path, metavar="LIST", help="a list: .toml, .opml or .xml"
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    command.add_argument("--dry-run", action="store_true", help="tell what is different, only")
    command.add_argument("--json", action="store_true", help="a line of JSON a feed, no table")


def execute(arguments: argparse.Namespace) -> int:
    """Compare, write, and tell."""
    settings = config.load(arguments.config, os.environ)
    require_shared(settings, arguments.config)
    wanted = {feed.url: feed for feed in read_all(arguments.lists).feeds}
    kafka = client(settings.kafka)
    there = listed(kafka, settings)
    if not arguments.dry_run:
        _write(kafka, settings, list(_messages(settings, wanted, there)))
    found = list(_differences(wanted, there.feeds))
    if arguments.json:
        for each in found:
            sys.stdout.buffer.write(orjson.dumps(msgspec.to_builtins(each)) + b"\n")
    else:
        _show(found, len(wanted), console_for_people(), dry=arguments.dry_run)
    return status.DONE


def _differences(wanted: Mapping[str, Feed], there: Mapping[str, Feed]) -> Iterator[Difference]:
    for url, feed in wanted.items():
        if url not in there:
            yield Difference(feed=url, change="added")
        elif feed != there[url]:
            keys = [k for k in Feed.__struct_fields__ if getattr(feed, k) != getattr(there[url], k)]
            yield Difference(feed=url, change="changed", keys=keys)
    yield from (Difference(feed=url, change="removed") for url in there if url not in wanted)


def _messages(settings: Settings, wanted: Mapping[str, Feed], there: Listed) -> Iterator[Message]:
    """Yield what makes the registry say what is wanted, each feed in its partition alone."""
    topic = settings.source.feeds.shared.registry
    for url, places in there.places.items():
        right = partition_of(url, there.partitions) if url in wanted else None
        yield from (unlisted(topic, url, place) for place in places if place != right)
    for url, feed in wanted.items():
        right = partition_of(url, there.partitions)
        if there.feeds.get(url) != feed or right not in there.places[url]:
            yield feed_message(topic, feed, there.partitions)


def _write(kafka: Client, settings: Settings, messages: Sequence[Message]) -> None:
    if not messages:
        return
    name = f"{settings.source.feeds.shared.registry}-sync"
    outbox = Transactions(kafka, patience=_PATIENCE_SECONDS, joined=False, transactional_id=name)
    try:
        for message in messages:
            outbox.send(message)
        outbox.flush()
    finally:
        outbox.close()


def _show(found: Sequence[Difference], feeds: int, console: Console, *, dry: bool) -> None:
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    if found:
        table = Table(box=SIMPLE_HEAD)
        for name in ("", "feed", "what"):
            table.add_column(name, no_wrap=True)
        for each in found:
            table.add_row(
                Text(each.change, style=_STYLES[each.change]),
                cell(each.feed, _URL_WIDTH, console),
                ", ".join(each.keys),
            )
        console.print(table)
    counts = {change: sum(each.change == change for each in found) for change in _STYLES}
    told = ", ".join(f"{number:,} {change}" for change, number in counts.items())
    done = "nothing written" if dry or not found else "written"
    console.print(Text(f"{feeds:,} feeds: {told}; {done}", style="bold"))
