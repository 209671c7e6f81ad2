"""Which URLs can be polled, and when two are one feed."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from worker.normalise import urls

Refusal = Literal["no-url", "not-http", "credentials"]

ALLOWED = "an absolute http or https URL without user and password"


def refusal(url: str) -> Refusal | None:
    """Return why ``url`` is not polled; None where it may be."""
    if not url.strip():
        return "no-url"
    if urls.canonical(url) is None:
        return "not-http"
    # It would be part of every event: the feed's URL is its identity.
    return "credentials" if "@" in urlsplit(url.strip()).netloc else None


def key(url: str) -> str:
    """Return what two spellings of one feed's URL have in common."""
    return urls.canonical(url) or url
