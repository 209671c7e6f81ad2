"""``read``: one file → its feeds, by the reader of its suffix; ``read_all``: several as one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from worker.errors import ListError
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing import opml, tables
from worker.sources.feeds.listing.address import Refusal, key


class Dropped(Struct, frozen=True, kw_only=True):
    """A feed that is in the file and not in the list."""

    place: str
    """``feeds.opml:12``."""
    url: str
    reason: Literal["twice"] | Refusal


class Listing(Struct, frozen=True, kw_only=True):
    """The feeds of a file, each once, in its order."""

    feeds: list[Feed]
    dropped: list[Dropped] = []


def read(path: Path) -> Listing:
    """Read the list at ``path``. Raises ``ListError`` with all its faults."""
    try:
        body = path.read_bytes()
    except OSError as fault:
        message = f"{path}: can't be read: {fault.strerror}; give the path of a list of feeds"
        raise ListError([message]) from fault
    match path.suffix.lower():
        case ".toml":
            return Listing(feeds=tables.feeds_of(body, str(path)))
        case ".opml" | ".xml":
            return _without_dropped(opml.outlines_of(body, str(path)))
    message = f"{path}: unknown suffix; allowed: .toml, .opml or .xml"
    raise ListError([message])


def read_all(paths: Iterable[Path]) -> Listing:
    """Read several lists as one; a feed that two of them name is as the first has it.

    Raises ``ListError`` with the faults of all.
    """
    feeds: dict[str, Feed] = {}
    dropped: list[Dropped] = []
    faults: list[str] = []
    for path in paths:
        try:
            listing = read(path)
        except ListError as error:
            faults += error.faults
            continue
        dropped += listing.dropped
        for feed in listing.feeds:
            if feeds.setdefault(key(feed.url), feed) is not feed:
                dropped.append(Dropped(place=str(path), url=feed.url, reason="twice"))
    if faults:
        raise ListError(faults)
    return Listing(feeds=list(feeds.values()), dropped=dropped)


def _without_dropped(outlines: list[opml.Outline]) -> Listing:
    feeds: dict[str, Feed] = {}
    dropped = []
    for outline in outlines:
        url = outline.feed.url
        reason = outline.refusal or ("twice" if key(url) in feeds else None)
        if reason:
            dropped.append(Dropped(place=outline.place, url=url, reason=reason))
        else:
            feeds[key(url)] = outline.feed
    return Listing(feeds=list(feeds.values()), dropped=dropped)
