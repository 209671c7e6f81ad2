"""``qala feeds``: what is done with lists of feeds, a module a subcommand."""

from __future__ import annotations

import argparse

from worker.cli.command import Commands
from worker.cli.feeds import check, imports, standing, sync

COMMANDS = (check, imports, sync, standing)

_SUMMARY = "check, convert, sync and watch lists of feeds"


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    whole = commands.add_parser(
        "feeds",
        help=_SUMMARY,
        description=f"{_SUMMARY[0].upper()}{_SUMMARY[1:]}.",
        epilog="qala feeds COMMAND --help shows a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    below = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(below)
