"""``qala show``: one article as a page, from a file or an archive, with who says what in it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from worker import archives
from worker.article import Record
from worker.cli import status
from worker.cli.archive import declare_archive, open_archive, path_of
from worker.cli.command import Commands, declare
from worker.cli.wiring import processor
from worker.cli.words import cut
from worker.errors import UsageError
from worker.event import Event, Outcome, Published, Rejected, Skipped
from worker.packs import available, load
from worker.runtime.budget import Budget, process_within
from worker.sources.files import FORMATS, Limits, records
from worker.views.show import show

T = TypeVar("T")

_MAX_CPU_SECONDS = 10.0
_LONGEST_LINE = 400
_STREAM = "-"


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "show",
        execute,
        summary="make a page of one article: its text with claims marked, its speakers beside it",
        example="qala show seeds/articles/bridge-inquiry.txt -o page.html\n"
        "  qala show a-17 --from out/qala.db",
    )
    command.add_argument(
        "what",
        metavar="FILE|ID",
        help="a file as of `qala enrich`, or of events that it printed; - for JSONL on standard"
        " input; or the id of an article or event in the archive",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="PAGE.html",
        help="where to write the page; - for standard output; default: FILE.page.html, here",
    )
    command.add_argument(
        "--record", type=_number, metavar="N", help="which one, where FILE holds several"
    )
    declare_archive(command)


def execute(arguments: argparse.Namespace) -> int:
    """Find or make the event, and write its page."""
    match _outcome(arguments):
        case Published(event=event):
            _write(show(event), event, arguments)
            return status.DONE
        case Rejected(record=record, reason=reason, message=message):
            return _complain(f"{record.place}: rejected: {reason}: {message}")
        case Skipped(reason=reason, message=message):
            return _complain(f"{arguments.what}: skipped: {reason}: {message}")
        case other:
            raise TypeError(other)


def _outcome(arguments: argparse.Namespace) -> Outcome:
    """Return what comes of the file, or the event of the id. Raises ``UsageError`` for neither."""
    what, path = arguments.what, Path(arguments.what)
    if what != _STREAM and archives.is_archive(path):
        with archives.open(path) as archive:
            advice = f", or name an id of it: qala show ID --from {what}"
            return Published(event=_chosen(archive.events(), arguments, advice))
    if what == _STREAM or path.exists():
        return _enriched(_chosen(_records(path), arguments))
    if path.suffix.lower() in FORMATS or os.sep in what:
        message = f"{what}: there is no such file"
        raise UsageError(message)
    return Published(event=_found(what, arguments))


def _found(wanted: str, arguments: argparse.Namespace) -> Event:
    with open_archive(arguments) as archive:
        event = archive.find(wanted)
    if event is None:
        where = path_of(arguments.archive)
        message = (
            f"{wanted}: neither a file nor an id of an article or event in {where};"
            " another archive is named with --from"
        )
        raise UsageError(message)
    return event


def _records(path: Path) -> Iterator[Record]:
    return records([path], sys.stdin.buffer, Limits(budget=Budget(_MAX_CPU_SECONDS)))


def _chosen(each: Iterator[T], arguments: argparse.Namespace, advice: str = "") -> T:
    """Return the one that ``--record`` asks for, or the only one. Raises ``UsageError``."""
    what, number = arguments.what, arguments.record
    first = list(islice(each, number or 2))
    if not first:
        message = f"{what}: there is no article in it"
    elif number is None and len(first) > 1:
        message = f"{what}: several articles; choose one with --record N, from 1 on{advice}"
    elif number and number > len(first):
        message = f"--record {number}: {what} ends after {len(first)}"
    else:
        return first[-1]
    raise UsageError(message)


def _enriched(record: Record) -> Outcome:
    process = processor({language: load(language) for language in available()})
    return process_within(Budget(_MAX_CPU_SECONDS), process, record).outcome


def _write(page: str, event: Event, arguments: argparse.Namespace) -> None:
    if arguments.output == Path(_STREAM):
        sys.stdout.buffer.write(page.encode())
        return
    path = arguments.output or Path(f"{_name(arguments.what)}.page.html")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as fault:
        message = f"{path}: can't be written: {fault.strerror}; name another file with -o"
        raise UsageError(message) from fault
    claims, speakers = len(event.claims), len(event.speakers)
    told = f"{path}: claims {claims}, speakers {speakers}; open it in a browser"
    print(told, file=sys.stderr)  # noqa: T201 - the user's terminal


def _name(what: str) -> str:
    """Return a file's name without folders and suffix; of an id, the signs that a name may have."""
    stem = Path(what).stem if Path(what).suffix.lower() in {*FORMATS, ".db"} else what
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in stem)
    return kept.strip("-.")[:80] or "article"


def _complain(line: str) -> int:
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - the user's terminal
    return status.REJECTED


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
