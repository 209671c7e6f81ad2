"""An HTML document → Payload.

What the page says of itself is believed in this order: JSON-LD, ``meta`` tags, the elements
that a reader sees. The body is the JSON-LD ``articleBody`` where there is one, else the main
content of the page.

Contract: any bytes are read (UTF-8 where they are valid UTF-8, whatever is declared; else the
declared or detected charset). ``bad-html`` is raised only for what no page of a newspaper
holds, and what would take the parser minutes.
"""

from __future__ import annotations

import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.encoding import bytes_to_str, detect_encoding
from resiliparse.parse.html import DocumentNode, HTMLTree

from worker.article import Outlet, Payload
from worker.errors import RecordError
from worker.intake.linked_data import Described, described

MOST_SECTIONS = 1000
"""Sections and lists that a page may have: the reader's time is quadratic where they nest."""
DEEPEST_FORMATTING = 200
"""Tags such as ``<b>`` that may be open at once: the parser opens all again in each paragraph."""

# The parser compares every attribute of a tag with every other one.
_ENDLESS_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{2000,}>?")
_SECTION = re.compile(r"<(?:article|section|ol|ul|dl)\b", re.IGNORECASE)
_FORMATTING = re.compile(
    r"<(?P<close>/?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE
)
_HEADING = re.compile(r"\A\s*<h1>.*?</h1>\s*", re.DOTALL)
_DATES = ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued")


def read(body: bytes) -> tuple[Payload, int]:
    """Return the payload, and no unknown fields. Raises ``RecordError``."""
    source = _ENDLESS_TAG.sub(r"<\1>", _decoded(body))
    _refuse_endless(source)
    try:
        tree = HTMLTree.parse(source)
        return _payload(tree, source), 0
    except (ValueError, RuntimeError) as fault:
        message = f"not to be read as HTML: {fault}"
        raise RecordError("bad-html", message) from fault


def _refuse_endless(source: str) -> None:
    if len(_SECTION.findall(source)) > MOST_SECTIONS:
        message = f"over {MOST_SECTIONS} sections and lists: too slow to read, and no article"
        raise RecordError("bad-html", message)
    depth = 0
    for tag in _FORMATTING.finditer(source):
        depth = max(0, depth - 1) if tag["close"] else depth + 1
        if depth > DEEPEST_FORMATTING:
            message = f"over {DEEPEST_FORMATTING} unclosed tags such as <b>: too slow to read"
            raise RecordError("bad-html", message)


def _decoded(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = detect_encoding(body, from_html_meta=True)
        text = bytes_to_str(body, encoding or "utf-8", errors="replace", strip_bom=True)
    return text.replace("\0", "")


def _payload(tree: HTMLTree, source: str) -> Payload:
    document = tree.document
    if document is None:
        return Payload(html=source)
    page = described(_scripts(document))
    metas = _metas(document)
    return Payload(
        url=_canonical_link(document) or metas.get("og:url") or page.url,
        title=page.title or metas.get("og:title") or _heading(document) or tree.title,
        text=page.body,
        html=_main_content(tree, source),
        language=page.language or _language(document),
        published_at=_published(page, metas),
        authors=page.authors or [name for name in (metas.get("author"),) if name],
        source=Outlet(name=page.outlet or metas.get("og:site_name")),
    )


def _scripts(document: DocumentNode) -> list[str]:
    found = document.query_selector_all('script[type="application/ld+json"]')
    return [script.text or "" for script in found]


def _metas(document: DocumentNode) -> dict[str, str]:
    """Return the contents of ``meta`` tags by property or name; the first of each."""
    found: dict[str, str] = {}
    for meta in document.query_selector_all("meta[content]"):
        name = meta.getattr("property") or meta.getattr("name") or meta.getattr("itemprop") or ""
        found.setdefault(name.lower(), meta.getattr("content") or "")
    return found


def _published(page: Described, metas: dict[str, str]) -> str | None:
    return page.published_at or next((metas[name] for name in _DATES if metas.get(name)), None)


def _canonical_link(document: DocumentNode) -> str | None:
    link = document.query_selector('link[rel="canonical"]')
    return link.getattr("href") if link else None


def _language(document: DocumentNode) -> str | None:
    root = document.query_selector("html")
    return root.getattr("lang") if root else None


def _heading(document: DocumentNode) -> str | None:
    heading = document.query_selector("h1")
    return ((heading.text or "").strip() or None) if heading else None


def _main_content(tree: HTMLTree, source: str) -> str:
    """Return the body as simple HTML, without the heading that is the title."""
    found = extract_plain_text(
        tree, preserve_formatting="minimal_html", main_content=True, alt_texts=False
    )
    return _HEADING.sub("", found) or source
