"""A name as it is compared: one key for what is the same name in other spellings.

The key folds as the packs fold (vowel signs, hamza, case), leaves accents out, and does not
mind the article, a space behind the first part of a compound name, full stops and hyphens.
It changes no letter into another script's: transliterations are the list's to give.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from worker.normalise.folding import Folding
from worker.packs import Script

MOST_KEYS = 50_000
"""Names whose keys are remembered; about 10 MB."""
_WORD = re.compile(r"\w+")


class Spelling:
    """Names → keys, by the scripts of all packs at once."""

    def __init__(self, scripts: Iterable[Script]) -> None:
        scripts = list(scripts)
        self._fold = Folding(scripts)
        articles = {self._fold(script.article) for script in scripts if script.article}
        shapes = "|".join(map(re.escape, sorted(articles)))
        # At the beginning of a word, or behind what stands before a compound's second part.
        self._article = re.compile(rf"^(?:{shapes})(?=\w\w)|(?<=\w\w)(?:{shapes})(?=\w\w)")
        self._articled = bool(articles)
        self._known: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """Return the key of ``name``; empty where it has no letter."""
        key = self._known.get(name)
        if key is None:
            if len(self._known) >= MOST_KEYS:
                self._known.clear()
            key = self._known[name] = " ".join(self._words(name))
        return key

    def _words(self, name: str) -> list[str]:
        bare = "".join(
            sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
        )
        words = _WORD.findall(self._fold(bare).replace(".", ""))
        if self._articled:
            words = [part for word in words for part in self._article.sub(" ", word).split()]
        return list(_initials_joined(words))


def _initials_joined(words: list[str]) -> Iterable[str]:
    """Join letters that stand alone: J K Rowling is JK Rowling."""
    for single, group in groupby(words, key=lambda word: len(word) == 1):
        run = list(group)
        yield from (["".join(run)] if single else run)
