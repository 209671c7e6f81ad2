"""``qala watch``: what is done with a list of watched speakers, a module a subcommand."""

from __future__ import annotations

from worker.cli.command import Commands, group
from worker.cli.watch import check

COMMANDS = (check,)


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    below = group(commands, "watch", summary="test a list of watched speakers")
    for command in COMMANDS:
        command.add(below)
