"""Events with the same words in every string field that a source may fill."""

from __future__ import annotations

from typing import Any

import msgspec

from worker.event import Event

HOSTILE = "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;`"
OURS = {"schema", "id", "speaker", "within", "field", "kind", "stance", "evidence", "published_at"}
OURS |= {"date", "dated_by", "language"}
"""Keys whose values qala makes, of a bounded set."""


def filled(event: Event, words: str) -> Event:
    """Return ``event`` with ``words`` in each field of text that comes from outside.

    Each field gets a tail of its own, as far as it had a text, so that different things stay so.
    """
    return msgspec.convert(_filled(msgspec.to_builtins(event), words), Event)


def _filled(value: Any, words: str, key: str = "") -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            return {name: _filled(each, words, name) for name, each in value.items()}
        case list():
            return [_filled(each, words, key) for each in value]
        case str() if key not in OURS:
            return f"{value} {words}" if key != "url" else f"javascript:{words}"
        case _:
            return value
