"""TOML → feeds: a ``[[feed]]`` table each, strictly, with all faults of the file at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, inspect
from msgspec.structs import FieldInfo, fields

from worker import lists
from worker.errors import ListError
from worker.faults import allowed, quoted
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing.address import ALLOWED, key, refusal

_Text = Annotated[str, Meta(min_length=1)]
_Interval = Annotated[float, Meta(ge=1, le=2_592_000)]


class Table(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One ``[[feed]]``, as it is written."""

    url: _Text
    """Where the document is; also the feed's identity."""
    name: _Text | None = None
    """The feed's name, for people."""
    outlet: _Text | None = None
    """Who publishes it."""
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] | None = None
    """ISO 3166-1 alpha-2."""
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}$")] | None = None
    """ISO 639, of entries that don't tell their own."""
    shortest_interval_seconds: _Interval | None = None
    """Never polled more often."""
    longest_interval_seconds: _Interval | None = None
    """Never polled more seldom, unless it fails."""
    full_text: bool | None = None
    """Whether the page of an entry is read: always, never, or where the feed is short."""
    tags: list[_Text] = []


def feeds_of(body: bytes, path: str) -> list[Feed]:
    """Return the feeds of a TOML list; ``path`` is for messages. Raises ``ListError``."""
    rows, places = lists.rows(body, path, "feed")
    faults = []
    first: dict[str, str] = {}
    for row, place in zip(rows, places, strict=True):
        faults += [f"{place}: {fault}" for fault in _faults(row)]
        url = row.get("url")
        if isinstance(url, str) and (before := first.setdefault(key(url), place)) != place:
            faults.append(f"{place}: url: {quoted(url)} is there twice, first at {before}")
    if faults:
        raise ListError(faults)
    return [_feed(msgspec.convert(row, Table)) for row in rows]


def _faults(row: dict[str, Any]) -> Iterator[str]:
    own = {each.name: each for each in fields(Table)}
    yield from lists.unknown_keys(row, own)
    for name, each in own.items():
        if name in row:
            yield from _value_faults(each, row[name])
        elif each.required:
            yield f"{name}: is missing; allowed: {ALLOWED}"
    yield from _contradictions(row)


def _value_faults(each: FieldInfo, value: object) -> Iterator[str]:
    try:
        msgspec.convert(value, each.type)
    except msgspec.ValidationError:
        words = ALLOWED if each.name == "url" else allowed(inspect.type_info(each.type))
        yield f"{each.name}: {quoted(value)} is not allowed; allowed: {words}"
    else:
        if each.name == "url" and (reason := refusal(str(value))):
            shown = "the URL" if reason == "credentials" else quoted(value)
            yield f"url: {shown} is not allowed; allowed: {ALLOWED}"


def _contradictions(row: dict[str, Any]) -> Iterator[str]:
    shortest: Any = row.get("shortest_interval_seconds")
    longest: Any = row.get("longest_interval_seconds")
    if not isinstance(shortest, int | float) or not isinstance(longest, int | float):
        return
    if longest < shortest:
        yield (
            f"longest_interval_seconds: {longest} is under shortest_interval_seconds; "
            f"allowed: at least {shortest}"
        )


def _feed(table: Table) -> Feed:
    return Feed(
        url=table.url.strip(),
        name=table.name,
        outlet=table.outlet,
        country=table.country,
        language=table.language,
        shortest_interval=table.shortest_interval_seconds,
        longest_interval=table.longest_interval_seconds,
        full_text=table.full_text,
        tags=table.tags,
    )
