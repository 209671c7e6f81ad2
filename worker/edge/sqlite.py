"""The edge to SQLite: its errors become ours, with the path and what to do.

A database of ours bears a mark and the version of its tables; one of something else is left
as it is. Databases are in WAL mode: readers are not held up, and a commit is on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from worker.edge.files import file_errors
from worker.errors import StoppedError, UnavailableError

_PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_OURS = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)

_BROKEN = "restore the file, or move it away and run again"
_ADVICE = MappingProxyType(
    {
        sqlite3.SQLITE_FULL: "make room on that disk and start again",
        sqlite3.SQLITE_IOERR: "look at that disk: is it full, or gone?",
        sqlite3.SQLITE_READONLY: "let the worker write there, or name another path",
        sqlite3.SQLITE_CANTOPEN: "let the worker write there, or name another path",
        sqlite3.SQLITE_PERM: "let the worker write there, or name another path",
        sqlite3.SQLITE_CORRUPT: _BROKEN,
        sqlite3.SQLITE_NOTADB: _BROKEN,
    }
)


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ``UnavailableError`` or ``StoppedError``; bugs stay bugs."""
    try:
        yield
    except _OURS:
        raise
    except sqlite3.DatabaseError as fault:
        # The low byte is the kind of error, the others its detail.
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        if code in _PASSING:
            message = f"{path}: another process holds the database ({fault})"
            raise UnavailableError(message) from fault
        message = f"{path}: {fault}; {_ADVICE.get(code, 'look at that file')}"
        raise StoppedError(message) from fault


class Layout(Struct, frozen=True, kw_only=True):
    """The tables of a kind of database, and how it is told from others."""

    application: int
    """The mark, kept in ``PRAGMA application_id``."""
    version: int
    """Raised with every change of the tables; kept in ``PRAGMA user_version``."""
    tables: str
    """The statements that make them, each ended by ``;`` and a line break."""
    key: str
    """The setting that names the path, for messages."""


def open_database(
    path: Path, layout: Layout, *, timeout: float, one_thread: bool = True
) -> sqlite3.Connection:
    """Open the database at ``path``, made with its folders where it is missing.

    Transactions are the caller's. ``timeout`` is how many seconds to wait for another writer;
    a connection that is not of ``one_thread`` may be handed from one to another. Raises
    ``StoppedError`` for a file that is not ours, and what ``sqlite_errors`` leaves to its caller.
    """
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(
        path, timeout=timeout, isolation_level=None, check_same_thread=one_thread
    )
    try:
        # Before anything is written: a file of something else is left as it is.
        _prepare(database, path, layout)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection, path: Path, layout: Layout) -> None:
    """Make the tables in an empty file. Raises ``StoppedError`` for a file that is not ours."""
    database.execute("BEGIN IMMEDIATE")
    try:
        _check(database, path, layout)
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _check(database: sqlite3.Connection, path: Path, layout: Layout) -> None:
    application, version, tables = database.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if (application, version, tables) == (0, 0, 0):
        _make(database, layout)
    elif application != layout.application:
        message = f"{path}: a database of something else; name another path for {layout.key}"
        raise StoppedError(message)
    elif version != layout.version:
        message = (
            f"{path}: its tables are of version {version}, and this qala writes version"
            f" {layout.version}; move the file away and run again, or use the qala that wrote it"
        )
        raise StoppedError(message)


def _make(database: sqlite3.Connection, layout: Layout) -> None:
    # Not ``executescript``, which commits first.
    for statement in layout.tables.split(";\n"):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {layout.application}")
    database.execute(f"PRAGMA user_version = {layout.version}")
