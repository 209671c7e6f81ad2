"""Lists that a user writes in TOML, a table an entry: their tables, places and unknown keys.

Contract: pure. A place is ``list.toml:12``, for messages. What an entry may hold is the affair
of whoever reads the list.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from worker.errors import ListError
from worker.faults import nearest


def rows(body: bytes, path: str, name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the tables ``[[name]]`` of a list and the place of each. Raises ``ListError``."""
    try:
        text = body.decode("utf-8-sig")
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        message = f"{path}: not TOML: {fault}; see https://toml.io for the format"
        raise ListError([message]) from fault
    found = table.pop(name, None)
    if table or not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        strange = f"unknown key {next(iter(table))}" if table else f"no {name} in it"
        message = f"{path}: {strange}; allowed: a table [[{name}]] for each {name}"
        raise ListError([message])
    return found, list(_places(text, path, name, len(found)))


def unknown_keys(row: Mapping[str, Any], own: Iterable[str]) -> Iterator[str]:
    """Yield a fault for each key of ``row`` that is none of its ``own``."""
    known = list(own)
    for name in sorted(row.keys() - set(known)):
        near = nearest(name, known)
        meant = f"did you mean {near}?" if near else f"allowed: {', '.join(known)}"
        yield f"{name}: unknown key; {meant}"


def _places(text: str, path: str, name: str, count: int) -> Iterator[str]:
    """Yield where each table begins: its line, or its number where lines can't be told."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{name}[ \t]*\]\]", re.MULTILINE)
    starts = [found.start() for found in header.finditer(text)]
    if len(starts) != count:
        yield from (f"{path}: {name} {number}" for number in range(1, count + 1))
        return
    line = 1
    for before, start in pairwise((0, *starts)):
        line += text.count("\n", before, start)
        yield f"{path}:{line}"
