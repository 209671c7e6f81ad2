"""``qala dlq``: the dead letters of a sink, whichever it is; a module a subcommand."""

from __future__ import annotations

import argparse

from worker.cli.command import Commands
from worker.cli.dlq import listing, replaying, showing

COMMANDS = (listing, showing, replaying)

_SUMMARY = "list, show and replay dead letters"


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    whole = commands.add_parser(
        "dlq",
        help=_SUMMARY,
        description=f"{_SUMMARY[0].upper()}{_SUMMARY[1:]}.",
        epilog="qala dlq COMMAND --help shows a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    below = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(below)
