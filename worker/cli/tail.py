"""``qala tail``: claims as they are published, from the file or the topic of a sink.

A person at a terminal gets a line a claim, cut to fit. Elsewhere it is plain: columns with tabs
between them, or with ``--json`` a ``qala.claim/1`` message a line. An event that is written
again, as after a crash, is shown once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.kafka import client
from worker.cli.summary import console_for_people
from worker.cli.wanted import Wanted, add_filters, wanted
from worker.cli.words import cell, cut, one_line
from worker.errors import UsageError
from worker.event import ClaimMessage, Event, claim_messages
from worker.followers import Follow, Topic, follow

COLUMNS = (
    "published_at",
    "language",
    "source",
    "stance",
    "kind",
    "speaker",
    "entity",
    "role",
    "claim",
    "url",
)
"""Of a plain line; a value that is not there is empty."""

_POLL_SECONDS = 0.5
_FIRST_CLAIMS = 10
_MOST_SEEN = 10_000
"""Events that are known again when they are written again."""
_LONGEST_LINE = 400
_NAME_WIDTH = 26
_STYLES = {"deny": "yellow", "accuse": "red", "warn": "magenta", "demand": "cyan"}

Show = Callable[[ClaimMessage], None]


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "tail",
        execute,
        summary="show claims as they are published, from the file or the topic of a sink",
        example="qala tail out/qala.db --language ar --stance deny\n"
        "  qala tail seeds/qala.toml -n 100 --no-follow --json\n\n"
        f"columns of a plain line:\n  {', '.join(COLUMNS)}",
    )
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a database or JSON Lines of qala, or the settings (.toml) of the worker that writes",
    )
    command.add_argument(
        "--topic", help="of events, at the brokers of the settings; default: their sink's own"
    )
    add_filters(command)
    command.add_argument(
        "-n",
        type=_count,
        metavar="N",
        help=f"claims to begin with (default: {_FIRST_CLAIMS}; with --since all)",
    )
    command.add_argument(
        "--follow",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="wait for more (default), or end with what is there",
    )
    command.add_argument("--json", action="store_true", help="a qala.claim/1 message a line")


def execute(arguments: argparse.Namespace) -> int:
    """Show what is there, then what comes, until interrupted."""
    wants = wanted(arguments)
    show = _shown(as_json=arguments.json)
    with closing(_follower(arguments, wants)) as follower:
        seen = _Seen()
        for message in reversed(_before(follower, wants, arguments.n, seen)):
            show(message)
        seen.turn()
        sys.stdout.flush()
        while arguments.follow:
            for event in follower.read():
                for message in claim_messages(event) if seen.first(event) else ():
                    if wants(message):
                        show(message)
            sys.stdout.flush()
            time.sleep(_POLL_SECONDS)
    return status.DONE


class _Seen:
    """The ids of the events that were seen: of the newest when ``turn`` was called, and since."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}
        self._turned = False

    def first(self, event: Event) -> bool:
        """Tell whether ``event`` was not seen before, and see it."""
        if event.id in self._ids:
            return False
        self._ids[event.id] = None
        if self._turned and len(self._ids) > _MOST_SEEN:
            del self._ids[next(iter(self._ids))]
        return True

    def turn(self) -> None:
        """Go from events that come newest first to those that come oldest first."""
        newest = list(islice(self._ids, _MOST_SEEN))
        self._ids = dict.fromkeys(reversed(newest))
        self._turned = True


def _before(follower: Follow, wants: Wanted, count: int | None, seen: _Seen) -> list[ClaimMessage]:
    """Return the last claims that were there, the newest first."""
    if count is None:
        count = sys.maxsize if wants.since else _FIRST_CLAIMS
    messages = (
        message
        for event in follower.before()
        if seen.first(event)
        for message in reversed(list(claim_messages(event)))
        if wants(message)
    )
    return list(islice(messages, count))


def _follower(arguments: argparse.Namespace, wants: Wanted) -> Follow:
    """Follow the file of events that is named, or what the settings' sink writes."""
    path: Path = arguments.file
    if path.suffix != ".toml":
        if arguments.topic:
            message = f"--topic: {path} says not where the brokers are; give settings (.toml)"
            raise UsageError(message)
        return follow(path, _complain)
    settings = config.load(path, os.environ)
    sink = settings.sink
    if arguments.topic or sink.kind == "kafka":
        topic = arguments.topic or sink.kafka.articles
        # An article is published first, and then its event can be in the topic.
        return Topic(client(settings.kafka), topic, _complain, since=wants.since)
    return follow(sink.sqlite.path if sink.kind == "sqlite" else sink.jsonl.path, _complain)


def _shown(*, as_json: bool) -> Show:
    if as_json:
        return _as_json
    console = console_for_people()
    return _on(console) if console.is_terminal else _plain


def _as_json(message: ClaimMessage) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(message) + b"\n")


def _plain(message: ClaimMessage) -> None:
    article, claim, speaker = message.article, message.claim, message.speaker
    row = (
        _time(message, "T"),
        article.language,
        article.source.name,
        claim.stance,
        claim.kind,
        speaker and speaker.name,
        speaker and speaker.entity,
        speaker and speaker.role,
        claim.text,
        article.url,
    )
    line = "\t".join(one_line(value or "") for value in row)
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def _on(console: Console) -> Show:
    def show(message: ClaimMessage) -> None:
        claim, speaker = message.claim, message.speaker
        line = Text().append(f"{_time(message, ' '):16} ", style="dim")
        line.append(f"{claim.stance:9} ", style=_STYLES.get(claim.stance, "green"))
        name = cell(speaker.name if speaker else "-", _NAME_WIDTH, console)
        line.append(name.plain, style="bold")
        line.append(" " * (max(_NAME_WIDTH - name.cell_len, 0) + 1))
        line.append(cell(claim.text, max(console.width - line.cell_len, 20), console))
        console.print(line, soft_wrap=True)

    return show


def _time(message: ClaimMessage, between: str) -> str:
    at = message.article.published_at
    return at.strftime(f"%Y-%m-%d{between}%H:%M") if at else ""


def _complain(line: str) -> None:
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - the terminal


def _count(text: str) -> int:
    if not text.isdecimal():
        message = f"{text!r} is no number of claims"
        raise argparse.ArgumentTypeError(message)
    return int(text)
