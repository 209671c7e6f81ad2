"""News sitemaps → their entries: the pages of the last two days, with title and date."""

from __future__ import annotations

from itertools import islice
from typing import Final

from worker.errors import RecordError
from worker.sources.documents.document import Fields, Parsed, Problem
from worker.sources.documents.entry import text_of
from worker.sources.documents.xml_elements import Element, SyntaxFault, elements
from worker.sources.documents.xml_text import clean, mended

_SITE: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"
_MOST_NAMES: Final = 100


def news_sitemap(body: bytes, most: int) -> Parsed:
    """Return at most so many pages with news. Raises ``RecordError`` for what is no sitemap."""
    body, problems = clean(body)
    try:
        return _parsed(body, most, problems)
    except SyntaxFault:
        body, mendings = mended(body)
    try:
        return _parsed(body, most, [*problems, *mendings])
    except SyntaxFault as fault:
        raise RecordError("not-a-feed", f"no sitemap: {fault}") from fault


def _parsed(body: bytes, most: int, problems: list[Problem]) -> Parsed:
    pages = ((page, news) for page in elements(body, (f"{_SITE}url",)) for news in _news(page))
    taken = list(islice(pages, most + 1))
    publication = taken[0][1].find(f"{_NEWS}publication") if taken else None
    return Parsed(
        format="sitemap",
        feed={
            "url": None,
            "title": _words(publication, "name") if publication is not None else None,
            "link": None,
            "language": _words(publication, "language") if publication is not None else None,
        },
        entries=[_fields(page, news) for page, news in taken[:most]],
        cut=len(taken) > most,
        problems=problems,
    )


def _news(page: Element) -> list[Element]:
    """Return what makes ``page`` news, once; nothing for a page without an address."""
    return page.findall(f"{_NEWS}news")[:1] if _text(page, f"{_SITE}loc") else []


def _fields(page: Element, news: Element) -> Fields:
    words = (_words(news, "keywords") or "").split(",")
    return {
        "id": None,
        "link": _text(page, f"{_SITE}loc"),
        "title": _words(news, "title"),
        "title_type": "text/plain",
        "summary": None,
        "summary_type": None,
        "content": [],
        "published": _words(news, "publication_date"),
        "updated": _text(page, f"{_SITE}lastmod"),
        "authors": [],
        "language": _text(news, f"{_NEWS}publication/{_NEWS}language"),
        "tags": [word.strip() for word in words[:_MOST_NAMES] if word.strip()],
    }


def _words(holder: Element, name: str) -> str | None:
    return _text(holder, f"{_NEWS}{name}")


def _text(holder: Element, path: str) -> str | None:
    return text_of({path: (holder.findtext(path) or "").strip()}, path)
