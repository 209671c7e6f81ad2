"""What goes between the pool and its children: length, then msgpack.

A child says ``TAKEN`` when a job has begun to come, and then what came of it.
"""

from __future__ import annotations

import struct
from typing import Final, Literal

import msgspec
from msgspec import Struct

from worker.sources.documents import Document
from worker.sources.feeds.parsers.pages import Page

LENGTH: Final = struct.Struct(">I")
TAKEN: Final = b"\x06"
"""A child that dies before it says so has not died of the job."""


class Job(Struct, frozen=True, kw_only=True):
    """One document or page."""

    what: Literal["document", "page"]
    body: bytes
    url: str
    content_type: str | None = None
    """As the server sent it."""


class Done(Struct, frozen=True, kw_only=True):
    """What came of a job: one of the three."""

    document: Document | None = None
    page: Page | None = None
    reason: str | None = None
    """Why it could not be read."""
    message: str = ""


def packed(value: Job | Done) -> bytes:
    """Return ``value`` with its length before it."""
    body = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(body)) + body
