"""The edge to SQLite: its errors become ours, with the path and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

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
