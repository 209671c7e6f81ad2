"""``qala dlq show``: one dead letter, all of it, safely for a terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from worker import config
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.dlq.listing import told
from worker.cli.dlq.opening import open_box
from worker.cli.words import one_line
from worker.deadletters import DeadLetter
from worker.errors import UsageError

_ROW = 16


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "show",
        execute,
        summary="show one dead letter with its traceback, headers and body",
        example="qala dlq show enrich.toml 0:17",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    command.add_argument(
        "id", metavar="ID", help="as listed: partition:offset, or a hash or how it begins"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Find and print it."""
    with closing(open_box(config.load(arguments.config, os.environ))) as box:
        letter = box.find(arguments.id)
    if letter is None:
        message = (
            f"{arguments.id}: no dead letter has that id, or more than one begins so;"
            f" see: qala dlq list {arguments.config} --all"
        )
        raise UsageError(message)
    text = "\n".join(_lines(letter)) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return status.DONE


def _lines(letter: DeadLetter) -> Iterator[str]:
    for name, value in told(letter).items():
        if value not in (None, ""):
            yield f"{name:10} {one_line(str(value))}"
    if letter.key is not None:
        yield f"{'key':10} {one_line(letter.key.decode('utf-8', 'backslashreplace'))}"
    for name, header in letter.headers:
        if not name.startswith("qala-dlq-"):
            shown = one_line(header.decode("utf-8", "backslashreplace"))
            yield f"{'header':10} {one_line(name)}: {shown}"
    if letter.traceback:
        yield "\ntraceback"
        yield from (_safe(line) for line in letter.traceback.splitlines())
    yield f"\nbody ({len(letter.body):,} bytes)"
    yield from _body(letter.body)


def _body(body: bytes) -> Iterator[str]:
    """Give the lines of text, or of bytes in hexadecimal."""
    try:
        yield from (_safe(line) for line in body.decode().splitlines())
    except UnicodeDecodeError:
        for at in range(0, len(body), _ROW):
            part = body[at : at + _ROW]
            signs = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)  # noqa: PLR2004 - ASCII
            yield f"{at:08x}  {part.hex(' '):{3 * _ROW}} {signs}"


def _safe(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + one_line(line)
