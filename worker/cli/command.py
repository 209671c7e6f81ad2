"""How a command declares itself."""

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
