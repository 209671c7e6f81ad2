"""A plain text: every line a paragraph, no title (the first line is a paragraph like any)."""

from __future__ import annotations

from worker.article import Payload
from worker.intake import wire


def read(body: bytes) -> tuple[Payload, int]:
    """Return the payload, and no unknown fields. Raises ``RecordError``."""
    return Payload(text=wire.utf8(body)), 0
