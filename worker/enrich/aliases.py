"""One name in two scripts, and a name in its initials.

Witkoff and its Arabic spelling share their consonants: both are reduced to a skeleton of
consonant classes by the pack's table of letters, and compared. No list of people is needed.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final

SHORTEST_SKELETON: Final = 2
"""Consonants that two spellings must share."""
LONGEST_ACRONYM: Final = 6


def skeleton(word: str, classes: dict[str, str]) -> str:
    """Return the classes of the word's consonants; a letter that is not first may be a vowel.

    ``classes`` gives each letter its class; a class in capitals counts at the beginning only.
    """
    found = [classes.get(letter, "") for letter in word.casefold()]
    first = found[0].casefold() if found else ""
    rest = "".join(letter for letter in found[1:] if letter.islower())
    return "".join(letter for letter, _ in groupby(first + rest))


def same_in_other_script(one: str, other: str, classes: dict[str, str]) -> bool:
    """Whether the last words of two names, in different scripts, are the same name."""
    if not classes:
        return False
    a = skeleton(one.rsplit(maxsplit=1)[-1], classes)
    return len(a) >= SHORTEST_SKELETON and a == skeleton(other.rsplit(maxsplit=1)[-1], classes)


def is_acronym(short: str, name: str) -> bool:
    """Whether ``short`` is the initials of ``name``: WHO for World Health Organization."""
    if not (short.isupper() and 1 < len(short) <= LONGEST_ACRONYM and short.isalpha()):
        return False
    initials = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(initials) == short
