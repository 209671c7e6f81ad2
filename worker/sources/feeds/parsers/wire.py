"""What goes between the pool and its children: length, then msgpack."""

from __future__ import annotations

import struct
from typing import Final, Literal

import msgspec
from msgspec import Struct

from worker.sources.documents import Document
from worker.sources.feeds.parsers.pages import Page

LENGTH: Final = struct.Struct(">I")


class Job(Struct, frozen=True, kw_only=True):
    """One document or page."""

    what: Literal["document", "page"]
    body: bytes
    url: str


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
