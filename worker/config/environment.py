"""``QALA_…`` variables laid over the table of the settings file.

A variable is a key with its sections joined by two underscores: ``QALA_HTTP__PORT``. Its
text is read as the type of the key asks: numbers and true/false as in TOML, a list as a TOML
list or as texts with commas between. A variable that is no key is a fault, since a misspelt
override that is passed over in silence is found only in production.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import inspect

PREFIX = "QALA_"

# Kubernetes gives each pod such variables for a Service that is named qala or qala-…; they
# are nobody's override.
_SERVICE_LINK = re.compile(
    r"QALA_(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_\w+)?)"
)
_SERVICE_PORT = re.compile(r"QALA_(\w+_)?PORT")
_SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://")


def overrides(environ: Mapping[str, str]) -> dict[str, str]:
    """Return variable → dotted key of every override in ``environ``, sorted."""
    ours = (name for name in sorted(environ) if name.startswith(PREFIX))
    return {
        name: name.removeprefix(PREFIX).lower().replace("__", ".")
        for name in ours
        if not _is_service_link(name, environ[name])
    }


def _is_service_link(name: str, value: str) -> bool:
    if _SERVICE_PORT.fullmatch(name) and _SERVICE_ADDRESS.match(value):
        return True
    return bool(_SERVICE_LINK.fullmatch(name))


def lay_over(table: dict[str, Any], key: str, value: object) -> None:
    """Set the dotted ``key`` of ``table``; a section that is no table is left for its fault."""
    *sections, last = key.split(".")
    inner: Any = table
    for section in sections:
        inner = inner.setdefault(section, {})
        if not isinstance(inner, dict):
            return
    inner[last] = value


def parse(text: str, kind: inspect.Type) -> object:
    """Read ``text`` as ``kind`` asks; the text itself where that can't be, for its fault."""
    if isinstance(kind, inspect.UnionType):
        kind = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.ListType):
        return _list(text, kind)
    if isinstance(kind, inspect.IntType | inspect.FloatType | inspect.BoolType | inspect.DictType):
        return _toml(text.strip(), default=text)
    return text


def _list(text: str, kind: inspect.ListType) -> object:
    if text.lstrip().startswith("["):
        return _toml(text.strip(), default=text)
    parts = [part.strip() for part in text.split(",")]
    return [parse(part, kind.item_type) for part in parts if part]


def _toml(text: str, *, default: object) -> object:
    try:
        found = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return default
    return found["value"] if len(found) == 1 else default
