"""``qala feeds``: what is done with lists of feeds, a module a subcommand."""

from __future__ import annotations

from worker.cli.command import Commands, group
from worker.cli.feeds import check, imports, standing, sync

COMMANDS = (check, imports, sync, standing)


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    below = group(commands, "feeds", summary="check, convert, sync and watch lists of feeds")
    for command in COMMANDS:
        command.add(below)
