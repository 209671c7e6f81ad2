"""Links of elements: as words, or as attributes, and from where they are seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urljoin

from worker.sources.documents.xml_elements import Element

_SLASHES: Final = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*://)/+")
_QUERY: Final = re.compile(r"&([A-Za-z0-9_]+);")
_TARGETS: Final = frozenset(["href", "uri", "url"])
_PAGES: Final = frozenset(["text/html", "html", "application/xhtml+xml", "xhtml"])


def resolved(element: Element, link: str, *, based: bool) -> str:
    """Return ``link`` as seen from the ``xml:base`` around ``element``."""
    if "///" in link:
        link = _SLASHES.sub(r"\1", link)
    base = element.base if based else None
    try:
        return urljoin(base, link) if base else link
    except ValueError:
        return ""


def written(
    element: Element,
    words: Callable[[Element], str],
    *,
    based: bool,
) -> str | None:
    """Return the link that stands between the tags; None for an element with attributes for it."""
    if not _TARGETS.isdisjoint(element.keys()):
        return None
    link = words(element)
    if "&" in link:
        # ``?a=1&b;=2`` is what sloppy tools make of ``?a=1&b=2``.
        link = _QUERY.sub(r"&\1", link.replace("&amp;", "&"))
    return resolved(element, link, based=based) if link else ""


def alternate(element: Element, *, based: bool) -> str | None:
    """Return the link to the page that an element's attributes tell; None for one to others."""
    relation = element.get("rel", "alternate").lower()
    if relation != "alternate" or element.get("type", "text/html").lower() not in _PAGES:
        return None
    return target(element, based=based)


def target(element: Element, *, based: bool) -> str:
    """Return where an element's attributes lead."""
    link = element.get("url") or element.get("uri") or element.get("href") or ""
    return resolved(element, link, based=based)
