"""Which archive a command reads: the option ``--from``, the same for all of them."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from worker import archives, config
from worker.archives import Archive
from worker.errors import UsageError

_DEFAULT = Path("out/qala.db")


def declare_archive(command: argparse.ArgumentParser) -> None:
    """Add ``--from``; ``path_of`` makes its value a path."""
    command.add_argument(
        "--from",
        dest="archive",
        type=Path,
        default=_DEFAULT,
        metavar="ARCHIVE",
        help="a database or events (JSONL) that qala wrote, or the CONFIG.toml whose sink it is;"
        f" default: {_DEFAULT}",
    )


def path_of(given: Path) -> Path:
    """Return the archive that ``given`` means: itself, or the sink's of a settings file.

    Raises ``SettingsError``, and ``UsageError`` where that sink keeps no file.
    """
    if given.suffix.lower() != ".toml":
        return given
    sink = config.load(given, os.environ).sink
    path = {"sqlite": sink.sqlite.path, "jsonl": sink.jsonl.path}.get(sink.kind)
    if path is None:
        message = f"{given}: its sink is {sink.kind}, which keeps no file; name an archive"
        raise UsageError(message)
    return path


def open_archive(arguments: argparse.Namespace) -> Archive:
    """Open the archive that the option names. Raises ``UsageError``."""
    return archives.open(path_of(arguments.archive))
