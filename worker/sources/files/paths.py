"""Paths as a user gives them → the files they mean, in a steady order."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from worker.errors import RecordError


def place_of(path: Path) -> str:
    """Return ``path`` as text; bytes of it that are not UTF-8 are spelt out."""
    return os.fsencode(path).decode(errors="backslashreplace")


def files_of(
    paths: Iterable[Path], suffixes: Collection[str]
) -> Iterator[tuple[Path, RecordError | None]]:
    """Yield each file that ``paths`` mean once, or what is wrong with a path.

    A file that is named is taken as it is. In folders (with all below them, sorted, links to
    folders not followed) and patterns, names with another suffix and hidden ones are passed
    over. An empty folder is no fault, so that a drop folder may be; a path or pattern that
    matches nothing is.
    """
    seen: set[Path] = set()
    for path in paths:
        for found, fault in _expand(path, suffixes):
            if fault or found not in seen:
                seen.add(found)
                yield found, fault


def _expand(path: Path, suffixes: Collection[str]) -> Iterator[tuple[Path, RecordError | None]]:
    if _is_folder(path):
        yield from _below(path, suffixes)
    elif os.path.lexists(path):
        yield path, None
    elif matches := _matches(path):
        for match in matches:
            if _is_folder(match):
                yield from _below(match, suffixes)
            elif _is_ours(match, suffixes):
                yield match, None
    else:
        yield (
            path,
            RecordError(
                reason="unreadable", message="there is no such file; see source.files.paths"
            ),
        )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it is closed to us
        return False


def _is_readable(path: Path) -> bool:
    """Tell a file, or a link to none, from a pipe or a device: those would never end."""
    try:
        return path.is_file() or not path.exists()
    except OSError:  # reading it will say why
        return True


def _is_ours(path: Path, suffixes: Collection[str]) -> bool:
    return path.suffix.lower() in suffixes and not path.name.startswith(".")


def _matches(path: Path) -> list[Path]:
    """Files that match the pattern ``path``, matched below the folder of it that exists.

    So a folder whose name holds a bracket or a star is still found.
    """
    root = next((each for each in path.parents if _is_folder(each)), None)
    pattern = str(path.relative_to(root)) if root else ""
    if root is None or not any(mark in pattern for mark in "*?["):
        return []
    return sorted(each for each in root.glob(pattern) if not each.name.startswith("."))


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[tuple[Path, RecordError | None]]:
    closed: list[OSError] = []
    for at, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(at, name) for name in sorted(names)):
            if _is_ours(path, suffixes) and _is_readable(path):
                yield path, None
    for fault in closed:
        message = f"the folder can't be read: {fault.strerror}"
        yield Path(str(fault.filename)), RecordError(reason="unreadable", message=message)
