"""Files that a command writes whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from worker.errors import UsageError


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write ``parts`` to ``path``, in place of what is there once all is written.

    Folders are made where they are missing. Raises ``UsageError`` where it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(file, "wb") as stream:
                stream.writelines(parts)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise
    except OSError as fault:
        message = f"{path}: can't be written: {fault.strerror or fault}; name another path"
        raise UsageError(message) from fault


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
