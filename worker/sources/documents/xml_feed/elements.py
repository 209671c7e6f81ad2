"""Names of elements: one for each thing that feeds say, whatever their prefix.

``media:title`` is the name of a title in any namespace of Media RSS under any prefix; ``title`` is
that of RSS, RDF and Atom. Names are in lower case. As feedparser has it, a prefix that everyone
knows counts also where its namespace is misspelt.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_CORE: Final = frozenset(
    [
        "",
        "http://backend.userland.com/rss",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://www.w3.org/2005/atom",
        "http://purl.org/rss/1.0/modules/rss091#",
    ]
)
_PREFIXES: Final = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_KNOWN: Final = frozenset(_PREFIXES.values())
XHTML: Final = "{http://www.w3.org/1999/xhtml}"
ATOM: Final = "{http://www.w3.org/2005/Atom}"
RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


@lru_cache(maxsize=1024)
def name_of(tag: str) -> str:
    """Return the name of an element; empty where its namespace is not ours."""
    space, _, local = tag.lower().rpartition("}")
    space = space[1:]
    if space in _CORE or "backend.userland.com/rss" in space:
        return local
    known = _PREFIXES.get(space)
    return f"{known}:{local}" if known else ""


def name_by_prefix(tag: str, prefix: str | None) -> str:
    """Return the name of an element that ``name_of`` does not know, as its prefix has it."""
    local = tag.lower().rpartition("}")[2]
    # Without a prefix feedparser takes it for one of RSS.
    return local if not prefix else f"{prefix}:{local}" if prefix in _KNOWN else f"?:{local}"
