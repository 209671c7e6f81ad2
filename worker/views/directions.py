"""The direction of a piece of text, by the letters that are most in it.

Not by the first letter, as ``dir=auto`` has it: an Arabic paragraph that opens with a Latin
name is an Arabic paragraph.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal
from unicodedata import bidirectional

_LONGEST = 2000
"""Letters that are looked at; a paragraph does not change its language after so many."""


def direction_of(text: str, default: Literal["ltr", "rtl"] = "ltr") -> Literal["ltr", "rtl"]:
    """Return the direction that most letters of ``text`` have; without any, ``default``."""
    kinds = Counter(map(bidirectional, text[:_LONGEST]))
    right, left = kinds["R"] + kinds["AL"], kinds["L"]
    if right == left:
        return default
    return "rtl" if right > left else "ltr"
