"""Well-formed RSS, Atom and RDF documents → their entries, by lxml."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from worker.errors import RecordError
from worker.sources.documents.document import Fields, Format, Parsed
from worker.sources.documents.xml_elements import Element, SyntaxFault, elements
from worker.sources.documents.xml_feed.elements import ATOM, LANGUAGE, RDF, name_by_prefix, name_of
from worker.sources.documents.xml_feed.entry import Collected, OddError, Scope
from worker.sources.documents.xml_feed.links import alternate, target, written
from worker.sources.documents.xml_text import is_odd, put_right

_ENTRIES: Final = ("{*}item", "{*}entry")
_LANGUAGE: Final = re.compile(rb"lang\s*=")
_BASE: Final = re.compile(rb"xml:base\s*=")


def parsed(body: bytes, most: int) -> Parsed | None:
    """Return at most so many entries; None where another reader should try.

    Raises ``RecordError`` for elements within elements without end.
    """
    head: _Head | None = None
    entries: list[Fields] = []
    cut = False
    try:
        for element in elements(body, _ENTRIES):
            if len(entries) == most:
                cut = True
                break
            if head is None:
                head = _Head(element, body)
            elif element.getparent() is not head.around:
                return None
            entries.append(Collected(element, head.scope).fields())
        if head is None:
            return None
        feed = head.fields()
        if head.scope.put_right:
            _tidy([feed, *entries], head.scope.put_right)
        return Parsed(format=head.form, feed=feed, entries=entries, cut=cut)
    except OddError:
        return None
    except SyntaxFault as fault:
        if "Excessive depth" in str(fault):
            raise RecordError("not-a-feed", f"no RSS, Atom or RDF document: {fault}") from fault
        return None


def _tidy(told: list[Fields], put_right: Callable[[str], str]) -> None:
    """Put right what came out of attributes."""
    for fields in told:
        for key in {"id", "link", "url"} & fields.keys():
            fields[key] = put_right(fields[key]) if fields[key] else None


class _Head:
    """What is around the entries: the feed itself."""

    def __init__(self, first: Element, body: bytes) -> None:
        """Find it around the ``first`` entry. Raises ``OddError``."""
        self.around = first.getparent()
        if self.around is None:
            raise OddError
        self.root = self.around.getroottree().getroot()
        self.form = self._form()
        self._titled = False
        self._language = self.root.get(LANGUAGE) or self.root.get("lang")
        around = self.around.get(LANGUAGE, self._language)
        self.scope = Scope(
            atom=self.form == "atom",
            language=around,
            spoken=_LANGUAGE.search(body) is not None,
            based=_BASE.search(body) is not None,
            put_right=put_right if is_odd(body) else None,
        )

    def _form(self) -> Format:
        root, around = (name_of(each.tag) for each in (self.root, self.around))
        if root == "rss" and around == "channel" and self.around.getparent() is self.root:
            return "rss"
        if self.root is self.around and self.root.tag == f"{RDF}RDF":
            return "rdf"
        if self.root is self.around and self.root.tag == f"{ATOM}feed":
            return "atom"
        raise OddError

    def fields(self) -> dict[str, str | None]:
        """Return what the feed says of itself; what stands behind a cut is not seen."""
        found: dict[str, str | None] = dict.fromkeys(("url", "title", "link", "language"))
        if self._language:
            found["language"] = self._language.replace("_", "-")
        channel = self.root.find("{*}channel") if self.form == "rdf" else self.around
        for child in channel if channel is not None else ():
            if child.tag not in {"item", f"{ATOM}entry"}:
                self._take(child, found)
        return found

    def _take(self, child: Element, found: dict[str, str | None]) -> None:
        name = name_of(child.tag) or name_by_prefix(child.tag, child.prefix)
        based = self.scope.based
        if name in {"title", "dc:title", "media:title"} and not self._titled:
            found["title"] = _words(child, self.scope) or None
            self._titled = bool(found["title"]) and name != "media:title"
        elif name in {"language", "dc:language"}:
            found["language"] = _words(child, self.scope) or None
        elif name == "link":
            if child.get("rel", "").lower() == "self" and not found["url"]:
                found["url"] = target(child, based=based) or None
            link = written(child, lambda each: _words(each, self.scope), based=based)
            link = alternate(child, based=based) if link is None else link
            found["link"] = found["link"] if link is None else link or None


def _words(element: Element, scope: Scope) -> str:
    if len(element):
        raise OddError
    words = (element.text or "").strip()
    return scope.put_right(words) if scope.put_right else words
