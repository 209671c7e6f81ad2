"""Pack files → ``Pack``. The only part of the language core that opens files, and only its own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from worker.errors import PackError
from worker.packs.grammar import Grammar
from worker.packs.schema import (
    Boilerplate,
    Checkworthy,
    Cue,
    Example,
    Outlet,
    Pack,
    Script,
    Time,
    Titles,
)

T = TypeVar("T")


class _Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``pack.toml``."""

    language: str
    name: str
    version: str
    word_order: str
    provenance: str
    confidence: dict[str, float]
    script: Script


class _Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``cues.toml``."""

    cue: list[Cue]


class _Outlets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``outlets.toml``."""

    outlet: list[Outlet]


class _Examples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``examples.toml``."""

    example: list[Example]


def available() -> list[str]:
    """Return the languages that have a pack, sorted."""
    return sorted(p.name for p in files(__package__).iterdir() if p.joinpath("pack.toml").is_file())


@cache
def load(language: str) -> Pack:
    """Read the pack of ``language`` (ISO 639-1). Raises ``PackError``."""
    if language not in available():
        message = f"no pack for language {language!r}; there are packs for {', '.join(available())}"
        raise PackError(message)
    return read(files(__package__).joinpath(language))


def read(folder: Traversable) -> Pack:
    """Read a pack from its folder. Raises ``PackError`` with file and place."""
    head = msgspec.to_builtins(_table(folder, "pack.toml", _Head))
    try:
        return msgspec.convert(
            head
            | {
                "cues": _table(folder, "cues.toml", _Cues).cue,
                "grammar": _table(folder, "grammar.toml", Grammar),
                "titles": _table(folder, "titles.toml", Titles),
                "outlets": _table(folder, "outlets.toml", _Outlets).outlet,
                "time": _table(folder, "time.toml", Time),
                "boilerplate": _table(folder, "boilerplate.toml", Boilerplate),
                "checkworthy": _table(folder, "checkworthy.toml", Checkworthy),
                "names": _lines(folder, "names.txt"),
                "places": _lines(folder, "places.txt"),
                "examples": _table(folder, "examples.toml", _Examples).example,
            },
            Pack,
        )
    except msgspec.ValidationError as fault:
        message = f"{folder.name}/pack.toml: {fault}"
        raise PackError(message) from fault


def _text(folder: Traversable, name: str) -> str:
    try:
        return folder.joinpath(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{folder.name}/{name}: can't be read: {fault}"
        raise PackError(message) from fault


def _table(folder: Traversable, name: str, shape: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(_text(folder, name)), shape)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        message = f"{folder.name}/{name}: {fault}"
        raise PackError(message) from fault


def _lines(folder: Traversable, name: str) -> frozenset[str]:
    lines = (line.strip() for line in _text(folder, name).splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
