"""What we say to a server.

Rule: what the caller adds (validators, a password) is for the server that it asked. It goes to
no other origin, save that the same host may move from http to https.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

import httpcore
import httpx
from msgspec import Struct

from worker import __version__
from worker.sources.feeds.fetch.limits import Limits

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.4, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
ENCODINGS = "gzip, deflate, br, zstd"

# What h11 lets through; a stored validator of an HTTP/2 server may be otherwise.
_SENDABLE = re.compile(r"[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


class Question(Struct, frozen=True, kw_only=True):
    """What is asked of each server on the way."""

    origin: httpx.URL
    """Where it starts; its credentials count."""
    agent: str
    accept: str
    extra: Mapping[str, str]
    """The caller's headers, in Latin-1."""
    limits: Limits
    form: bytes | None = None
    """What is posted, URL-encoded; None asks for a document."""

    def request(self, url: httpx.URL) -> httpcore.Request:
        """Return the request for ``url``, which is the origin or a hop."""
        return httpcore.Request(
            "GET" if self.form is None else "POST",
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=list(self._headers(url)),
            content=self.form,
            extensions={"timeout": self._timeouts()},
        )

    def _headers(self, url: httpx.URL) -> Iterator[tuple[bytes, bytes]]:
        yield b"Host", url.netloc
        yield b"User-Agent", self.agent.encode("latin-1", "replace")
        yield b"Accept", self.accept.encode("ascii")
        yield b"Accept-Encoding", ENCODINGS.encode("ascii")
        if self.form is not None:
            yield b"Content-Type", b"application/x-www-form-urlencoded"
            yield b"Content-Length", str(len(self.form)).encode("ascii")
        if not trusted(self.origin, url):
            return
        if self.origin.userinfo:
            credentials = base64.b64encode(unquote_to_bytes(self.origin.userinfo))
            yield b"Authorization", b"Basic " + credentials
        for name, value in self.extra.items():
            if _SENDABLE.fullmatch(value):
                yield name.encode("ascii"), value.encode("latin-1")

    def _timeouts(self) -> dict[str, float]:
        limits = self.limits
        return {
            "connect": limits.connect_seconds,
            "read": limits.read_seconds,
            "write": limits.read_seconds,
            "pool": limits.seconds,
        }


def user_agent(contact: str | None) -> str:
    """Return our name, and where to complain."""
    return f"qala/{__version__}" + (f" (+{contact})" if contact else "")


def trusted(origin: httpx.URL, url: httpx.URL) -> bool:
    """Whether what was meant for ``origin`` may be told to ``url``."""
    if origin.host != url.host:
        return False
    if (origin.scheme, origin.port) == (url.scheme, url.port):
        return True
    return (origin.scheme, url.scheme) == ("http", "https") and origin.port == url.port is None
