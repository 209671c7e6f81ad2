"""Spellings as they are compared: without case, and without what the pack's script ignores.

Rule: vowel signs and the other marks of ``script.drop`` go, letters of ``script.fold`` become
what they are spelt as; nothing else changes, so that a folded word is still a word.

Contract: pure. ``words`` reads a whole text by a table of the basic plane, a hundred million
letters a second; what lies outside of the plane is emoji, or as rare as it, and parts words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from worker.packs import Script

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GONE: Final = 0
_SEVERAL: Final = 1
"""Stands for a letter that folds to several, as the German sharp s."""
_BREAK: Final = ord(" ")


class Folding:
    """The folding of one script, or of several at once."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        self._changes: dict[int, str | None] = {}
        for script in scripts:
            self._changes |= {ord(mark): None for mark in script.drop}
            self._changes |= {ord(letter): to for letter, to in script.fold.items()}
        self._signs: NDArray[np.uint16] | None = None
        """What each UTF-16 unit becomes; made when it is asked for."""

    def __call__(self, spelling: str) -> str:
        """Return ``spelling`` as it is compared."""
        folded = spelling.casefold()
        return folded.translate(self._changes) if self._changes else folded

    def words(self, text: str) -> list[str]:
        """Return the words of ``text`` as they are compared, numbers in ASCII digits.

        A word is a run of letters and digits; combining marks are no part of it.
        """
        found = self._read(text)
        if chr(_SEVERAL) in found:
            found = self._read(self(text))
        return found.replace(chr(_GONE), "").split()

    def _read(self, text: str) -> str:
        units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype=np.uint16)
        if self._signs is None:  # not a cached property: compiled, that makes it anew each time
            signs = [self._sign(chr(unit)) for unit in range(0x10000)]
            self._signs = np.array(signs, dtype=np.uint16)
        return self._signs.take(units).tobytes().decode("utf-16-le")

    def _sign(self, sign: str) -> int:
        folded = self(sign)
        if len(folded) > 1:
            return _SEVERAL
        if not folded or unicodedata.category(folded)[0] == "M":
            return _GONE
        if not folded.isalnum():
            return _BREAK
        return ord(folded) if (digit := unicodedata.decimal(folded, None)) is None else 48 + digit


@cache
def folding(script: Script) -> Folding:
    """Return the folding of a pack's script; made once, since its table takes 0.05 s."""
    return Folding([script])
