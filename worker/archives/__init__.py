"""Published events, read again: from the database of the SQLite sink or lines of JSON of another.

``open`` tells by the content which of the two a file is; lines may come from ``qala enrich``
as well. A file that a sink is writing to can be read: a reader holds up no writer, and sees
what was flushed when it began. Nothing is written, and no file is made.

What can't be read is an ``ArchiveError``, which says where and what to do.

    archive   what every archive can be asked
    tables    the database
    lines     the lines
"""

from __future__ import annotations

from pathlib import Path

from worker.archives.archive import Archive
from worker.archives.lines import Lines
from worker.archives.tables import Tables
from worker.errors import ArchiveError

__all__ = ["Archive", "Tables", "is_archive", "open"]

_SQLITE = b"SQLite format 3\0"


def open(path: Path) -> Archive:  # noqa: A001 - read as archives.open
    """Open the archive at ``path``. Raises ``ArchiveError`` for what is none that we can read."""
    opened = Tables(path) if _start(path) == _SQLITE else Lines(path)
    try:
        opened.check()
    except BaseException:
        opened.close()
        raise
    return opened


def is_archive(path: Path) -> bool:
    """Tell whether the file at ``path``, if there is one, begins as an archive of any version."""
    return path.is_file() and (_start(path) == _SQLITE or Lines.begins(path))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE))
    except FileNotFoundError as fault:
        message = f"{path}: there is no such file; name a database or events of qala"
        raise ArchiveError(message) from fault
    except OSError as fault:
        message = f"{path}: can't be read: {fault.strerror or fault}"
        raise ArchiveError(message) from fault
