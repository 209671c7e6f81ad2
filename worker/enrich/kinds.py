"""Word classes as bits: what the rules know of a word. A word may have several.

The classes are those of any language; which words are in them is data of the packs. Plain
integers, not ``enum.IntFlag``, whose ``&`` costs fifty times as much; constants and under 62
bits, so that compiled rules test them in a register.
"""

from __future__ import annotations

from typing import Final

# What a prose is cut at, in the low bits: an integer under 2**30 costs half of a longer one.
CUE: Final = 1 << 0
CUE_OPENING: Final = 1 << 1
"""The first of several words that are a cue together."""
AFTERTHOUGHT: Final = 1 << 2
TIME: Final = 1 << 3
PHRASE: Final = 1 << 4
"""May be the first of several words that are in a class together."""
STOP: Final = 1 << 5
BREAK: Final = 1 << 6
"""The blank line between two paragraphs."""
DASH: Final = 1 << 7
OPENING: Final = 1 << 8
CLOSING: Final = 1 << 9
STRAIGHT: Final = 1 << 10

# Words of the pack.
COMPLEMENTIZER: Final = 1 << 11
CLITIC_COMPLEMENTIZER: Final = 1 << 12
RELATIVE: Final = 1 << 13
COORDINATOR: Final = 1 << 14
SUBORDINATOR: Final = 1 << 15
PREPOSITION: Final = 1 << 16
LINK: Final = 1 << 17
NEGATION: Final = 1 << 18
AUXILIARY: Final = 1 << 19
ADVERB: Final = 1 << 20
DETERMINER: Final = 1 << 21
THE: Final = 1 << 22
ARTICLE: Final = 1 << 23
DEMONSTRATIVE: Final = 1 << 24
SAME: Final = 1 << 25
MASCULINE_PRONOUN: Final = 1 << 26
FEMININE_PRONOUN: Final = 1 << 27
PLURAL_PRONOUN: Final = 1 << 28
NEUTER_PRONOUN: Final = 1 << 29
FIRST_PRONOUN: Final = 1 << 30
CHANNEL: Final = 1 << 31
TRANSITION: Final = 1 << 32
AS: Final = 1 << 33
ROLE: Final = 1 << 34
FEMININE: Final = 1 << 35
MASCULINE: Final = 1 << 36
HONORIFIC: Final = 1 << 37
ORGANISATION: Final = 1 << 38
GROUP: Final = 1 << 39
UNNAMED: Final = 1 << 40
RELATION: Final = 1 << 41
DOCUMENT: Final = 1 << 42
ATTRIBUTE: Final = 1 << 43
OUTLET: Final = 1 << 44
PLACE: Final = 1 << 45
NAME: Final = 1 << 46

# What the spelling shows.
WORD: Final = 1 << 47
NUMBER: Final = 1 << 48
CAPITAL: Final = 1 << 49
DEFINITE: Final = 1 << 50
PROCLITIC: Final = 1 << 51
"""Begins with a joined conjunction."""
UNKNOWN: Final = 1 << 52
"""A word that is taken for a joined preposition with a word that the pack does not know."""
JOINED: Final = 1 << 53
"""Begins with a joined preposition."""
MAYBE_JOINED: Final = 1 << 54
"""A word that the pack does not know and that may begin with a joined preposition."""
POSSESSIVE: Final = 1 << 55
OBJECT: Final = 1 << 56
"""A verb that ends with its object, a joined pronoun."""

# Marks.
COMMA: Final = 1 << 57
COLON: Final = 1 << 58
SEMICOLON: Final = 1 << 59
OPENING_BRACKET: Final = 1 << 60
CLOSING_BRACKET: Final = 1 << 61

# Facts, in bits of their own: what tells a checkable fact from an opinion. They are there for the
# score; what a word is to a rule must not change with them.
QUANTITY: Final = 1 << 0
COMPARISON: Final = 1 << 1
MONTH: Final = 1 << 2
PAST: Final = 1 << 3
PRESENT: Final = 1 << 4
OPINION: Final = 1 << 5
FEELING: Final = 1 << 6
FUTURE: Final = 1 << 7
VAGUE: Final = 1 << 8
PERSONAL: Final = 1 << 9
FACTS: Final = (1 << 10) - 1
"""All of them."""

PRONOUN: Final = (
    MASCULINE_PRONOUN | FEMININE_PRONOUN | NEUTER_PRONOUN | PLURAL_PRONOUN | FIRST_PRONOUN
)
QUOTATION_MARK: Final = OPENING | CLOSING | STRAIGHT
OPENS_CLAUSE: Final = COMPLEMENTIZER | CLITIC_COMPLEMENTIZER
TITLE: Final = ROLE | RELATION
NOUN_HEAD: Final = ROLE | RELATION | ORGANISATION | GROUP | UNNAMED | DOCUMENT
LANDMARK: Final = (
    CUE | CUE_OPENING | AFTERTHOUGHT | TIME | PHRASE | STOP | BREAK | DASH | QUOTATION_MARK
)
"""What a prose is cut at."""
MARK: Final = (
    COMMA
    | STOP
    | COLON
    | SEMICOLON
    | DASH
    | QUOTATION_MARK
    | OPENING_BRACKET
    | CLOSING_BRACKET
    | BREAK
)

OF_MARK: Final = {
    **dict.fromkeys(",\u060c", COMMA),
    **dict.fromkeys(".!?\u061f\u2026\u06d4", STOP),
    **dict.fromkeys(":", COLON),
    **dict.fromkeys(";\u061b", SEMICOLON),
    **dict.fromkeys("-\u2013\u2014\u2015|", DASH),
    **dict.fromkeys([*"\u201c\u00ab\u201e\u2039", "\u2018\u2018", "``"], OPENING),
    **dict.fromkeys([*"\u201d\u00bb\u203a", "\u2019\u2019"], CLOSING),
    **dict.fromkeys([*'"\uff02\u201f\u2033', "''"], STRAIGHT),
    **dict.fromkeys("([{", OPENING_BRACKET),
    **dict.fromkeys(")]}", CLOSING_BRACKET),
}
"""Marks of all scripts that the packs are written in."""
