"""``Message``: what is sent to a topic, and how large it is there."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

Headers = list[tuple[str, bytes]]

_OVERHEAD: Final = 120
"""Bytes that the wire adds to a message that stands alone in its batch, at most."""
_HEADER: Final = 10
"""And to each header."""


class Message(Struct, frozen=True, kw_only=True, gc=False):
    """One message of a topic."""

    topic: str
    value: bytes | None
    """Null is a tombstone: a compacted topic forgets the key."""
    key: bytes | None = None
    headers: Headers = []
    partition: int | None = None
    """Chosen by the key where it is null."""

    @property
    def size(self) -> int:
        """Bytes on the wire before compression, at most."""
        headers = sum(len(name.encode()) + len(value) + _HEADER for name, value in self.headers)
        return len(self.value or b"") + len(self.key or b"") + headers + _OVERHEAD
