"""TOML → the entities of a watch list: a ``[[speaker]]`` each, strictly, all faults at once."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct, inspect
from msgspec.structs import FieldInfo, fields

from worker import lists
from worker.errors import ListError
from worker.faults import allowed, quoted
from worker.watch.watched import Role, Watched

_SPELT = 'a table of languages, such as { en = ["Jane Roe"] }'
_DATE = "a date, such as 2017-01-31"
_ALLOWED = MappingProxyType(
    {
        "id": "namespace:name, of a-z, 0-9 and -, the name also of . and _",
        "names": _SPELT,
        "titles": _SPELT,
        "organisation": _SPELT,
        "roles": "a table [[speaker.roles]] for each role",
        "from": _DATE,
        "to": _DATE,
    }
)


def watched(body: bytes, path: str) -> list[Watched]:
    """Return the entities of a list; ``path`` is for messages. Raises ``ListError``."""
    rows, places = lists.rows(body, path, "speaker")
    faults = []
    first: dict[str, str] = {}
    for row, place in zip(rows, places, strict=True):
        faults += [f"{place}: {fault}" for fault in _faults(Watched, row)]
        identity = row.get("id")
        if isinstance(identity, str) and (before := first.setdefault(identity, place)) != place:
            faults.append(f"{place}: id: {quoted(identity)} is there twice, first at {before}")
    if faults:
        raise ListError(faults)
    return [msgspec.convert(row, Watched) for row in rows]


def _faults(schema: type[Struct], row: dict[str, Any], at: str = "") -> Iterator[str]:
    own = {each.encode_name: each for each in fields(schema)}
    yield from (at + fault for fault in lists.unknown_keys(row, own))
    for name, each in own.items():
        if name in row:
            yield from _value_faults(each, row[name], at)
        elif each.required:
            yield f"{at}{name}: is missing; allowed: {_allowed(each)}"
    yield from (at + fault for fault in _contradictions(row))


def _value_faults(each: FieldInfo, value: object, at: str) -> Iterator[str]:
    name = each.encode_name
    roles = value if name == "roles" and isinstance(value, list) else []
    if roles and all(isinstance(role, dict) for role in roles):
        for number, role in enumerate(roles, 1):
            yield from _faults(Role, role, f"role {number}: ")
        return
    try:
        msgspec.convert(value, each.type)
    except msgspec.ValidationError:
        yield f"{at}{name}: {quoted(value)} is not allowed; allowed: {_allowed(each)}"
        return
    if isinstance(value, dict):
        for spelling in (one for several in value.values() for one in several):
            if not any(sign.isalnum() for sign in spelling):
                yield f"{at}{name}: {quoted(spelling)} has no letter; allowed: a name in words"


def _allowed(each: FieldInfo) -> str:
    return _ALLOWED.get(each.encode_name) or allowed(inspect.type_info(each.type))


def _contradictions(row: dict[str, Any]) -> Iterator[str]:
    try:
        backwards = row["to"] < row["from"]
    except (KeyError, TypeError):
        return
    if backwards:
        yield f"to: {row['to']} is before from; allowed: from {row['from']} on"
