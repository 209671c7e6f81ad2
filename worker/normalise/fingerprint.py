"""Ids and hashes: the same record gives the same ones for ever.

All are SHA-256, cut to 96 bits, in hexadecimal: processors have it built in. What is hashed is
a list of strings, each behind its length, so that no two lists give the same bytes. The
fingerprint is of all letters at once, by a table of the basic plane: what lies outside it is
emoji, or as rare as it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


_DIGITS = 24
_BASE = 255
_MOST = _BASE * _BASE
_SURROGATES = 0xD800


def article_id(*, canonical_url: str | None, source_id: str | None, revision: str) -> str:
    """Return the id of an article: by its URL, else its producer's id, else its words."""
    if canonical_url:
        return _digest(b"url", _utf8(canonical_url))
    if source_id:
        return _digest(b"id", _utf8(source_id))
    return _digest(b"words", _utf8(revision))


def revision(title: str, text: str) -> str:
    """Return the hash that changes when title or text do."""
    return _digest(b"revision", _utf16(title), _utf16(text))


def fingerprint(title: str, text: str) -> str:
    """Return the hash of the letters and digits alone, in lower case."""
    units = np.frombuffer(_utf16(title) + _utf16(text), dtype=np.uint16)
    # Not by comparing in numpy: its wide registers slow down all that comes after by a quarter.
    letters = _letters().take(units).tobytes().translate(None, b"\0")
    return _digest(b"letters", letters)


@cache
def _letters() -> NDArray[np.uint16]:
    """Return what each UTF-16 unit becomes: zero bytes unless it is a letter or a digit."""
    return np.array([_letter(chr(unit)) for unit in range(0x10000)], dtype=np.uint16)


def _letter(sign: str) -> int:
    """Return a letter in lower case as two digits to the base of 255, none of them zero.

    What is past 255 * 255 takes the place of surrogates, which are no letters.
    """
    if not sign.isalnum():
        return 0
    lower = sign.lower()
    unit = ord(lower if len(lower) == 1 else sign)
    high, low = divmod(unit if unit < _MOST else unit - _MOST + _SURROGATES, _BASE)
    return (high + 1) << 8 | low + 1


def _utf16(text: str) -> bytes:
    """Encode a whole text: a copy of what Python holds, where UTF-8 is work."""
    return text.encode("utf-16-le", "replace")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _digest(*parts: bytes) -> str:
    hashed = sha256(usedforsecurity=False)
    for part in parts:
        hashed.update(b"%d:" % len(part))
        hashed.update(part)
    return hashed.hexdigest()[:_DIGITS]
