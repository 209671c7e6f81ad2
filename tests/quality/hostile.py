"""Texts made to cost time: each a shape that a rule could go through again and again.

A shape is a name that says it, the language, and a function from a number of bytes to a text
of about that size. Nothing here is meant to be read by anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple

Grow = Callable[[int], str]

_OPENING = {"en": "Ann Lee said yes. ", "ar": "قال سامي حداد نعم. "}
"""A text without letters would be skipped before any rule sees it."""


class Shape(NamedTuple):
    """A kind of hostile text."""

    name: str
    language: str
    text: Grow


def _after(language: str, grow: Grow) -> Grow:
    """Begin with a sentence."""
    return lambda size: _OPENING[language] + grow(size)


def _again(unit: str) -> Grow:
    """Repeat a unit."""
    return lambda size: unit * (size // len(unit.encode()) + 1)


def _around(left: str, middle: str, right: str) -> Grow:
    """Open as often as there is room, then close everything."""

    def grow(size: int) -> str:
        times = size // len((left + right).encode()) + 1
        return left * times + middle + right * times

    return grow


def _numbered(unit: str, letters: str) -> Grow:
    """Repeat a unit whose ``{n}`` is never the same word: letters that count."""

    def grow(size: int) -> str:
        room, parts = size, list[str]()
        for n in count():
            part = unit.replace("{n}", _spelt(n, letters))
            room -= len(part.encode())
            parts.append(part)
            if room < 0:
                return "".join(parts)
        raise AssertionError

    return grow


_LETTERS = {"en": "abdefgiklmnoprstuz", "ar": "ابتجحدرزسشصطعفقكلمنهوي"}


def _spelt(n: int, letters: str) -> str:
    digits = list[str]()
    while True:
        n, digit = divmod(n, len(letters))
        digits.append(letters[digit])
        if not n:
            return "".join(digits)


_UNITS: dict[str, dict[str, str]] = {
    "en": {
        "straight quotation marks": '"',
        "opening quotation marks": "“",
        "closing quotation marks": "” ",
        "alternating quotation marks": "“ ” « » \" ' ",
        "apostrophes": "' ",
        "an opening mark before each word": "“word ",
        "a closing mark after each word": "word” ",
        "marks and cues in turn": "“ said ” he ",
        "quotations and their cues": "“We go on,” said Ann Lee. ",
        "quotations that nobody says": "“We go on.”\n\n",
        "speeches that never close": "“We go on.\n\n",
        "one endless sentence": "word word word said that word word ",
        "words without a cue": "word ",
        "said that said that": "said that ",
        "said said said": "said ",
        "he said she said": "he said she said ",
        "opening brackets": "(said ",
        "brackets": "(he said) ",
        "commas": "word, ",
        "commas and cues": "he said, she added, ",
        "nothing but commas": ", ",
        "colons": "Lee: word ",
        "dashes": "– word — said - ",
        "full stops without spaces": ".",
        "question marks": "why? said he? ",
        "one name": "Ann Lee ",
        "one name that says": "Ann Lee said it. ",
        "one name, then the pronoun": "Ann Lee said so. She added that it was. ",
        "a pronoun without a name": "She said that it was. ",
        "title words": "President Minister Secretary ",
        "titles and cues": "the president said the minister ",
        "a title of endless names": "President Ann ",
        "capital letters": "A B C D E F ",
        "names joined by and": "Ann Lee and Bob Ray and ",
        "names joined by of": "Bank of Head of ",
        "one long word": "a",
        "digits": "1",
        "digits and stops": "1,000.5 ",
        "paragraph breaks": "a\n\n",
        "adding adding": "Lee said it, adding that it, noting that ",
        "according to": "according to ",
        "according to him": "according to Lee, he said, ",
        "hashtags and handles": "#word @name ",
        "addresses": "https://a.example/b?c=d ",
        "combining marks": "e\u0301",
        "Latin and Arabic in turn": "said قال Lee لي ",
    },
    "ar": {
        "straight quotation marks": 'قال" ',
        "alternating quotation marks": 'قال “ ” « » " ',
        "quotations that nobody says": "“سنمضي قدما”.\n\n",
        "one endless sentence": "كلمة أخرى قال إن كلمة ",
        "qala qala": "قال ",
        "qala inna": "قال إن ",
        "and he added": "وأضاف أن ",
        "every cue a denial": "لم يقل إن ",
        "brackets": "(قال) ",
        "commas and cues": "قال، وأضاف، ",
        "colons": "لي: كلمة ",
        "qala with a colon": "وقال: ",
        "one name": "سامي حداد ",
        "one name that says": "قال سامي حداد إن الأمر كذلك. ",
        "one name, then the implicit subject": "قال سامي حداد ذلك. وأضاف أن الأمر كذلك. ",
        "an implicit subject without a name": "وأضاف أن الأمر كذلك. ",
        "title words": "الرئيس الوزير المتحدث باسم ",
        "titles and cues": "قال الرئيس قال الوزير ",
        "names joined by and": "سامي وكريم و",
        "one long word": "ق",
        "tatweel": "قـ",
        "vowel signs": "قَ",
        "participles": "مشيرا إلى أن مؤكدا أن ",
        "according to": "بحسب وفقا لـ على حد قوله ",
        "relays": "ونقلت رويترز عن مصدر قوله إن ",
        "one paragraph a statement": "وأضاف أن الأمر كذلك.\n\n",
        "hashtags": "#قال_لي ",
    },
}

_NUMBERED: dict[str, dict[str, str]] = {
    "en": {
        "a new word each time": "{n} ",
        "a new name each time": "Mr A{n} Lee said that it was so. ",
        "a new surname each time": "Ann B{n} said it. B{n} added it. ",
        "a new title each time": "The president of B{n} said it. ",
        "a new name, then the pronoun": "Ann B{n} said it. She said it. ",
    },
    "ar": {
        "a new word each time": "{n} ",
        "a new name each time": "قال سامي {n} إن الأمر كذلك. ",
        "a new minister each time": "وقال وزير {n} إن الأمر كذلك. ",
        "a new name, then the implicit subject": "قال سامي {n} ذلك. وأضاف أنه كذلك. ",
    },
}

_NESTED: dict[str, tuple[str, str, str, str]] = {
    "quotations in quotations": ("en", "“he said ", "word", "” "),
    "straight marks in each other": ("en", '"‘', "word", '’"'),
    "brackets in brackets": ("en", "(he said ", "word", ") "),
    "statements in statements": ("ar", "قال “إن ", "كلمة", "” "),
    "all marks open first": ("en", "“« ", "he said", "» ” "),
}


def shapes() -> Iterator[Shape]:
    """Yield every shape."""
    for language, units in _UNITS.items():
        for name, unit in units.items():
            yield Shape(name, language, _after(language, _again(unit)))
    for language, units in _NUMBERED.items():
        for name, unit in units.items():
            yield Shape(name, language, _after(language, _numbered(unit, _LETTERS[language])))
    for name, (language, left, middle, right) in _NESTED.items():
        yield Shape(name, language, _after(language, _around(left, middle, right)))
