"""How long and how much one request may take."""

from __future__ import annotations

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """The bounds of one request; times in seconds."""

    seconds: float = 30.0
    """For everything: names, connections, redirects and the last byte."""
    connect_seconds: float = 10.0
    """For one connection with its TLS, over all addresses of the host."""
    read_seconds: float = 15.0
    """Silence of a server that is longer ends the request."""
    wire_bytes: int = 10_000_000
    """Of the body as it is sent."""
    body_bytes: int = 20_000_000
    """Of the body once it is decompressed, and of every step on the way there."""
    hops: int = 10
    """Redirects that are followed."""
