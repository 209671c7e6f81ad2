"""The edge to the file system: its errors become ours, with the path and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from worker.errors import StoppedError, UnavailableError

_PASSING = frozenset({errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ESTALE, errno.ETIMEDOUT})

_SPACE = "make room on that disk and start again"
_RIGHT = "let the worker write there, or name another path"
_ADVICE = MappingProxyType(
    {
        errno.ENOSPC: _SPACE,
        errno.EDQUOT: _SPACE,
        errno.EFBIG: "the file may grow no further: raise the limit or name another path",
        errno.EACCES: _RIGHT,
        errno.EPERM: _RIGHT,
        errno.EROFS: _RIGHT,
    }
)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn an ``OSError`` about ``path`` into ``UnavailableError`` or ``StoppedError``."""
    try:
        yield
    except OSError as fault:
        message = f"{path}: {fault.strerror or fault}"
        if fault.errno in _PASSING:
            raise UnavailableError(message) from fault
        advice = _ADVICE.get(fault.errno or 0, "look at that path and its disk")
        stopped = f"{message}; {advice}"
        raise StoppedError(stopped) from fault
