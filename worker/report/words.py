"""The words of a period, each folded, numbered and counted once.

Rule: words of all languages fold alike, by the scripts of all packs at once, so that a name in
Latin letters is the same in an Arabic article.
"""

from __future__ import annotations

from collections.abc import Iterable

from worker.normalise.folding import Folding
from worker.packs import Pack


class Words:
    """The vocabulary of a period; grows with what it is asked about."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        loaded = list(packs)
        self._fold = Folding(pack.script for pack in loaded)
        self._negations = {
            joined + word
            for pack in loaded
            for form in pack.grammar.negations
            for word in self._fold.words(form)
            for joined in ("", *pack.script.proclitics)
        }
        self._contracted = [each for pack in loaded for each in _contracted(pack)]
        self._prefixes = sorted({joined for pack in loaded for joined in _joined(pack)})
        self._numbers: dict[str, int] = {}
        self._counts: list[int] = []
        self._deciding: set[int] = set()

    def of(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the words of ``text``, in order, and count them."""
        return tuple(self._number(word) for word in self._fold.words(text))

    def folded(self, text: str) -> tuple[str, ...]:
        """Return the words of ``text`` as they are compared."""
        return tuple(self._fold.words(text))

    def rarity(self, number: int) -> tuple[int, int]:
        """Return a sort key that puts rare words first."""
        return self._counts[number], number

    def deciding(self, words: Iterable[int]) -> frozenset[int]:
        """Return the figures and negations among ``words``: one more or less is another claim."""
        return frozenset(self._deciding.intersection(words))

    def written(self, word: str) -> list[int]:
        """Return the words of the period that are ``word``, bare or behind what is joined to it."""
        spellings = [prefix + word for prefix in ("", *self._prefixes)]
        spellings += [
            joined + word[1:] for joined, article in self._contracted if word.startswith(article)
        ]
        return [self._numbers[each] for each in spellings if each in self._numbers]

    def known(self, word: str) -> int | None:
        """Return the number of ``word``, if the period has it."""
        return self._numbers.get(word)

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self._counts)
            self._counts.append(0)
            if word in self._negations or any(sign.isdigit() for sign in word):
                self._deciding.add(number)
        self._counts[number] += 1
        return number


def _joined(pack: Pack) -> Iterable[str]:
    """Yield what may be joined to the front of a name: a conjunction, a preposition, or both."""
    for first in ("", *pack.script.proclitics):
        for second in ("", *pack.script.prepositions):
            if first or second:
                yield first + second


def _contracted(pack: Pack) -> Iterable[tuple[str, str]]:
    """Yield what takes away the first letter of the article that it is joined to, with the article.

    So is the preposition of an addressee: *li-* and *al-* are *lil-*.
    """
    if pack.script.article and pack.script.addressee:
        for first in ("", *pack.script.proclitics):
            yield first + pack.script.addressee, pack.script.article
