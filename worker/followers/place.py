"""A file by its identity: whether what stands at a path is still what was opened."""

from __future__ import annotations

import os
from pathlib import Path

Identity = tuple[int, int]


def identity(path: Path) -> Identity | None:
    """Return device and inode of the file at ``path``; None where there is none now."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def identity_of(descriptor: int) -> Identity:
    """Return the same of an open file."""
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino
