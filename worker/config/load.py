"""File and environment → ``Settings``, or every fault of both at once.

The schema of ``settings`` is walked beside the table of the file: a key that it does not know
and a value that its type refuses give a fault each, and the walk goes on. Only a table
without faults becomes ``Settings``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import FieldInfo, fields

from worker.config.contradictions import contradictions
from worker.config.environment import lay_over, overrides, parse
from worker.config.secret import Secret, decode, masked_text
from worker.config.settings import NEEDED, Settings
from worker.errors import SettingsError
from worker.faults import allowed, nearest, quoted

S = TypeVar("S", bound=Struct)


class _Keys(Struct, frozen=True, kw_only=True):
    """What is known of keys, dotted."""

    known: Mapping[str, FieldInfo]
    """Every key that there is."""
    origin: Mapping[str, str]
    """How to name a key that a variable has set."""


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings file at ``path`` with the overrides in ``environ``.

    Raises ``SettingsError`` with all faults.
    """
    settings = read(_file(path), environ, Settings, path.parent)
    faults = list(contradictions(settings))
    if faults:
        raise SettingsError(faults)
    return settings


def read(table: dict[str, Any], environ: Mapping[str, str], schema: type[S], base: Path) -> S:
    """Make a ``schema`` of ``table`` with the overrides in ``environ``; changes ``table``.

    Paths are relative to ``base``. Raises ``SettingsError`` with all faults.
    """
    known = dict(_leaves(schema))
    origin: dict[str, str] = {}
    faults = []
    for variable, key in overrides(environ).items():
        if key in known:
            lay_over(table, key, parse(environ[variable], inspect.type_info(known[key].type)))
            origin[key] = f"{key} ({variable})"
        else:
            faults.append(f"{variable}: {_unknown(key, known)}")
    faults += _faults(schema, table, "", _Keys(known=known, origin=origin))
    if faults:
        raise SettingsError(faults)
    return msgspec.convert(table, schema, dec_hook=lambda kind, value: decode(kind, value, base))


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        message = f"{path}: can't be read: {fault.strerror}; give the path of a TOML file"
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        message = f"{path}: not TOML: {fault}; see https://toml.io for the format"
    raise SettingsError([message])


def _is_section(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, Struct)


def _leaves(schema: type[Struct], at: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Yield every key below ``schema`` that holds a value, dotted."""
    for each in fields(schema):
        key = at + each.name
        if _is_section(each.type):
            yield from _leaves(each.type, key + ".")
        else:
            yield key, each


def _faults(
    schema: type[Struct],
    table: dict[str, Any],
    at: str,
    keys: _Keys,
    *,
    in_use: bool = True,
) -> Iterator[str]:
    """Yield the faults of ``table``, whose keys begin with ``at``; fill in missing sections.

    ``in_use`` tells whether the sections around it are of the kinds that are chosen.
    """
    own = {each.name: each for each in fields(schema)}
    for name in sorted(table.keys() - own.keys()):
        yield f"{at}{name}: {_unknown(at + name, keys.known)}"
    for name, each in own.items():
        key = at + name
        if not _is_section(each.type):
            yield from _value_faults(each, table, keys.origin.get(key, key), in_use=in_use)
        elif isinstance(inner := table.setdefault(name, {}), dict):
            chosen = in_use and _chosen(own.get("kind"), table, name)
            yield from _faults(each.type, inner, key + ".", keys, in_use=chosen)
        else:
            yield f"{key}: {quoted(inner)} is no section; allowed: a table [{key}]"


def _chosen(kind: FieldInfo | None, table: Mapping[str, Any], section: str) -> bool:
    """Tell whether ``section`` is that of the chosen kind, or of no kind."""
    kinds = get_args(kind.type) if kind else ()
    return kind is None or section not in kinds or table.get("kind", kind.default) == section


def _value_faults(
    each: FieldInfo, table: dict[str, Any], label: str, *, in_use: bool
) -> Iterator[str]:
    words = allowed(inspect.type_info(each.type))
    if each.name in table:
        try:
            msgspec.convert(table[each.name], each.type, dec_hook=_check)
        except msgspec.ValidationError:
            shown = "the value" if _holds_secret(each.type) else quoted(table[each.name])
            yield f"{label}: {masked_text(shown)} is not allowed; allowed: {words}"
    elif each.required or (in_use and NEEDED in get_args(each.type)):
        yield f"{label}: is missing; allowed: {words}"
    elif isinstance(each.default, Path):
        # Put into the table, so that it too becomes relative to the settings file.
        table[each.name] = str(each.default)


def _check(kind: type, value: object) -> object:
    return decode(kind, value, Path())


def _holds_secret(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return kind is Secret or "Secret" in str(kind)


def _unknown(key: str, known: Mapping[str, FieldInfo]) -> str:
    sections = {each.rpartition(".")[0] for each in known}
    if near := nearest(key, [*known, *sections]):
        return f"unknown key; did you mean {near}?"
    top = key.partition(".")[0] + "."
    there = [each for each in known if each.startswith(top)] or sorted(sections)
    return f"unknown key; allowed: {', '.join(there)}"
