"""``qala dlq``: the dead letters of a sink, whichever it is; a module a subcommand."""

from __future__ import annotations

from worker.cli.command import Commands, group
from worker.cli.dlq import listing, replaying, showing

COMMANDS = (listing, showing, replaying)


def add(commands: Commands) -> None:
    """Declare the command and those below it."""
    below = group(commands, "dlq", summary="list, show and replay dead letters")
    for command in COMMANDS:
        command.add(below)
