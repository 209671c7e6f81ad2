"""The chart's values.yaml, read with the comments above its keys, which are their documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct

Json = dict[str, Any]


class Value(Struct, frozen=True, kw_only=True):
    """A value that can be given."""

    key: str
    """Dotted."""
    default: Any
    text: str
    """What it is; empty where nobody has written it."""


def defaults(text: str) -> Json:
    """Return the values."""
    loaded: Json = yaml.safe_load(text)
    return loaded


def documented(text: str) -> list[Value]:
    """Return each value with what is written above it; a map in braces is one value."""
    root = yaml.compose(text)
    assert isinstance(root, yaml.MappingNode)  # noqa: S101 - it is our own file
    return list(_values(root, text.splitlines(), ""))


def _values(node: yaml.MappingNode, lines: list[str], at: str) -> Iterator[Value]:
    for key, value in node.value:
        name = f"{at}{key.value}"
        comment = _above(lines, key.start_mark.line)
        inside = isinstance(value, yaml.MappingNode) and not value.flow_style
        if inside and not (comment and at):
            yield from _values(value, lines, f"{name}.")
        else:
            yield Value(key=name, default=_plain(value), text=comment)


def _above(lines: list[str], line: int) -> str:
    found: list[str] = []
    while line and (text := lines[line - 1].strip()).startswith("#"):
        found.insert(0, text.removeprefix("#").strip())
        line -= 1
    return " ".join(found)


def _plain(node: yaml.Node) -> object:
    made: object = yaml.safe_load(yaml.serialize(node))
    return made
