"""An entry of a feed as plain JSON, which ``intake`` reads as form ``entry``.

An entry is a JSON object with these keys, all of them always there; a text is null, and a
list empty, where the feed gives none. Nothing is sanitised, stripped or resolved but ``link``.

    id            guid, atom:id, JSON Feed id
    link          made absolute with the feed's own link
    title         title_type: "text/plain" or "text/html", of the words in title
    summary       summary_type: the same
    content       [{"value": …, "type": "text/html", "text/plain" or another media type}, …]
    published     as it stands in the feed, in whatever format
    updated       the same
    authors       names: ["…"]
    language      of the entry, else null
    tags          categories: ["…"]
    feed          {"url": its own address, "title": …, "link": its site, "language": …}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import orjson

Entry = tuple[bytes, str, str | None]
"""The JSON object, the entry's id, and the feed's own address."""


def entry_of(fields: dict[str, Any], feed: dict[str, str | None]) -> Entry:
    """Join an entry's ``fields`` with those of its feed."""
    fields["link"] = _absolute(feed["link"], fields["link"])
    return orjson.dumps(fields | {"feed": feed}), fields["id"] or fields["link"] or "", feed["url"]


def text_of(holder: Mapping[str, Any], key: str) -> str | None:
    """Return the text under ``key``; None where it is missing, empty or no text."""
    # feedparser's own ``get`` gives ``published`` for a missing ``updated``, with a warning.
    value = dict.get(holder, key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) and value else None


def _absolute(site: str | None, link: str | None) -> str | None:
    try:
        return urljoin(site, link) if site and link else link
    except ValueError:
        return link
