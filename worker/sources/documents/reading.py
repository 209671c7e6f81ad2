"""``read``: the bytes of a feed document, whatever its format → its entries.

1. ``charset``: the bytes become UTF-8.
2. A JSON Feed, a news sitemap, or an RSS, Atom or RDF document; a page in place of one and an
   index of sitemaps have reasons of their own.
3. ``identity``: what each entry is known by, and its revision.

No more entries are read than are wanted, no entity is expanded, and nothing is fetched.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from worker.errors import RecordError
from worker.sources.documents.charset import decoded
from worker.sources.documents.document import Document, Parsed, Problem
from worker.sources.documents.hints import hints_of
from worker.sources.documents.identity import entries_of
from worker.sources.documents.json_feed import entries_of_json, json_feed
from worker.sources.documents.sitemap import news_sitemap
from worker.sources.documents.xml_feed import xml_feed

REASONS: Final = ("empty", "html-not-a-feed", "not-a-feed", "sitemap-index")
"""Every reason that a document is refused for."""
MOST_ENTRIES: Final = 2_000

_HEAD: Final = 1_000
_HTML: Final = re.compile(
    rb"\s*+(?:(?:<!--.*?-->|<\?.*?\?>)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def read(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_entries: int = MOST_ENTRIES,
    budget: AbstractContextManager[None] | None = None,
) -> Document:
    """Read a document that was fetched from ``url``. Raises ``RecordError`` for what is none.

    ``content_type`` is that of HTTP; ``budget`` is entered around the parse.
    """
    if not body or body.isspace():
        raise RecordError("empty", "the document is empty")
    told = decoded(body, content_type)
    parsed = _parsed(told.body, max_entries, budget or nullcontext())
    entries, repeated = entries_of(parsed, url)
    problems: list[Problem] = [*told.problems, *parsed.problems]
    return Document(
        format=parsed.format,
        url=parsed.feed["url"],
        title=parsed.feed["title"],
        language=parsed.feed["language"],
        entries=entries,
        cut=parsed.cut,
        problems=[*problems, "repeated-ids"] if repeated else problems,
        hints=hints_of(told.body, url),
    )


def _parsed(body: bytes, most: int, budget: AbstractContextManager[None]) -> Parsed:
    if feed := json_feed(body):
        return entries_of_json(feed, most)
    head = body[:_HEAD]
    if _HTML.match(head):
        raise RecordError("html-not-a-feed", "a page in HTML, and no feed")
    if b"<sitemapindex" in head:
        message = "an index of sitemaps: list the news sitemaps that it names instead"
        raise RecordError("sitemap-index", message)
    with budget:
        return news_sitemap(body, most) if b"<urlset" in head else xml_feed(body, most)
