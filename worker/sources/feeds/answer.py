"""What a server answered to one request, or why it did not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Failure = Literal[
    "bad-url",
    "dns",
    "connect",
    "tls",
    "timeout",
    "protocol",
    "cut-off",
    "refused-address",
    "redirect-loop",
    "bad-redirect",
    "too-large",
    "bad-encoding",
    "resting",
]
"""Why there is no answer to read whole.

``bad-url`` is the URL that was asked, ``bad-redirect`` one that a server sent. ``connect`` ends
before an answer, ``cut-off`` within it. ``refused-address`` is our own guard's no, and ``resting``
our politeness's: a redirect leads to a domain that has asked for a rest.
"""


class Hop(Struct, frozen=True):
    """One redirect that was followed."""

    status: int
    url: str
    """The absolute URL that it led to."""


class Answer(Struct, frozen=True, kw_only=True):
    """One request, from its URL to the last byte that was read."""

    url: str
    """The last URL that was asked, after all hops; without credentials and fragment."""
    status: int = 0
    """Of the response to ``url``; 0 where there was none."""
    failure: Failure | None = None
    """Set where the body is not there whole; the status may be known all the same."""
    message: str = ""
    """The failure in words: what, where, what to do."""
    headers: Mapping[str, str] = {}
    """Names in lower case, values as sent (Latin-1), of the response to ``url``."""
    body: bytes = b""
    """Decompressed; after a failure what was read until then."""
    hops: tuple[Hop, ...] = ()
    """In order; none where the first URL answered."""
    wire_bytes: int = 0
    """Bytes of the body as they came over the wire."""
    seconds: float = 0.0
    """Wall time of the request."""
