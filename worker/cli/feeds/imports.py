"""``qala feeds import``: a list of feeds in another format, OPML to TOML or back.

What is left out (a feed that is there twice, a URL that can't be polled) is told on standard
error. A file that is there is not overwritten unless that is asked for.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.words import cut
from worker.edge.files import file_errors
from worker.errors import UsageError
from worker.sources.feeds.listing import SUFFIXES, Dropped, read, written

_LONGEST_LINE = 400
_WHY = {
    "twice": "there already",
    "not-http": "no http or https URL",
    "no-url": "no URL",
    "credentials": "has a user or password, which would be part of every event",
}


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "import",
        execute,
        summary="turn an OPML list into TOML, or a TOML list into OPML",
        example="qala feeds import subscriptions.opml -o feeds.toml",
    )
    command.add_argument("list", type=Path, metavar="IN", help="a list: .opml, .xml or .toml")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="where to write, in the format of its suffix; without it TOML on standard output",
    )
    command.add_argument("--force", action="store_true", help="overwrite OUT where it is there")


def execute(arguments: argparse.Namespace) -> int:
    """Read, write, and tell what was left out."""
    output: Path | None = arguments.output
    suffix = output.suffix.lower() if output else ".toml"
    if suffix not in SUFFIXES:
        message = f"{output}: unknown suffix; allowed: {', '.join(SUFFIXES)}"
        raise UsageError(message)
    listing = read(arguments.list)
    text = written(listing.feeds, suffix)
    if output:
        _write(output, text, force=arguments.force)
    else:
        sys.stdout.write(text)
    for dropped in listing.dropped:
        _complain(dropped)
    kept = f"feeds: {len(listing.feeds)}"
    left = f", left out: {len(listing.dropped)}" if listing.dropped else ""
    print(f"qala: {kept}{left}", file=sys.stderr)  # noqa: T201 - the user's terminal
    return status.DONE


def _write(path: Path, text: str, *, force: bool) -> None:
    with file_errors(path):
        try:
            with path.open("w" if force else "x", encoding="utf-8") as stream:
                stream.write(text)
        except FileExistsError as fault:
            message = f"{path}: is there already; name another file, or overwrite it with --force"
            raise UsageError(message) from fault


def _complain(dropped: Dropped) -> None:
    line = f"{dropped.place}: left out: {_WHY[dropped.reason]}: {_shown(dropped)}"
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - the terminal


def _shown(dropped: Dropped) -> str:
    return "…" if dropped.reason == "credentials" else dropped.url
