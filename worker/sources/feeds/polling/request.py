"""What to ask for: the URL and the conditions under which a document is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from worker.sources.feeds.feed import Feed, State

UNCONDITIONAL_SHARE: Final = 0.01
"""Polls by chance without validators: a server may lie and nobody would know."""
UNCONDITIONAL_EVERY: Final = 19
"""And one in so many by count, so that what a lying server holds back comes within 20 polls."""


class Request(Struct, frozen=True, kw_only=True):
    """One request for a feed's document."""

    url: str
    headers: Mapping[str, str]

    @property
    def conditional(self) -> bool:
        """Whether 304 is an answer to it."""
        return bool(self.headers)


def address(url: str, state: State) -> str:
    """Return where the feed at ``url`` is asked: there, or where it has moved for good."""
    return state.moved_to if state.moved and state.moved_to else url


def request(feed: Feed, state: State, *, chance: float) -> Request:
    """Return the next request; ``chance`` is a share from 0 to 1."""
    url = address(feed.url, state)
    last = state.polls % UNCONDITIONAL_EVERY == UNCONDITIONAL_EVERY - 1
    if state.lied or last or chance < UNCONDITIONAL_SHARE:
        return Request(url=url, headers={})
    headers = {}
    if state.etag:
        headers["If-None-Match"] = state.etag
    if state.last_modified:
        headers["If-Modified-Since"] = state.last_modified
    return Request(url=url, headers=headers)
