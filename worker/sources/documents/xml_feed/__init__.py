"""RSS, Atom and RDF documents → their entries, by the first reader that can.

1. ``xml_text``: what no parser should see is taken out: wrong characters, entities of its own.
2. ``tree`` reads what is well-formed and plain, ten times as fast as feedparser.
3. Else bare ampersands and undefined entities are mended, and it is tried once more.
4. ``loose``, feedparser, reads the rest: what is broken, old or odd.

The readers agree on what they both read; a test compares them.
"""

from __future__ import annotations

from worker.sources.documents.xml_feed.reading import xml_feed

__all__ = ["xml_feed"]
