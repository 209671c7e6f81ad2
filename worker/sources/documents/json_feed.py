"""JSON Feed documents → their entries.

Characters that JSON forbids, and halves of characters, make no document unreadable.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import Any, Final

import orjson

from worker.sources.documents.document import Fields, Parsed
from worker.sources.documents.entry import text_of

_VERSION: Final = b"jsonfeed.org/version/"
_HEAD: Final = 1_000
_MOST_NAMES: Final = 100


def json_feed(body: bytes) -> dict[str, Any] | None:
    """Return the JSON Feed that ``body`` is, or None where it is none."""
    found = _loaded(body) if body[:_HEAD].lstrip().startswith(b"{") else None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    version = found.get("version")
    return found if isinstance(version, str) and _VERSION.decode() in version else None


def _loaded(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        if _VERSION not in body.replace(b"\\/", b"/"):
            return None
    try:
        return json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None


def entries_of_json(document: dict[str, Any], most: int) -> Parsed:
    """Return at most so many entries of a JSON Feed."""
    items = document["items"]
    return Parsed(
        format="json",
        feed={
            "url": text_of(document, "feed_url"),
            "title": text_of(document, "title"),
            "link": text_of(document, "home_page_url"),
            "language": text_of(document, "language"),
        },
        entries=[_fields(each) for each in islice(items, most) if isinstance(each, dict)],
        cut=len(items) > most,
    )


def _fields(entry: dict[str, Any]) -> Fields:
    kinds = (("content_html", "text/html"), ("content_text", "text/plain"))
    parts = ({"value": text_of(entry, key), "type": kind} for key, kind in kinds)
    authors = _all(entry, "authors") or [entry.get("author")]
    number = entry.get("id")
    return {
        "id": str(number) if type(number) in {int, float} else text_of(entry, "id"),
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
        "tags": [word for tag in _all(entry, "tags") if (word := text_of({"tag": tag}, "tag"))],
    }


def _all(entry: dict[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    return value[:_MOST_NAMES] if isinstance(value, list) else []
