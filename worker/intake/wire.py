"""Bytes → text → JSON object, with a clear rejection for each way to fail."""

from __future__ import annotations

import re
from typing import Any

import orjson

from worker.errors import RecordError

_BOM = b"\xef\xbb\xbf"
# Producers that cut strings by UTF-16 units leave half a pair behind, which orjson refuses.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\u[dD](?P<lone>[89a-fA-F])[0-9a-fA-F]{2}"
    rb"|\\.",
    re.DOTALL,
)


def utf8(body: bytes) -> str:
    """Decode a body, with or without byte order mark. Raises ``RecordError``."""
    try:
        return body.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as fault:
        message = f"not UTF-8: {fault.reason} at byte {fault.start}; convert it to UTF-8"
        raise RecordError("not-utf8", message) from fault


def json_object(body: bytes) -> dict[str, Any]:
    """Parse a body as one JSON object. Raises ``RecordError``."""
    body = body.removeprefix(_BOM)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        value = _second_look(body, fault)
    if not isinstance(value, dict):
        message = f"the record is a JSON {_kind(value)}; it must be an object"
        raise RecordError("wrong-type", message)
    return value


def _second_look(body: bytes, fault: orjson.JSONDecodeError) -> Any:  # noqa: ANN401 - JSON
    utf8(body)
    mended = _ESCAPE.sub(lambda escape: rb"\ufffd" if escape["lone"] else escape[0], body)
    if mended != body:
        try:
            return orjson.loads(mended)
        except orjson.JSONDecodeError as second:
            fault = second
    message = f"not JSON: {fault}"
    raise RecordError("bad-json", message) from fault


def _kind(value: object) -> str:
    names = {list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
