"""An entry of a feed as plain JSON, which ``intake`` reads as form ``entry``.

An entry is a JSON object with these keys, all of them always there; a text is null, and a
list empty, where the feed gives none. Nothing is sanitised, stripped or resolved but ``link``.

    id            guid, atom:id, JSON Feed id; made longer where it stands at different entries
    link          made absolute with the feed's own link, else with the URL it was fetched from
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

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin

_ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WINDOWS: Final[Mapping[int, str]] = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)
}
"""What is meant by controls that are no ASCII: Windows' marks under their old numbers."""


def text_of(holder: Mapping[str, Any], key: str) -> str | None:
    """Return the text under ``key``; None where it is missing, empty or no text."""
    # feedparser's own ``get`` gives ``published`` for a missing ``updated``, with a warning.
    value = dict.get(holder, key) if isinstance(holder, dict) else None
    return _ODD.sub(_meant, value) if isinstance(value, str) and value else None


def absolute(base: str | None, link: str | None) -> str | None:
    """Return ``link`` as seen from ``base``; as it is where that makes no sense."""
    if not base or not link or link.startswith(("https://", "http://")):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _meant(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else WINDOWS.get(code, "")  # noqa: PLR2004 - halves
