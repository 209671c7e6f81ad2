"""``qala feeds check``: ask every feed of a list once, politely, and tell how it answers.

Nothing is kept and nothing is published. Exit status 1 if some feed has a problem.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.summary import console_for_people
from worker.cli.words import cell, cut
from worker.errors import RecordError
from worker.sources.documents import Document, Problem
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.domains import Domains
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.fetch import Fetcher, Limits
from worker.sources.feeds.listing import read
from worker.sources.feeds.parsers import Parsers
from worker.sources.feeds.polling import Trouble, trouble_of
from worker.sources.feeds.polling.trouble import unread
from worker.sources.feeds.turns import RestingError, Turns

_AT_ONCE = 16
_NAME_WIDTH, _WHY_WIDTH = 44, 70
_PIPE_WIDTH = 220
_CPU_SECONDS, _MEMORY_BYTES, _MAX_ENTRIES = 10.0, 1_000_000_000, 2_000


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed answered."""

    url: str
    name: str | None
    status: int
    """Of HTTP; 0 where there was no answer."""
    format: str | None = None
    title: str | None = None
    language: str | None = None
    entries: int = 0
    full: int = 0
    """Entries that carry a whole article."""
    last_entry: str | None = None
    """The newest date, as the feed writes it."""
    problems: list[Problem] = []
    """What is wrong with the document, which was read all the same."""
    moved_to: str | None = None
    seconds: float
    reason: str | None = None
    message: str | None = None


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "check",
        execute,
        summary="ask every feed of a list once and tell how it answers",
        example="qala feeds check seeds/feeds.toml --contact mailto:desk@example.org",
    )
    command.add_argument("list", type=Path, metavar="LIST", help="a list: .toml, .opml or .xml")
    command.add_argument("--contact", metavar="URL", help="sent along, for the servers' people")
    command.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="may have a private address; may be given again",
    )
    command.add_argument("--json", action="store_true", help="a JSON object a line, no table")


def execute(arguments: argparse.Namespace) -> int:
    """Ask all feeds, and tell."""
    feeds = read(arguments.list).feeds
    with Progress(console=Console(file=sys.stderr), transient=True) as bar:
        bar.disable = not sys.stderr.isatty()
        rows = asyncio.run(_asked(feeds, arguments, bar))
    if arguments.json:
        for row in rows:
            sys.stdout.buffer.write(orjson.dumps(msgspec.to_builtins(row)) + b"\n")
    else:
        _show(rows, console_for_people())
    return status.REJECTED if any(row.reason for row in rows) else status.DONE


async def _asked(feeds: Sequence[Feed], arguments: argparse.Namespace, bar: Progress) -> list[Row]:
    domains = Domains(at_once=2, seconds_between=1.0)
    turns = Turns(domains, at_once=_AT_ONCE, clock=time.time)
    task = bar.add_task("asking", total=len(feeds))
    fetcher = Fetcher(contact=arguments.contact, allow_hosts=arguments.allow_host, turns=turns)
    parsers = Parsers(
        processes=2,
        cpu_seconds=_CPU_SECONDS,
        memory_bytes=_MEMORY_BYTES,
        max_entries=_MAX_ENTRIES,
    )

    async def one(feed: Feed) -> Row:
        try:
            async with turns.of(feed.url):
                answer = await fetcher.fetch(feed.url, limits=Limits())
        except RestingError as rest:
            answer = Answer(url=feed.url, failure="resting", message=f"{rest}; check it later")
        row = await _row(feed, answer, parsers)
        bar.update(task, advance=1)
        return row

    async with fetcher, parsers:
        return list(await asyncio.gather(*(one(feed) for feed in feeds)))


async def _row(feed: Feed, answer: Answer, parsers: Parsers) -> Row:
    trouble = trouble_of(answer)
    document: Document | None = None
    if trouble is None:
        try:
            document = await parsers.document(answer)
        except RecordError as fault:
            trouble = unread(fault.reason, str(fault))
    return _told(feed, answer, document, trouble)


def _told(feed: Feed, answer: Answer, document: Document | None, trouble: Trouble | None) -> Row:
    row = Row(
        url=feed.url,
        name=feed.name or feed.outlet,
        status=answer.status,
        seconds=round(answer.seconds, 3),
        moved_to=answer.url if answer.hops else None,
    )
    if trouble is not None:
        return msgspec.structs.replace(row, reason=trouble.reason, message=trouble.message)
    if document is None:
        return row
    dates = [orjson.loads(entry.body) for entry in document.entries[:1]]
    return msgspec.structs.replace(
        row,
        format=document.format,
        title=document.title,
        language=document.language or feed.language,
        entries=len(document.entries),
        full=sum(entry.full for entry in document.entries),
        last_entry=next((date["published"] or date["updated"] for date in dates), None),
        problems=document.problems,
    )


def _show(rows: Sequence[Row], console: Console) -> None:
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    table = Table(box=SIMPLE_HEAD)
    for name in ("status", "format", "entries", "full", "language", "first entry"):
        table.add_column(name, no_wrap=True)
    table.add_column("feed", no_wrap=True)
    table.add_column("problem")
    for row in rows:
        problem = ": ".join(filter(None, (row.reason, row.message))) or ", ".join(row.problems)
        table.add_row(
            Text(str(row.status or ""), style="red" if row.reason else "green"),
            row.format or "",
            str(row.entries or ""),
            str(row.full or ""),
            row.language or "",
            cut(row.last_entry or "", 32),
            cell(row.name or row.url, _NAME_WIDTH, console),
            cell(problem, _WHY_WIDTH, console),
        )
    console.print(table)
    wrong = sum(row.reason is not None for row in rows)
    told = f"{len(rows):,} feeds: {len(rows) - wrong:,} answer, {wrong:,} have a problem"
    console.print(Text(told, style="bold"))
