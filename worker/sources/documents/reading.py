"""``read``: the bytes of a feed document, whatever its format → its entries.

1. A JSON Feed, a news sitemap, or an RSS, Atom or RDF document; a page in place of one and an
   index of sitemaps have reasons of their own.
2. An entry is known by its guid; where that stands twice in one document, by guid and URL; where
   there is none, by its canonical URL; else by a hash of its words.
3. Its revision is a hash of title, text and canonical URL, so that trackers and layout make none.

Entities are not expanded beyond what expat allows, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import orjson

from worker.errors import RecordError
from worker.normalise import markup, urls
from worker.sources.documents import entry as plain
from worker.sources.documents.document import Document, Entry, Format
from worker.sources.documents.hints import hints_of
from worker.sources.documents.json_feed import entries_of_json, json_feed
from worker.sources.documents.sitemap import entries_of_sitemap
from worker.sources.documents.xml_feed import entries_of_xml

REASONS: Final = ("empty", "html-not-a-feed", "not-a-feed", "sitemap-index")
"""Every reason that a document is refused for."""
MOST_ENTRIES: Final = 2_000
LONGEST_TAG: Final = 100_000
"""Bytes of a tag: the parser takes minutes over the attributes of a longer one."""
FULL: Final = 600
"""Characters from which an entry is an article, unless it breaks off."""

_HEAD: Final = 1_000
_HTML: Final = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_ENDLESS_TAG: Final = re.compile(rb"<[a-zA-Z][^<>]{%d}" % LONGEST_TAG)
_SPACE: Final = re.compile(r"\s+")
_BREAKS_OFF: Final = ("...", "\u2026", "[\u2026]", "[...]")


def read(
    body: bytes,
    *,
    url: str | None = None,
    max_entries: int = MOST_ENTRIES,
    budget: AbstractContextManager[None] | None = None,
) -> Document:
    """Read a document that was fetched from ``url``. Raises ``RecordError`` for what is none."""
    if not body.strip():
        raise RecordError("empty", "the document is empty")
    if feed := json_feed(body):
        return _document("json", entries_of_json(feed), body, url, max_entries)
    head = body.lstrip(b"\xef\xbb\xbf")[:_HEAD]
    if _HTML.match(head):
        raise RecordError("html-not-a-feed", "a page in HTML, and no feed")
    if b"<sitemapindex" in head:
        message = "an index of sitemaps: list the news sitemaps that it names instead"
        raise RecordError("sitemap-index", message)
    if _ENDLESS_TAG.search(body):
        raise RecordError("not-a-feed", f"a tag of over {LONGEST_TAG} bytes")
    if b"<urlset" in head:
        return _document("sitemap", entries_of_sitemap(body), body, url, max_entries)
    entries = entries_of_xml(body, budget or nullcontext())
    return _document(_format(head), entries, body, url, max_entries)


def _format(head: bytes) -> Format:
    if b"<feed" in head:
        return "atom"
    return "rdf" if b"<rdf:RDF" in head else "rss"


def _document(
    form: Format, entries: Iterator[plain.Entry], body: bytes, url: str | None, most: int
) -> Document:
    taken = list(islice(entries, most + 1))
    fields = [orjson.loads(each) for each, _, _ in taken[:most]]
    feed: dict[str, Any] = fields[0]["feed"] if fields else {}
    return Document(
        format=form,
        title=feed.get("title"),
        language=feed.get("language"),
        entries=_entries(taken[:most], fields),
        cut=len(taken) > most,
        hints=hints_of(body, url),
    )


def _entries(bodies: Iterable[plain.Entry], fields: list[dict[str, Any]]) -> list[Entry]:
    repeated = Counter(each["id"] for each in fields)
    return [
        _entry(body, each, repeated=repeated[each["id"]] > 1)
        for (body, _, _), each in zip(bodies, fields, strict=True)
    ]


def _entry(body: bytes, fields: dict[str, Any], *, repeated: bool) -> Entry:
    link, title = fields["link"], fields["title"] or ""
    longest = max(
        [*(part["value"] or "" for part in fields["content"]), fields["summary"] or ""], key=len
    )
    text = _SPACE.sub(" ", markup.text_of(longest)).strip()
    canonical = (urls.canonical(link) if link else None) or link or ""
    words = _hash(_SPACE.sub(" ", title).strip(), text)
    identity = fields["id"] or canonical or words
    if repeated and fields["id"]:
        identity = f"{identity}|{canonical or words}"
    return Entry(
        body=body,
        identity=identity,
        revision=_hash(words, canonical),
        link=link,
        full=len(text) >= FULL and not text.endswith(_BREAKS_OFF),
    )


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
