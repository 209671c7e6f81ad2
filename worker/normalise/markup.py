"""HTML → plain text, a paragraph a line.

Reads fragments, as feeds carry them, and whole documents. A tokeniser and not a parser: a tree
builder's time on hostile markup is quadratic (200,000 attributes in one tag: minutes), and
all that is asked here is where a paragraph ends and what is no text at all.

Rule: a block element ends the paragraph; raw text (scripts, styles) and page furniture
(navigation, forms, buttons) vanish with their content; entities are decoded once. Furniture
that is never closed is kept: a lost article is worse than a stray menu.

Contract: linear, never raises. White space is not yet clean: ``unicode.paragraphs`` does that.
"""

from __future__ import annotations

import html
import re

_RAW = "script|style|noscript|template|iframe|object|svg|math|textarea|select|audio|video|title"
# Nothing here can fail after more than the way to the next "<", so no input is read twice.
_TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)"
    rf"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    rf"|<(?P<raw>{_RAW})(?![\w-]).*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9:-]*)(?>[^<>\"']+|\"[^\"<]*\"|'[^'<]*')*+[^<>]*+>?"
    r"|<[!?/][^<>]*>?",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav "
    "ol option p pre section summary table tbody td tfoot th thead title tr ul".split()
)
_FURNITURE = frozenset(["nav", "form", "button", "aside", "footer", "menu"])
# int() refuses what has over 4,300 digits, and so would html.unescape.
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{8,};?")
_LINE_BREAKS = re.compile(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]+")


def text_of(markup: str) -> str:
    """Return the text of ``markup``, a paragraph a line."""
    if "<" not in markup:
        return _unescaped(markup)
    return _Reader().read(markup)


def _unescaped(raw: str) -> str:
    if "&" in raw:
        raw = html.unescape(_ENDLESS_NUMBER.sub("\ufffd", raw))
    return _LINE_BREAKS.sub(" ", raw)


class _Reader:
    """Collects the pieces of text between tags, and takes back those of closed furniture."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.inside = ""
        self.depth = 0
        self.mark = 0

    def read(self, markup: str) -> str:
        end = 0
        for token in _TOKEN.finditer(markup):
            self.text(markup[end : token.start()])
            end = token.end()
            if token["cdata"]:
                self.text(token["cdata"])
            elif name := token["name"]:
                self.tag(name.lower(), closes=bool(token["close"]))
        self.text(markup[end:])
        return "".join(self.pieces)

    def text(self, raw: str) -> None:
        if raw:
            self.pieces.append(_unescaped(raw))

    def tag(self, name: str, *, closes: bool) -> None:
        if name in _FURNITURE:
            self.furniture(name, closes=closes)
        if name in _BLOCKS:
            self.pieces.append("\n")

    def furniture(self, name: str, *, closes: bool) -> None:
        if not self.inside and not closes:
            self.inside, self.depth, self.mark = name, 1, len(self.pieces)
        elif name == self.inside:
            self.depth += -1 if closes else 1
            if not self.depth:
                del self.pieces[self.mark :]
                self.inside = ""
