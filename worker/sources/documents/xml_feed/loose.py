"""Broken, old and odd RSS, Atom and RDF documents → their entries, by feedparser.

It takes a millisecond for every six kB. So it is given no more of a document than so many tags and
the entries that are wanted.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

import feedparser  # type: ignore[import-untyped]

from worker.errors import RecordError
from worker.sources.documents.document import Fields, Format, Parsed
from worker.sources.documents.entry import text_of

MOST_TAGS: Final = 50_000
_TAG: Final = re.compile(rb"<")
_ENTRY: Final = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)


def parsed(body: bytes, most: int) -> Parsed:
    """Return at most so many entries. Raises ``RecordError`` for what is no such document."""
    whole = _cut(_cut(body, _ENTRY, most), _TAG, MOST_TAGS)
    cut = len(whole) < len(body)
    found = _found(whole)
    broken = bool(found.get("bozo")) and not cut
    version = str(found.get("version") or "")
    if not found.entries and (broken or not version):
        message = f"no RSS, Atom or RDF document: {found.get('bozo_exception') or 'no feed in it'}"
        raise RecordError("not-a-feed", message)
    return Parsed(
        format=_format(version),
        feed=_feed(found.feed),
        entries=[_fields(entry) for entry in found.entries[:most]],
        cut=cut,
        problems=["not-well-formed"] if broken else [],
    )


def _cut(body: bytes, pattern: re.Pattern[bytes], most: int) -> bytes:
    """Return ``body`` up to where it has ``pattern`` once too often."""
    after = next(islice(pattern.finditer(body), most, None), None)
    return body[: after.start()] if after else body


def _found(body: bytes) -> Any:  # noqa: ANN401 - feedparser has no types
    try:
        # Not the bytes themselves: feedparser would take them for a path or a URL and open it.
        return feedparser.parse(
            io.BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (RecordError, MemoryError):  # of the budget
        raise
    except Exception as fault:  # its parsers raise whatever they meet
        raise RecordError("not-a-feed", f"no RSS, Atom or RDF document: {fault!r}") from fault


def _format(version: str) -> Format:
    if version.startswith("atom"):
        return "atom"
    return "rdf" if version in {"rss090", "rss10"} else "rss"


def _all(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the dictionaries under ``key``; an element of that name may have put words there."""
    found = dict.get(holder, key) if isinstance(holder, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _detail(holder: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = dict.get(holder, key) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def _feed(head: Mapping[str, Any]) -> dict[str, str | None]:
    own = (text_of(link, "href") for link in _all(head, "links") if link.get("rel") == "self")
    return {
        "url": next(own, None),
        "title": text_of(head, "title"),
        "link": text_of(head, "link"),
        "language": text_of(head, "language"),
    }


def _fields(entry: Mapping[str, Any]) -> Fields:
    parts, title = _all(entry, "content"), _detail(entry, "title_detail")
    # Without a detail of its own it is feedparser's copy of the content.
    detail = _detail(entry, "summary_detail")
    tongues = (text_of(part, "language") for part in (*parts, title))
    return {
        "id": text_of(entry, "id"),
        "link": text_of(entry, "link"),
        "title": text_of(entry, "title"),
        "title_type": text_of(title, "type"),
        "summary": text_of(entry, "summary") if detail else None,
        "summary_type": text_of(detail, "type"),
        "content": [{"value": text_of(part, "value"), "type": part.get("type")} for part in parts],
        "published": text_of(entry, "published"),
        "updated": text_of(entry, "updated"),
        "authors": [name for each in _all(entry, "authors") if (name := text_of(each, "name"))],
        "language": text_of(entry, "language") or next(filter(None, tongues), None),
        "tags": [term for tag in _all(entry, "tags") if (term := text_of(tag, "term"))],
    }
