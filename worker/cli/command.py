"""How a command declares itself, or a group of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # argparse makes its subparsers generic for type checkers alone
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
else:
    Commands = argparse._SubParsersAction  # noqa: SLF001

Execute = Callable[[argparse.Namespace], int]


def declare(
    commands: Commands, name: str, execute: Execute, *, summary: str, example: str
) -> argparse.ArgumentParser:
    """Add a command with its help; return its parser for more arguments."""
    command = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(execute=execute)
    return command


def group(commands: Commands, name: str, *, summary: str) -> Commands:
    """Add a command that has others below it; return what those are added to."""
    whole = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"qala {name} COMMAND --help shows a command with an example.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
