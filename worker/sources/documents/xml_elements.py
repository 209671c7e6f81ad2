"""Elements of an XML document, one after the other, by lxml.

A document is parsed no further than to the last element that is asked for. Nothing is fetched and
no entity expanded; libxml2's own limits hold: 256 levels, ten million bytes of one text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

Element = Any
"""An element of lxml, which has no types."""
SyntaxFault: Final[type[SyntaxError]] = etree.XMLSyntaxError


def elements(body: bytes, tags: tuple[str, ...]) -> Iterator[Element]:
    """Yield the elements of UTF-8 with one of ``tags``, whole. Raises ``SyntaxFault``."""
    found = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        tag=tags,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    for _, element in found:
        yield element
