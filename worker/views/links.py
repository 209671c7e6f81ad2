"""Addresses from outside: only those of the web become links."""

from __future__ import annotations

from urllib.parse import urlsplit


def outside(url: str | None) -> str | None:
    """Return ``url`` where one may follow it: http or https with a host; None elsewhere."""
    if url is None or any(sign <= " " for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
