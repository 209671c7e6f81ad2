"""Feeds → a file, in the format that its suffix names; ``read`` gives the same feeds again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

import msgspec

from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing.tables import Table


def written(feeds: Sequence[Feed], suffix: str) -> str:
    """Return ``feeds`` as the text of a file with ``suffix``, one of ``SUFFIXES``."""
    return "\n".join(_WRITERS[suffix.lower()](feeds)) + "\n"


def _toml(feeds: Sequence[Feed]) -> Iterator[str]:
    for number, feed in enumerate(feeds):
        yield from (["", "[[feed]]"] if number else ["[[feed]]"])
        # A JSON text, number, list or truth value is the same in TOML; DEL alone must be escaped.
        for key, value in msgspec.to_builtins(_table(feed)).items():
            if value is not None:
                text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
                yield f"{key} = {text}"


def _opml(feeds: Sequence[Feed]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<opml version="2.0">'
    yield "  <head><title>Feeds</title></head>"
    yield "  <body>"
    open_folders: list[str] = []
    for feed in sorted(feeds, key=lambda feed: feed.tags):
        yield from _moved(open_folders, feed.tags)
        open_folders = feed.tags
        own = " ".join(f"{name}={quoteattr(value)}" for name, value in _attributes(feed))
        yield f"{_indent(len(open_folders))}<outline {own}/>"
    yield from _moved(open_folders, [])
    yield "  </body>"
    yield "</opml>"


_WRITERS: MappingProxyType[str, Callable[[Sequence[Feed]], Iterator[str]]] = MappingProxyType(
    {".toml": _toml, ".opml": _opml, ".xml": _opml}
)
SUFFIXES = tuple(_WRITERS)


def _table(feed: Feed) -> Table:
    return Table(
        url=feed.url,
        name=feed.name,
        outlet=feed.outlet,
        country=feed.country,
        language=feed.language,
        shortest_interval_seconds=feed.shortest_interval,
        longest_interval_seconds=feed.longest_interval,
        full_text=feed.full_text,
        tags=feed.tags,
    )


def _moved(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """Yield the ends and beginnings of folders that lead from ``before`` to ``after``."""
    shared = next(
        (at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    yield from (f"{_indent(depth)}</outline>" for depth in reversed(range(shared, len(before))))
    for depth in range(shared, len(after)):
        yield f"{_indent(depth)}<outline text={quoteattr(after[depth])}>"


def _attributes(feed: Feed) -> Iterator[tuple[str, str]]:
    yield "type", "rss"
    yield "text", feed.name or feed.outlet or feed.url
    yield "xmlUrl", feed.url
    others = {
        "outlet": feed.outlet,
        "country": feed.country,
        "language": feed.language,
        "shortestIntervalSeconds": feed.shortest_interval,
        "longestIntervalSeconds": feed.longest_interval,
        "fullText": None if feed.full_text is None else str(feed.full_text).lower(),
    }
    yield from ((name, str(value)) for name, value in others.items() if value is not None)


def _indent(depth: int) -> str:
    return "  " * (depth + 2)
