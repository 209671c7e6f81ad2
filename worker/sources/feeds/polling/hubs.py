"""Which hub tells of a feed's news, and under which URL it knows the feed (WebSub, section 3).

``Link`` headers of the answer come first; where they name no hub, links in the document count.
Without a link to itself a document is known by the URL that it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from worker.sources.documents.document import Hints
from worker.sources.feeds.answer import Answer

_LINK: Final = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[^,;\"<>]+(?:\"[^\"]*\")?)*)")
_RELATION: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_LONGEST: Final = 2_000


def hub_of(answer: Answer, hints: Hints) -> tuple[str | None, str | None]:
    """Return hub and topic, absolute; None and None where there is no hub."""
    linked: dict[str, str] = {}
    for relation, url in _links(answer.headers.get("link", "")):
        linked.setdefault(relation, url)
    hub, topic = linked.get("hub"), linked.get("self")
    if hub is None:
        hub, topic = hints.hub, hints.topic
    here = _absolute(answer.url, hub)
    if here is None:
        return None, None
    return here, _absolute(answer.url, topic) or answer.url


def _links(header: str) -> Iterator[tuple[str, str]]:
    for link in _LINK.finditer(header):
        if found := _RELATION.search(link[2]):
            for relation in (found[1] or found[2] or "").lower().split():
                yield relation, link[1].strip()


def _absolute(base: str, url: str | None) -> str | None:
    try:
        there = urljoin(base, url) if url else ""
    except ValueError:
        return None
    fits = there.startswith(("http://", "https://")) and len(there) <= _LONGEST
    return there if fits else None
