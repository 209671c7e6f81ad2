"""RSS, Atom and RDF documents → their entries, by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import feedparser  # type: ignore[import-untyped]
from resiliparse.parse.encoding import detect_encoding

from worker.errors import RecordError
from worker.sources.documents.entry import Entry, entry_of, text_of

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding=["'](?!utf-?8)""", re.IGNORECASE)
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
# References to half a character, on which feedparser gives up the whole document.
_SURROGATE = re.compile(
    rb"""&\#(?: 0*(?: 5529[6-9] | 55[3-9]\d\d | 56\d{3} | 57[0-2]\d\d | 573[0-3]\d | 5734[0-3] )
             | [xX]0*[dD][89a-fA-F][\da-fA-F]{2} ) (?![\da-fA-F]) ;?""",
    re.VERBOSE,
)


def entries_of_xml(body: bytes, budget: AbstractContextManager[None]) -> Iterator[Entry]:
    """Yield the entries of an RSS, Atom or RDF document. Raises ``RecordError`` on any other."""
    with budget:
        found = _parse(body)
    broken = bool(found.get("bozo"))
    if not found.entries and (broken or not found.get("version")):
        message = f"no RSS, Atom or RDF document: {found.get('bozo_exception') or 'no feed in it'}"
        raise RecordError(reason="not-a-feed", message=message)
    feed = _feed(found.feed)
    for entry in found.entries:
        yield entry_of(_from_xml(entry), feed)


def _parse(body: bytes) -> Any:  # noqa: ANN401 - feedparser has no types
    # Not the bytes themselves: feedparser would take them for a path or a URL and open it.
    stream = io.BytesIO(_SURROGATE.sub(b"&#xFFFD;", body))
    try:
        return feedparser.parse(
            stream,
            response_headers=_charset(body),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except RecordError:  # of the budget
        raise
    except Exception as fault:  # its parsers raise whatever they meet
        message = f"no RSS, Atom or RDF document: {fault!r}"
        raise RecordError(reason="not-a-feed", message=message) from fault


def _charset(body: bytes) -> dict[str, str]:
    """Name the charset of ``body``: UTF-8 where it is that, else as declared, else detected."""
    try:
        body.decode()
    except UnicodeDecodeError:
        if body.startswith(_BYTE_ORDER) or _DECLARED.search(body[:400]):
            return {}
        name = detect_encoding(body)
    else:
        name = "utf-8"
    return {"content-type": f"application/xml; charset={name}"}


def _feed(head: Mapping[str, Any]) -> dict[str, str | None]:
    own = (link.get("href") for link in head.get("links", ()) if link.get("rel") == "self")
    return {
        "url": next(own, None),
        "title": text_of(head, "title"),
        "link": text_of(head, "link"),
        "language": text_of(head, "language"),
    }


def _from_xml(entry: Mapping[str, Any]) -> dict[str, Any]:
    parts = entry.get("content", [])
    # Without a detail of its own it is feedparser's copy of the content.
    summary = entry if "summary_detail" in entry else {}
    tongues = (part.get("language") for part in (*parts, entry.get("title_detail", {})))
    return {
        "id": text_of(entry, "id"),
        "link": text_of(entry, "link"),
        "title": text_of(entry, "title"),
        "title_type": entry.get("title_detail", {}).get("type"),
        "summary": text_of(summary, "summary"),
        "summary_type": entry.get("summary_detail", {}).get("type"),
        "content": [{"value": part.get("value"), "type": part.get("type")} for part in parts],
        "published": text_of(entry, "published"),
        "updated": text_of(entry, "updated"),
        "authors": [each["name"] for each in entry.get("authors", []) if each.get("name")],
        "language": text_of(entry, "language") or next(filter(None, tongues), None),
        "tags": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
    }
