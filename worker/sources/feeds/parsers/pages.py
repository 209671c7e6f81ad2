"""The text of an article's page: what the page says of itself, else what looks like it."""

from __future__ import annotations

from typing import Final, Literal

import orjson
from msgspec import Struct
from msgspec.structs import replace

from worker.errors import RecordError
from worker.intake import page as intake_page
from worker.normalise import markup, unicode
from worker.sources.documents import Entry

SHORTEST: Final = 200
"""Characters of a text; less is a teaser, or a note about cookies."""


class Page(Struct, frozen=True, kw_only=True):
    """The text of a page, paragraphs separated by blank lines."""

    text: str
    how: Literal["json-ld", "trafilatura", "resiliparse"]
    """What gave it."""


def text_of_page(body: bytes) -> Page | None:
    """Return the text of a page; None where it has none. Raises ``RecordError`` for no HTML."""
    payload, _ = intake_page.read(body)
    if payload.text and len(text := unicode.paragraphs(payload.text)) >= SHORTEST:
        return Page(text=text, how="json-ld")
    # Not at the top: it takes a second, and only the parser processes ever need it.
    import trafilatura  # noqa: PLC0415 - see above

    found = trafilatura.extract(body, fast=True, include_comments=False, include_tables=False)
    if found and len(text := unicode.paragraphs(found)) >= SHORTEST:
        return Page(text=text, how="trafilatura")
    text = unicode.paragraphs(markup.text_of(payload.html or ""))
    return Page(text=text, how="resiliparse") if len(text) >= SHORTEST else None


def with_page(entry: Entry, page: Page) -> Entry:
    """Return the entry with the page's text as one more content; ``intake`` takes the longest."""
    fields = orjson.loads(entry.body)
    if not isinstance(fields, dict):
        raise RecordError("wrong-type", "an entry must be a JSON object")
    fields["content"] = [*fields.get("content", ()), {"value": page.text, "type": "text/plain"}]
    return replace(entry, body=orjson.dumps(fields), full=True)
