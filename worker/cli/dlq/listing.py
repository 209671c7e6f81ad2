"""``qala dlq list``: dead letters, a line each, and how many there are of each reason."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
from rich.console import Console
from rich.text import Text

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.dlq.opening import add_filters, open_box, wanted
from worker.cli.summary import console_for_people
from worker.cli.words import cell, one_line
from worker.deadletters import DeadLetter

_WIDTHS = (("id", 14), ("at", 16), ("reason", 15), ("place", 32), ("message", 0))


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "list",
        execute,
        summary="list the dead letters of a sink that were not replayed",
        example="qala dlq list enrich.toml --reason bug --since 2026-10-13",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    add_filters(command)
    command.add_argument("--all", action="store_true", help="also those that were replayed")
    command.add_argument("--json", action="store_true", help="a line of JSON each, without bodies")


def execute(arguments: argparse.Namespace) -> int:
    """Print each, then the counts on standard error."""
    settings = config.load(arguments.config, os.environ)
    counts: Counter[str] = Counter()
    console = console_for_people()
    with closing(open_box(settings)) as box:
        for letter in box.letters(wanted(arguments, replayed=arguments.all)):
            if not counts and not arguments.json:
                console.print(_heading(), soft_wrap=True)
            counts[letter.reason] += 1
            if arguments.json:
                sys.stdout.buffer.write(orjson.dumps(told(letter)) + b"\n")
            else:
                console.print(_row(letter, console), soft_wrap=True)
    print(summed(counts), file=sys.stderr)  # noqa: T201 - the user's terminal
    return status.DONE


def told(letter: DeadLetter) -> dict[str, object]:
    """Return what is listed of a letter."""
    return {
        "id": letter.id,
        "at": f"{letter.at:%Y-%m-%dT%H:%M:%SZ}",
        "reason": letter.reason,
        "message": letter.message,
        "place": letter.place,
        "form": letter.form,
        "source_id": letter.source_id,
        "feed": letter.feed,
        "attempts": letter.attempts,
        "version": letter.version,
        "bytes": len(letter.body),
        "cut_from": letter.cut_from,
        "replayed": letter.replayed,
    }


def summed(counts: Counter[str]) -> str:
    """Return ``7 dead letters: bad-json 5, bug 2``."""
    number = counts.total()
    reasons = ", ".join(f"{one_line(why)} {times:,}" for why, times in counts.most_common())
    head = f"{number:,} dead letter{'' if number == 1 else 's'}"
    return f"{head}: {reasons}" if reasons else head


def _heading() -> Text:
    return Text(" ".join(f"{name:{width}}" for name, width in _WIDTHS), style="bold")


def _row(letter: DeadLetter, console: Console) -> Text:
    line = Text()
    for value, width in zip(_cells(letter), (width for _, width in _WIDTHS), strict=True):
        room = width or max(console.width - line.cell_len, 20)
        shown = cell(value, room, console)
        line.append(shown).append(" " * (max(width - shown.cell_len, 0) + 1))
    return line


def _cells(letter: DeadLetter) -> Iterator[str]:
    yield from (letter.id, f"{letter.at:%Y-%m-%d %H:%M}", letter.reason, letter.place)
    yield f"(replayed) {letter.message}" if letter.replayed else letter.message
