"""OPML → feeds: every outline with an ``xmlUrl``, whatever its case and depth.

The titles of the outlines around a feed are its tags. A document type or an entity is refused:
no list needs one, and a few lines of them can fill the memory. Attributes that ``written`` adds
for what OPML has no word for are read back.
"""

from __future__ import annotations

from xml.parsers import expat

from msgspec import Struct, structs

from worker.errors import ListError
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing.address import Refusal, refusal

_DEEPEST = 64


class Outline(Struct, frozen=True, kw_only=True):
    """An outline that names a feed."""

    place: str
    feed: Feed
    refusal: Refusal | None
    """Why the feed can't be polled."""


def outlines_of(body: bytes, path: str) -> list[Outline]:
    """Return the outlines of an OPML list; ``path`` is for messages. Raises ``ListError``."""
    reader = _Reader(path)
    try:
        reader.parser.Parse(body, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as fault:
        reason = expat.errors.messages[fault.code]
        message = f"{path}:{fault.lineno}: not OPML: {reason}; export the list again, or mend it"
        raise ListError([message]) from fault
    except (LookupError, ValueError) as fault:
        message = f"{path}: not OPML: {fault}; save the list in UTF-8"
        raise ListError([message]) from fault
    return reader.found


class _Reader:
    """What a parse has met so far."""

    def __init__(self, path: str) -> None:
        self.found: list[Outline] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._on_doctype
        self.parser.StartElementHandler = self._on_start
        self.parser.EndElementHandler = self._on_end
        self._path = path
        self._folders: list[str | None] = []
        self._begun = False

    @property
    def _place(self) -> str:
        return f"{self._path}:{self.parser.CurrentLineNumber}"

    def _on_doctype(self, *_declared: object) -> None:
        message = f"{self._place}: a document type is not allowed in OPML; remove the <!DOCTYPE …>"
        raise ListError([message])

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._begun and name.lower() != "opml":
            message = f"{self._place}: not OPML: the document is <{name[:60]}>; allowed: <opml>"
            raise ListError([message])
        self._begun = True
        if name.lower() == "outline":
            self._on_outline({key.lower(): value for key, value in attributes.items()})

    def _on_outline(self, own: dict[str, str]) -> None:
        title = (own.get("title") or own.get("text") or "").strip() or None
        url = own.get("xmlurl")
        if url is not None:
            tags = [folder for folder in self._folders if folder]
            feed = Feed(url=url.strip(), name=title, tags=tags)
            outline = Outline(
                place=self._place, feed=_extended(feed, own), refusal=refusal(feed.url)
            )
            self.found.append(outline)
        if len(self._folders) >= _DEEPEST:
            message = f"{self._place}: outlines are nested over {_DEEPEST} deep"
            raise ListError([message])
        self._folders.append(None if url is not None else title)

    def _on_end(self, name: str) -> None:
        if name.lower() == "outline":
            self._folders.pop()


def _extended(feed: Feed, own: dict[str, str]) -> Feed:
    language = own.get("language", "").strip().lower().partition("-")[0]
    two_or_three = range(2, 4)
    return structs.replace(
        feed,
        outlet=own.get("outlet") or None,
        country=own.get("country") or None,
        language=language if len(language) in two_or_three and language.isalpha() else None,
        shortest_interval=_number(own.get("shortestintervalseconds")),
        longest_interval=_number(own.get("longestintervalseconds")),
        full_text={"true": True, "false": False}.get(own.get("fulltext", "")),
    )


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
