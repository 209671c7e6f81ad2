"""News sitemaps → their entries: the pages of the last two days, with title and date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from worker.errors import RecordError
from worker.sources.documents.entry import Entry, entry_of

_SITE: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"


def entries_of_sitemap(body: bytes) -> Iterator[Entry]:
    """Yield an entry for each page with news. Raises ``RecordError`` for what is no sitemap."""
    try:
        # expat fetches nothing, and ends what its entities would blow up.
        root = ET.fromstring(body)  # noqa: S314 - see above; and it is read in a bounded process
    except ET.ParseError as fault:
        raise RecordError("not-a-feed", f"no sitemap: {fault}") from fault
    for page in root.iter(f"{_SITE}url"):
        link, news = page.findtext(f"{_SITE}loc"), page.find(f"{_NEWS}news")
        if link and news is not None:
            yield entry_of(*_fields(link.strip(), page, news))


def _fields(
    link: str, page: ET.Element, news: ET.Element
) -> tuple[dict[str, object], dict[str, str | None]]:
    words = (news.findtext(f"{_NEWS}keywords") or "").split(",")
    language = news.findtext(f"{_NEWS}publication/{_NEWS}language")
    outlet = news.findtext(f"{_NEWS}publication/{_NEWS}name")
    fields: dict[str, object] = {
        "id": None,
        "link": link,
        "title": news.findtext(f"{_NEWS}title"),
        "title_type": "text/plain",
        "summary": None,
        "summary_type": None,
        "content": [],
        "published": news.findtext(f"{_NEWS}publication_date"),
        "updated": page.findtext(f"{_SITE}lastmod"),
        "authors": [],
        "language": language,
        "tags": [word.strip() for word in words if word.strip()],
    }
    return fields, {"url": None, "title": outlet, "link": None, "language": language}
