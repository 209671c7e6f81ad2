"""The wire format: a JSON object of the fields of ``Payload``.

Unknown fields are counted and left out; null is the same as a missing field; a wrong type is
a rejection that names the field.
"""

from __future__ import annotations

from typing import Any

import msgspec

from worker.article import Outlet, Payload
from worker.errors import RecordError
from worker.intake import wire

_FIELDS = frozenset(Payload.__struct_fields__)
_SOURCE_FIELDS = frozenset(Outlet.__struct_fields__)


def read(body: bytes) -> tuple[Payload, int]:
    """Return the payload and the number of unknown fields. Raises ``RecordError``."""
    found = wire.json_object(body)
    given = {name: value for name, value in found.items() if value is not None}
    try:
        payload = msgspec.convert(given, Payload)
    except msgspec.ValidationError as fault:
        raise RecordError("wrong-type", f"wrong type: {fault}") from fault
    return payload, _unknown(found)


def _unknown(found: dict[str, Any]) -> int:
    unknown = len(found.keys() - _FIELDS)
    if source := found.get("source"):
        unknown += len(source.keys() - _SOURCE_FIELDS)
    return unknown
