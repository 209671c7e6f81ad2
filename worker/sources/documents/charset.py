"""Bytes of a document, in whatever charset → UTF-8.

Rule, first that fits: UTF-8, a byte order mark, the charset that HTTP names, the one that the XML
declaration names, what the bytes look like. None is believed against the bytes:

    UTF-8    stays UTF-8 where only some of it is bad: at most a tenth of what is not ASCII
    Latin-1  is what servers say that know nothing: what declares more, or looks Arabic, goes first
    others   must fit, by the same tenth

Contract: never raises. What can't be decoded becomes U+FFFD.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct
from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from worker.sources.documents.document import Problem

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How a document begins that is no superset of ASCII; the last two have no mark."""
_HTTP: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_LATIN: Final = "cp1252"
_ARABIC: Final = ("cp1256", "iso8859-6")
_FEW: Final = 10
"""One bad character in so many that are not ASCII is an accident, more are another charset."""
_NOT_ASCII: Final = re.compile(rb"[\x80-\xff]")
_BEFORE: Final = 1_000
_SAMPLE: Final = 200_000


class Decoded(Struct, frozen=True, kw_only=True):
    """A document in UTF-8."""

    body: bytes
    """Without a byte order mark."""
    problems: list[Problem] = []


def decoded(body: bytes, content_type: str | None) -> Decoded:
    """Return ``body`` in UTF-8; ``content_type`` is the value of the HTTP header."""
    body = body.removeprefix(_UTF8_MARK)
    if body.isascii() and b"\0" not in body[:2]:
        return Decoded(body=body)
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _in_utf8(body.decode(name, "replace"), [])
    declared = _declared(body, content_type)
    try:
        body.decode()
    except UnicodeDecodeError:
        return _in_utf8(*_guessed(body, declared))
    return Decoded(body=body, problems=["wrong-charset"] if declared not in {None, "utf-8"} else [])


def _in_utf8(text: str, problems: list[Problem]) -> Decoded:
    if "\ufffd" in text and "bad-bytes" not in problems:
        problems = [*problems, "bad-bytes"]
    return Decoded(body=text.lstrip("\ufeff").encode("utf-8", "replace"), problems=problems)


def _declared(body: bytes, content_type: str | None) -> str | None:
    """Return what HTTP or the XML declaration names, as Python calls it."""
    http = _HTTP.search(content_type or "")
    written = _DECLARED.match(body, 0, 400)
    by_server = _known(http[1] if http else None)
    by_author = _known(written[1].decode("ascii", "replace") if written else None)
    if by_server == _LATIN and by_author:
        return by_author
    return by_server or by_author


def _known(name: str | None) -> str | None:
    found = map_encoding_to_html5(name, False) if name else None  # noqa: FBT003 - not UTF-8 for others
    # What names itself in ASCII is in no charset of two bytes a letter.
    return None if not found or found.startswith("utf-16") else str(found)


def _guessed(body: bytes, declared: str | None) -> tuple[str, list[Problem]]:
    """Decode what is not UTF-8, or not quite."""
    text = body.decode("utf-8", "replace")
    if _fits(text, body.count(b"\xef\xbf\xbd")):
        return text, ["bad-bytes"]
    looks = _looks(body)
    looks = None if looks == "utf-8" else looks
    if declared and declared != "utf-8" and not (declared == _LATIN and looks in _ARABIC):
        text = body.decode(declared, "replace")
        if _fits(text):
            return text, []
    return body.decode(looks or _LATIN, "replace"), ["wrong-charset"] if declared else []


def _fits(text: str, meant: int = 0) -> bool:
    """Tell whether few characters are bad, but for those that the text has itself."""
    bad = text.count("\ufffd") - meant
    return bad * _FEW <= len(text) - len(text.encode("ascii", "ignore"))


def _looks(body: bytes) -> str | None:
    """Return the charset that the first words look like that are not ASCII."""
    first = _NOT_ASCII.search(body)
    begin = max(first.start() - _BEFORE, 0) if first else 0
    return _known(detect_encoding(body[begin : begin + _SAMPLE]))
