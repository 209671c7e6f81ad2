"""The words of an element, and of what kind they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import entitydefs
from typing import Final
from xml.sax.saxutils import escape

from worker.sources.documents.xml_elements import Element
from worker.sources.documents.xml_feed.elements import LANGUAGE, XHTML

PLAIN: Final = "text/plain"
HTML: Final = "text/html"
XHTML_TYPE: Final = "application/xhtml+xml"
TYPES: Final = {
    **dict.fromkeys(("text", "plain", PLAIN), PLAIN),
    **dict.fromkeys(("html", HTML), HTML),
    **dict.fromkeys(("xhtml", XHTML_TYPE), XHTML_TYPE),
}
"""What an attribute says of words → what that means."""
_CLOSE_OR_ENTITY: Final = re.compile(r"</\w+>|&#?\w+;")
_TAGS: Final = re.compile(r"</?(\w+)")
_ENTITIES: Final = re.compile(r"&(\w+);")
_ELEMENTS: Final = frozenset(
    "a abbr acronym address area article aside audio b big blockquote br button canvas "
    "caption center cite code col colgroup dd del details dfn dialog dir div dl dt em "
    "fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i img input ins "
    "kbd label legend li m map menu meter nav noscript ol optgroup option output p pre "
    "progress q s samp section select small source span strike strong sub sup table tbody td "
    "textarea tfoot th thead time tr tt u ul var video".split()
)


def looks_like_html(words: str) -> bool:
    """Tell whether words that call themselves plain are HTML: all tags and entities are its."""
    if "</" not in words and "&" not in words:
        return False
    return (
        _CLOSE_OR_ENTITY.search(words) is not None
        and all(tag.lower() in _ELEMENTS for tag in _TAGS.findall(words))
        and all(name in entitydefs for name in _ENTITIES.findall(words))
    )


def xhtml_of(element: Element) -> str | None:
    """Return the markup inside ``element``, without the one ``div`` around all of it.

    None where it holds other than XHTML.
    """
    if any(not str(inner.tag).startswith(XHTML) for inner in element.iterdescendants()):
        return None
    around = element
    if len(element) == 1 and element[0].tag == f"{XHTML}div":
        outside = (element.text or "") + (element[0].tail or "")
        if not outside.strip():
            around = element[0]
    return "".join(_inside(around)).strip()


def _inside(element: Element) -> Iterator[str]:
    if element.text:
        yield escape(element.text)
    for inner in element:
        name = inner.tag.removeprefix(XHTML).lower()
        attributes = "".join(f' {_key(key)}="{_value(value)}"' for key, value in inner.items())
        yield f"<{name}{attributes}>"
        yield from _inside(inner)
        yield f"</{name}>"
        if inner.tail:
            yield escape(inner.tail)


def _key(key: str) -> str:
    return "xml:lang" if key == LANGUAGE else key.rpartition("}")[2].lower()


def _value(value: str) -> str:
    return escape(value, {'"': "&quot;"})
