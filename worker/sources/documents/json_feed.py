"""JSON Feed documents → their entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from worker.sources.documents.entry import Entry, entry_of, text_of


def json_feed(body: bytes) -> dict[str, Any] | None:
    """Return the JSON Feed that ``body`` is, or None where it is none."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    version = found.get("version") if isinstance(found, dict) else None
    is_feed = isinstance(version, str) and "jsonfeed.org/version/" in version
    return found if is_feed and isinstance(found.get("items"), list) else None


def entries_of_json(document: dict[str, Any]) -> Iterator[Entry]:
    """Yield the entries of a JSON Feed."""
    feed = {
        "url": text_of(document, "feed_url"),
        "title": text_of(document, "title"),
        "link": text_of(document, "home_page_url"),
        "language": text_of(document, "language"),
    }
    for entry in document["items"]:
        if isinstance(entry, dict):
            yield entry_of(_from_json(entry), feed)


def _from_json(entry: dict[str, Any]) -> dict[str, Any]:
    kinds = (("content_html", "text/html"), ("content_text", "text/plain"))
    parts = ({"value": text_of(entry, key), "type": kind} for key, kind in kinds)
    authors = _all(entry, "authors") or [entry.get("author")]
    number = entry.get("id")
    return {
        "id": str(number) if isinstance(number, int) else text_of(entry, "id"),
        "link": text_of(entry, "url") or text_of(entry, "external_url"),
        "title": text_of(entry, "title"),
        "title_type": "text/plain",
        "summary": text_of(entry, "summary"),
        "summary_type": "text/plain",
        "content": [part for part in parts if part["value"]],
        "published": text_of(entry, "date_published"),
        "updated": text_of(entry, "date_modified"),
        "authors": [name for each in authors if (name := text_of(each, "name"))],
        "language": text_of(entry, "language"),
        "tags": [tag for tag in _all(entry, "tags") if isinstance(tag, str)],
    }


def _all(entry: dict[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    return value if isinstance(value, list) else []
