"""``qala enrich``: records in, events out, a line each; one record in memory at a time.

Standard output holds events and nothing else. A record that is rejected or skipped is a line
on standard error. A record that comes twice gives its event twice: nothing is remembered.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from worker.cli import watching
from worker.cli.command import Commands, declare
from worker.cli.progress import progress
from worker.cli.tally import Tally
from worker.cli.wiring import processor
from worker.cli.words import cut
from worker.errors import StoppedError
from worker.event import Event, Outcome, Published, Rejected, Skipped
from worker.packs import available, load
from worker.runtime.budget import Budget, process_within
from worker.sources.files import Limits, records

_MAX_CPU_SECONDS = 10.0
_LONGEST_LINE = 400

_encode = msgspec.json.Encoder().encode


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "enrich",
        execute,
        summary="read records and print their events, a line of JSON each",
        example="qala enrich news.jsonl article.html > events.jsonl\n"
        "  tail -f news.jsonl | qala enrich",
    )
    command.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="JSONL, .txt, .html or a feed document; none, or -, for JSONL on standard input",
    )
    command.add_argument(
        "--watch", type=Path, metavar="LIST", help="a list of speakers, by which entity is filled"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Read, process and print until there is no more."""
    packs = {language: load(language) for language in available()}
    watch = watching.read(arguments.watch, packs) if arguments.watch else None
    process = processor(packs, lambda: watch)
    budget = Budget(_MAX_CPU_SECONDS)
    tally = Tally()
    at_terminal = sys.stderr.isatty()
    show = at_terminal and not sys.stdout.isatty()
    with progress(tally, show=show, total=_size(arguments.files)) as advance:
        for record in records(arguments.files, sys.stdin.buffer, Limits(budget=budget)):
            outcome = process_within(budget, process, record).outcome
            _tell(record.place, outcome)
            tally.add(outcome)
            advance.by(len(record.body))
    if at_terminal:
        print(tally, file=sys.stderr)  # noqa: T201 - the user's terminal
    return tally.status


def _tell(place: str, outcome: Outcome) -> None:
    match outcome:
        case Published(event=event):
            _write(sys.stdout.buffer, event)
        case Rejected(reason=reason, message=message):
            _complain(f"{place}: rejected: {reason}: {message}")
        case Skipped(reason=reason, message=message):
            _complain(f"{place}: skipped: {reason}: {message}")


def _write(stream: BinaryIO, event: Event) -> None:
    try:
        stream.write(_encode(event) + b"\n")
        # Each by itself, so that a reader sees it at once and its leaving is noticed.
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        # What is still buffered can't be written at exit either; let it go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        message = f"standard output can't be written: {fault.strerror}"
        raise StoppedError(message) from fault


def _complain(line: str) -> None:
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - its place


def _size(files: Sequence[Path]) -> int | None:
    """Return the bytes to read where all is in regular files: what a bar can show a share of."""
    if not files or not all(path.is_file() for path in files):
        return None
    return sum(path.stat().st_size for path in files)
