"""Which redirects are followed, and where to."""

from __future__ import annotations

import re
from collections.abc import Collection

import httpx

from worker.sources.feeds.answer import Failure

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPING = frozenset({307, 308})
"""Those after which what was posted is posted again."""
_PORTS = range(65_536)
_HOST = re.compile(rb"[a-z0-9_.-]+|[0-9a-f:.]+")


class RedirectError(Exception):
    """A redirect that is not followed."""

    def __init__(self, failure: Failure, message: str) -> None:
        super().__init__(message)
        self.failure = failure


def parsed(url: str) -> httpx.URL:
    """Return an absolute http(s) URL without fragment, encoded as it is sent.

    Raises ValueError with what is wrong.
    """
    try:
        absolute = httpx.URL(url.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if absolute.scheme not in {"http", "https"}:
        message = f"its scheme is {absolute.scheme or 'missing'!r}, not http or https"
        raise ValueError(message)
    if not _HOST.fullmatch(absolute.raw_host):
        message = "its host is no name and no address"
        raise ValueError(message)
    if (absolute.port or 0) not in _PORTS:
        message = f"there is no port {absolute.port}"
        raise ValueError(message)
    return absolute


def redirects(status: int, *, posted: bool = False) -> bool:
    """Whether the answer is one that sends the reader on, or the one who ``posted``."""
    return status in (_KEEPING if posted else _REDIRECTS)


def target(
    url: httpx.URL, locations: list[bytes], *, visited: Collection[httpx.URL], limit: int
) -> httpx.URL:
    """Return where ``url`` sends the reader; raises RedirectError.

    ``visited`` are the URLs asked so far, ``url`` among them. Credentials that a server hands
    out in a Location are dropped.
    """
    location = _text(locations[0]).strip() if locations else ""
    if not location:
        raise RedirectError("bad-redirect", "it redirects without saying where to")
    try:
        there = parsed(str(url.join(location))).copy_with(userinfo=b"")
    except (httpx.InvalidURL, ValueError) as error:
        raise RedirectError("bad-redirect", f"it redirects to {location!r}: {error}") from error
    if there in visited:
        raise RedirectError("redirect-loop", f"it redirects in a circle, back to {there}")
    if len(visited) > limit:
        raise RedirectError("redirect-loop", f"it redirects more than {limit} times")
    return there


def _text(location: bytes) -> str:
    try:
        return location.decode()
    except UnicodeDecodeError:
        return location.decode("latin-1")
