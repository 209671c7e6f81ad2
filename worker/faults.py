"""What is wrong with a value that a user wrote, in words: of settings and of feed lists alike.

``quoted`` shows the value, ``allowed`` says from its type what it may be, ``nearest`` guesses
what a misspelt key was meant to be.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable

from msgspec import inspect

_BOUNDS = (("gt", "over {}"), ("ge", "at least {}"), ("lt", "under {}"), ("le", "at most {}"))


def quoted(value: object) -> str:
    """Return ``value`` as one would write it in a TOML file, cut to a readable length."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    longest = 60
    return text if len(text) <= longest else text[:longest] + "…"


def nearest(key: str, known: Iterable[str]) -> str | None:
    """Return the one of ``known`` that ``key`` was likely meant to be."""
    return next(iter(difflib.get_close_matches(key, list(known), n=1)), None)


def allowed(kind: inspect.Type) -> str:
    """Return what values ``kind`` allows: ``a whole number, at least 1 and at most 65535``."""
    if isinstance(kind, inspect.LiteralType):
        return " or ".join(f'"{value}"' for value in kind.values)
    if isinstance(kind, inspect.UnionType):
        return " or ".join(allowed(each) for each in kind.types if not _is_none(each))
    if isinstance(kind, inspect.ListType):
        few = ", at least one" if kind.min_length else ""
        return f"a list{few}, of: {allowed(kind.item_type)}"
    if isinstance(kind, inspect.DictType):
        return "a table"
    return _NAMES.get(type(kind), "a text") + _limits(kind)


_NAMES: dict[type[inspect.Type], str] = {
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
}


def _limits(kind: inspect.Type) -> str:
    given = [(words, getattr(kind, name, None)) for name, words in _BOUNDS]
    parts = [words.format(_number(bound)) for words, bound in given if bound is not None]
    pattern = getattr(kind, "pattern", None)
    shape = [f"of the form {pattern}"] if pattern else []
    filled = ["not empty"] if getattr(kind, "min_length", None) or _is_custom(kind) else []
    return "".join(
        f", {part}" for part in (*([" and ".join(parts)] if parts else []), *shape, *filled)
    )


def _number(bound: float) -> str:
    return f"{bound:.0f}" if float(bound).is_integer() else str(bound)


def _is_none(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.NoneType)


def _is_custom(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.CustomType)
