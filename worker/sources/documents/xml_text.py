"""UTF-8 that says it is XML → what a parser can be given.

``clean`` takes out what XML forbids, and a document type: no entity of a document's own is ever
expanded or fetched. ``mended`` says what a bare ampersand and an entity of HTML mean, and is for
documents that are no XML without it. Both are linear.
"""

from __future__ import annotations

import contextlib
import re
from html import escape
from html.entities import html5
from typing import Final

from worker.errors import RecordError
from worker.sources.documents.document import Problem
from worker.sources.documents.entry import WINDOWS

_CONTROLS: Final = bytes({*range(32), 127} - {9, 10, 13})
_DECLARATION: Final = re.compile(rb"\s*<\?xml\b[^>]{0,1000}>\s*")
_DOCTYPE: Final = re.compile(
    rb"((?>\s+|<\?[^>]{0,1000}>|<!--.*?-->)*+)"
    rb"<!DOCTYPE\b(?>[^\[>\"']+|\"[^\"]*\"|'[^']*')*+"
    rb"(?P<own>\[(?>[^\]\"'<]+|\"[^\"]*\"|'[^']*'|<!--.*?-->|<)*+\]\s*)?>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD: Final = 4_000
"""Bytes within which a document type begins, where there is one."""
_WRONG_SIGN: Final = re.compile(rb"\xef\xbf[\xbe\xbf]")
# References to halves of characters, and to what is no character at all.
_REFERENCE: Final = re.compile(
    rb"""&\# (?:
        (?P<half> 0*+ (?: 5529[6-9] | 55[3-9]\d\d | 56\d{3} | 57[0-2]\d\d | 573[0-3]\d | 5734[0-3] )
                | [xX]0*+ [dD][89a-fA-F][\da-fA-F]{2} )
        | 0*+ (?: [0-8] | 1[124-9] | 2\d | 3[01] | 127 | 6553[45] )
        | [xX]0*+ (?: [0-8bBcCeEfF] | 1[\da-fA-F] | 7[fF] | [fF]{3}[eEfF] )
    ) (?![\da-fA-F]) ;?""",
    re.VERBOSE,
)
# What is odd in the words themselves, and neither XML nor a parser minds. One pattern each: a
# search for what begins with fixed bytes is ten times as fast as one for this or that.
_ODD: Final = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xc3[\x80-\xbf]\xc2"),
    re.compile(rb"&#0*(?:12[89]|1[345]\d|[xX]0*[89][\da-fA-F]);"),
)

MOST_ATTRIBUTES: Final = 500
"""In one tag: parsers' time grows with the square of their number."""
_ENDLESS_TAG: Final = re.compile(rb"<[a-zA-Z][^<>=]*+(?:=[^<>=]*+){%d}" % MOST_ATTRIBUTES)
_CDATA: Final = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_AMPERSAND: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    rb"|&(?!\#[0-9]{1,7};|\#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)"
    rb"(?P<name>[a-zA-Z][a-zA-Z0-9]{0,31};)?",
    re.DOTALL,
)


def clean(body: bytes) -> tuple[bytes, list[Problem]]:
    """Return the document without declaration, document type and forbidden characters.

    Raises ``RecordError`` for a tag of so many attributes that no parser should see it.
    """
    if _ENDLESS_TAG.search(body) and _ENDLESS_TAG.search(_CDATA.sub(b"", body)):
        raise RecordError("not-a-feed", f"a tag of over {MOST_ATTRIBUTES} attributes")
    problems: set[Problem] = set()

    def one(found: re.Match[bytes]) -> bytes:
        problems.add("half-characters" if found["half"] else "control-characters")
        return b"&#xFFFD;" if found["half"] else b""

    bare = body.translate(None, _CONTROLS)
    if b"\xef\xbf" in bare:
        bare = _WRONG_SIGN.sub(b"", bare)
    if len(bare) != len(body):
        problems.add("control-characters")
    if b"&#" in bare:
        bare = _REFERENCE.sub(one, bare)
    bare, own = _without_doctype(bare)
    if own:
        problems.add("own-entities")
    return bare, sorted(problems)


def _without_doctype(body: bytes) -> tuple[bytes, bool]:
    declaration = _DECLARATION.match(body)
    body = body[declaration.end() :] if declaration else body.lstrip()
    if b"<!doctype" not in body[:_HEAD].lower() or not (found := _DOCTYPE.match(body)):
        return body, False
    return body[found.end() :].lstrip(), b"<!ENTITY" in (found["own"] or b"")


def is_odd(body: bytes) -> bool:
    """Tell whether words may hold UTF-8 taken for Latin-1, or Windows' marks as controls."""
    return any(odd.search(body) for odd in _ODD)


def put_right(words: str) -> str:
    """Return what an odd word was meant to be."""
    with contextlib.suppress(UnicodeError):
        words = words.encode("latin-1").decode()
    return words.translate(WINDOWS)


def mended(body: bytes) -> tuple[bytes, list[Problem]]:
    """Return the document with ampersands and HTML's entities as XML has them."""
    problems: set[Problem] = set()

    def one(found: re.Match[bytes]) -> bytes:
        if found[0][:1] == b"<":
            return found[0]
        name = (found["name"] or b"").decode()
        problems.add("unknown-entities" if name else "bare-ampersands")
        meant = html5.get(name)
        return escape(meant).encode() if meant else b"&amp;" + name.encode()

    return _AMPERSAND.sub(one, body), sorted(problems)
