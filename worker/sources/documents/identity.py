"""What an entry is known by, and when it has changed.

1. An entry is known by its guid; where that stands at different entries of one document, by guid
   and URL, and without a URL by guid and words.
2. Where there is no guid, by its canonical URL; else by a hash of its words.
3. What is still shared by entries of different words is told apart by their words. Entries with
   the same of all three are one.
4. Its revision is a hash of title, text and canonical URL, so that trackers and layout make none.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from typing import Final

import orjson
from msgspec import Struct

from worker.normalise import urls
from worker.sources.documents.document import Entry, Fields, Parsed
from worker.sources.documents.entry import absolute

FULL: Final = 600
"""Characters from which an entry is an article, unless it breaks off."""
_NO_WORDS: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAKS_OFF: Final = ("...", "\u2026", "[\u2026]", "[...]", "&hellip;", "[&hellip;]", "[&#8230;]")
_DIGITS: Final = 24


class _Known(Struct, frozen=True, kw_only=True):
    """An entry, and what it may be known by."""

    fields: Fields
    guid: str
    canonical: str
    words: str
    full: bool


def entries_of(parsed: Parsed, url: str | None) -> tuple[list[Entry], bool]:
    """Return the entries of a document from ``url``, and whether guids repeat in it."""
    base = parsed.feed["link"] or url
    known = [_known(fields, base) for fields in parsed.entries]
    guids = _repeated(known, [each.guid for each in known])
    identities = [
        f"{each.guid}|{each.canonical or each.words}"
        if each.guid in guids
        else each.guid or each.canonical or each.words
        for each in known
    ]
    shared = _repeated(known, identities)
    return [
        _entry(each, f"{name}|{each.words}" if name in shared else name, parsed.feed)
        for each, name in zip(known, identities, strict=True)
    ], bool(guids)


def _repeated(entries: list[_Known], names: list[str]) -> set[str]:
    """Return the names that stand at entries of different words or links."""
    if len(set(names)) == len(names):
        return set()
    distinct = {
        (name, each.canonical, each.words): name
        for each, name in zip(entries, names, strict=True)
        if name
    }
    return {name for name, number in Counter(distinct.values()).items() if number > 1}


def _known(fields: Fields, base: str | None) -> _Known:
    link = fields["link"]
    if link and link == fields["id"] and "://" not in link:
        # A guid is a link unless it says otherwise, which many forget.
        link = None
    fields["link"] = link = absolute(base, link)
    text = _bare(_longest(fields))
    return _Known(
        fields=fields,
        guid=fields["id"] or "",
        canonical=(urls.canonical(link) if link else None) or link or "",
        words=_hash(" ".join((fields["title"] or "").split()), text),
        full=len(text) >= FULL and not text.endswith(_BREAKS_OFF),
    )


def _longest(fields: Fields) -> str:
    longest: str = fields["summary"] or ""
    for part in fields["content"]:
        if len(part["value"] or "") > len(longest):
            longest = part["value"]
    return longest


def _bare(markup: str) -> str:
    """Return the words of ``markup`` between single spaces: what a reader sees, or nearly."""
    if "<" in markup:
        markup = _TAG.sub(" ", _NO_WORDS.sub(" ", markup))
    return " ".join(markup.split())


def _entry(known: _Known, identity: str, feed: dict[str, str | None]) -> Entry:
    if known.guid and identity != known.guid:
        # Else entries that share a guid, and have no link, would be one article.
        known.fields["id"] = identity
    return Entry(
        body=orjson.dumps(known.fields | {"feed": feed}),
        identity=identity,
        revision=_hash(known.words, known.canonical),
        link=known.fields["link"],
        full=known.full,
    )


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
