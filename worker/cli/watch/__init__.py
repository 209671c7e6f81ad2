"""``qala watch``: what is done with a list of watched speakers, a module a subcommand."""

from __future__ import annotations

import argparse

from worker.cli.command import Commands
from worker.cli.watch import check

COMMANDS = (check,)

_SUMMARY = "test a list of watched speakers"


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    whole = commands.add_parser(
        "watch",
        help=_SUMMARY,
        description=f"{_SUMMARY[0].upper()}{_SUMMARY[1:]}.",
        epilog="qala watch COMMAND --help shows a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    below = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(below)
