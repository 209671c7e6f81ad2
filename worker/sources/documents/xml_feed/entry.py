"""One entry of a tree → its fields.

A table says which element means what. The order of the elements counts: the first title that says
anything stands, the last date does, and a second description is content, unless there is content.
``OddError`` is raised for what is left to feedparser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from worker.sources.documents.document import Fields
from worker.sources.documents.xml_elements import Element
from worker.sources.documents.xml_feed.elements import LANGUAGE, RDF, name_by_prefix, name_of
from worker.sources.documents.xml_feed.links import alternate, resolved, written
from worker.sources.documents.xml_feed.words import (
    HTML,
    PLAIN,
    TYPES,
    XHTML_TYPE,
    looks_like_html,
    xhtml_of,
)

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}\.[a-zA-Z]{2,24}(?:\?subject=\S+)?")
_MOST_NAMES: Final = 100
_ABOUT: Final = f"{RDF}about"
_ITUNES: Final = "http://www.itunes.com/"
_MEDIA: Final = "http://search.yahoo.com/mrss/category_schema"


class OddError(Exception):
    """There is something that only feedparser reads as it is meant."""


class Scope(Struct, frozen=True, kw_only=True):
    """What holds for all entries of a document."""

    atom: bool
    language: str | None
    """``xml:lang`` of what is around the entries."""
    spoken: bool
    """Whether there is an ``xml:lang`` at all."""
    based: bool
    """Whether there may be an ``xml:base``."""
    put_right: Callable[[str], str] | None
    """Given where words may be odd."""


class Collected:
    """What is known of an entry, element by element."""

    def __init__(self, element: Element, scope: Scope) -> None:
        """Read ``element``. Raises ``OddError``."""
        self.scope = scope
        self.language = element.get(LANGUAGE, scope.language) if scope.spoken else None
        self.values: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.depths: dict[str, int] = {}
        self.titled = False
        self.title_language: str | None = None
        self.content: list[tuple[str, str, str | None]] = []
        self.has_content = False
        self.authors: list[str] = []
        self.tags: list[tuple[str, str | None, str | None]] = []
        for key, value in element.items():
            if key in {"href", "lastmod"}:
                raise OddError
            if key == _ABOUT and value:
                self.values["id"] = value
        self.children(element, 0)

    def children(self, element: Element, depth: int) -> None:
        """Read what is inside ``element``."""
        for child in element:
            name = name_of(child.tag) or _odd_name(child)
            if rule := RULES.get(name):
                rule(self, child, name, depth)
            elif name in _ODD:
                raise OddError
            elif len(child) and name not in _SKIPPED:
                refuse_known(child)

    def words(self, element: Element) -> str:
        """Return the words of an element that has no markup of its own."""
        if len(element):
            raise OddError
        words = (element.text or "").strip()
        return self.scope.put_right(words) if self.scope.put_right else words

    def typed(self, element: Element, default: str) -> tuple[str, str]:
        """Return words and their type."""
        kind = element.get("type")
        if kind is None:
            kind = default
        elif (kind := TYPES.get(kind.lower())) is None or element.get("mode"):
            raise OddError
        if kind == XHTML_TYPE:
            inside = xhtml_of(element) if self.scope.atom else None
            if inside is None:
                raise OddError
            return self.scope.put_right(inside) if self.scope.put_right else inside, kind
        words = self.words(element)
        if kind == PLAIN and not self.scope.atom and looks_like_html(words):
            kind = HTML
        return words, kind

    def put(self, key: str, value: str, depth: int) -> None:
        """Keep a value, unless there is one from nearer to the entry itself."""
        if depth <= self.depths.get(key, depth):
            self.depths[key] = depth
            self.values[key] = value

    def tongue(self, element: Element) -> str | None:
        """Return the language of ``element``."""
        if not self.scope.spoken:
            return None
        language: str | None = element.get(LANGUAGE, self.language)
        return language.replace("_", "-") if language else None

    def tag(self, term: str | None, scheme: str | None = None, label: str | None = None) -> None:
        """Keep a category, each once."""
        each = (term or "", scheme, label)
        if any(each) and each not in self.tags and len(self.tags) < _MOST_NAMES:
            self.tags.append(each)

    def fields(self) -> Fields:
        """Return the fields of the entry; see ``documents.entry``."""
        values = self.values
        tongues = (*(language for _, _, language in self.content), self.title_language)
        return {
            "id": values.get("id") or None,
            "link": values.get("link") or None,
            "title": values.get("title") or None,
            "title_type": self.types.get("title"),
            "summary": values.get("summary") or None,
            "summary_type": self.types.get("summary"),
            "content": [{"value": words or None, "type": kind} for words, kind, _ in self.content],
            "published": values.get("published") or None,
            "updated": values.get("updated") or None,
            "authors": self.authors,
            "language": values.get("language") or next(filter(None, tongues), None),
            "tags": [term for term, _, _ in self.tags if term],
        }


def _odd_name(element: Element) -> str:
    """Return the name of an element in a namespace that is not ours."""
    name = name_by_prefix(element.tag, element.prefix)
    if not element.prefix and name in RULES:
        raise OddError
    return name


def refuse_known(element: Element) -> None:
    """Raise ``OddError`` where something that is known stands inside what is not."""
    for inner in element.iterdescendants():
        if (name_of(inner.tag) or _odd_name(inner)) in RULES:
            raise OddError


Rule = Callable[[Collected, Element, str, int], None]


def _title(entry: Collected, element: Element, name: str, depth: int) -> None:
    words, kind = entry.typed(element, PLAIN)
    if entry.titled:
        return
    entry.put("title", words, depth)
    entry.types["title"] = kind
    entry.title_language = entry.tongue(element)
    entry.titled = bool(words) and not name.startswith("media:")


def _link(entry: Collected, element: Element, _name: str, _depth: int) -> None:
    link = written(element, entry.words, based=entry.scope.based)
    if link is None:
        link = alternate(element, based=entry.scope.based)
    if link is not None:
        entry.values["link"] = link


def _id(entry: Collected, element: Element, _name: str, depth: int) -> None:
    is_link = next((v for k, v in element.items() if k.lower() == "ispermalink"), "true") == "true"
    words = entry.words(element)
    words = resolved(element, words, based=entry.scope.based) if is_link else words
    entry.put("id", words, depth)
    if is_link:
        entry.values.setdefault("link", words)


def _description(entry: Collected, element: Element, name: str, depth: int) -> None:
    if "summary" in entry.values and not entry.has_content:
        _content(entry, element, "content", depth)
        return
    words, kind = entry.typed(element, HTML if name.endswith("description") else PLAIN)
    entry.put("summary", words, depth)
    entry.types["summary"] = kind


def _content(entry: Collected, element: Element, name: str, _depth: int) -> None:
    words, kind = entry.typed(element, HTML if name == "content:encoded" else PLAIN)
    entry.has_content = True
    entry.content.append((words, kind, entry.tongue(element)))


def _into(key: str) -> Rule:
    def rule(entry: Collected, element: Element, _name: str, depth: int) -> None:
        entry.put(key, entry.words(element), depth)

    return rule


def _author(entry: Collected, element: Element, _name: str, _depth: int) -> None:
    if len(element):
        names = [each for each in element if name_of(each.tag).endswith("name")]
        name = entry.words(names[-1]) if names else ""
    else:
        name = entry.words(element)
        if "@" in name and (found := _EMAIL.search(name)):
            name = name.replace(found[0], "").replace("()", "").replace("<>", "").strip()
            name = name.removeprefix("(").removesuffix(")").strip()
    if name and len(entry.authors) < _MOST_NAMES:
        entry.authors.append(name)


def _category(entry: Collected, element: Element, name: str, _depth: int) -> None:
    if element.keys() or name == "media:category":
        scheme = _MEDIA if name == "media:category" else element.get("domain")
        entry.tag(element.get("term"), element.get("scheme", scheme), element.get("label"))
    if words := entry.words(element):
        if entry.tags and not entry.tags[-1][0]:
            entry.tags[-1] = (words, *entry.tags[-1][1:])
        else:
            entry.tag(words)


def _keywords(entry: Collected, element: Element, name: str, _depth: int) -> None:
    for term in entry.words(element).split(","):
        if term.strip():
            entry.tag(term.strip(), _ITUNES if name == "itunes:keywords" else None)


def _within(entry: Collected, element: Element, _name: str, depth: int) -> None:
    entry.children(element, depth + 1)


RULES: Final[Mapping[str, Rule]] = {
    **dict.fromkeys(("title", "dc:title", "media:title"), _title),
    "link": _link,
    **dict.fromkeys(("guid", "id"), _id),
    **dict.fromkeys(("description", "dc:description", "media:description"), _description),
    **dict.fromkeys(("summary", "itunes:summary"), _description),
    **dict.fromkeys(("content", "content:encoded"), _content),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms:issued"), _into("published")),
    **dict.fromkeys(("updated", "modified", "lastbuilddate"), _into("updated")),
    **dict.fromkeys(("dc:date", "dcterms:modified"), _into("updated")),
    **dict.fromkeys(("language", "dc:language"), _into("language")),
    **dict.fromkeys(("author", "dc:creator", "dc:author", "itunes:author"), _author),
    **dict.fromkeys(("category", "dc:subject", "media:category"), _category),
    **dict.fromkeys(("itunes:keywords", "media:keywords"), _keywords),
    **dict.fromkeys(("media:group", "media:content"), _within),
}
"""Name of an element → what it means within an entry."""
_SKIPPED: Final = frozenset(["source", "contributor", "dc:contributor", "enclosure"])
_ODD: Final = frozenset(
    "abstract body fullitem image itunes:category keywords managingeditor tags textinput "
    "xhtml:body".split()
)
