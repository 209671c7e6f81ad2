"""Word classes as bits: what the rules know of a word. A word may have several.

The classes are those of any language; which words are in them is data of the packs. Plain
integers, not ``enum.IntFlag``, whose ``&`` costs fifty times as much.
"""

from __future__ import annotations

from itertools import count

_bit = (1 << n for n in count())

# What a prose is cut at, in the low bits: an integer under 2**30 costs half of a longer one.
CUE = next(_bit)
CUE_OPENING = next(_bit)
"""The first of several words that are a cue together."""
AFTERTHOUGHT = next(_bit)
TIME = next(_bit)
PHRASE = next(_bit)
"""May be the first of several words that are in a class together."""
STOP = next(_bit)
BREAK = next(_bit)
"""The blank line between two paragraphs."""
DASH = next(_bit)
OPENING = next(_bit)
CLOSING = next(_bit)
STRAIGHT = next(_bit)

# Words of the pack.
COMPLEMENTIZER = next(_bit)
CLITIC_COMPLEMENTIZER = next(_bit)
RELATIVE = next(_bit)
COORDINATOR = next(_bit)
SUBORDINATOR = next(_bit)
PREPOSITION = next(_bit)
LINK = next(_bit)
NEGATION = next(_bit)
AUXILIARY = next(_bit)
ADVERB = next(_bit)
DETERMINER = next(_bit)
THE = next(_bit)
ARTICLE = next(_bit)
DEMONSTRATIVE = next(_bit)
SAME = next(_bit)
MASCULINE_PRONOUN = next(_bit)
FEMININE_PRONOUN = next(_bit)
PLURAL_PRONOUN = next(_bit)
NEUTER_PRONOUN = next(_bit)
FIRST_PRONOUN = next(_bit)
CHANNEL = next(_bit)
TRANSITION = next(_bit)
AS = next(_bit)
ROLE = next(_bit)
FEMININE = next(_bit)
MASCULINE = next(_bit)
HONORIFIC = next(_bit)
ORGANISATION = next(_bit)
GROUP = next(_bit)
UNNAMED = next(_bit)
RELATION = next(_bit)
DOCUMENT = next(_bit)
ATTRIBUTE = next(_bit)
OUTLET = next(_bit)
PLACE = next(_bit)
NAME = next(_bit)

# What the spelling shows.
WORD = next(_bit)
NUMBER = next(_bit)
CAPITAL = next(_bit)
DEFINITE = next(_bit)
PROCLITIC = next(_bit)
"""Begins with a joined conjunction."""
UNKNOWN = next(_bit)
"""A word that is taken for a joined preposition with a word that the pack does not know."""
JOINED = next(_bit)
"""Begins with a joined preposition."""
MAYBE_JOINED = next(_bit)
"""A word that the pack does not know and that may begin with a joined preposition."""
POSSESSIVE = next(_bit)
OBJECT = next(_bit)
"""A verb that ends with its object, a joined pronoun."""

# Marks.
COMMA = next(_bit)
COLON = next(_bit)
SEMICOLON = next(_bit)
OPENING_BRACKET = next(_bit)
CLOSING_BRACKET = next(_bit)

# What tells a checkable fact from an opinion: no rule asks for these, only the score does.
QUANTITY = next(_bit)
COMPARISON = next(_bit)
MONTH = next(_bit)
PAST = next(_bit)
PRESENT = next(_bit)
OPINION = next(_bit)
FEELING = next(_bit)
FUTURE = next(_bit)
VAGUE = next(_bit)
PERSONAL = next(_bit)

SCORED = (
    QUANTITY | COMPARISON | MONTH | PAST | PRESENT | OPINION | FEELING | FUTURE | VAGUE | PERSONAL
)
PRONOUN = MASCULINE_PRONOUN | FEMININE_PRONOUN | NEUTER_PRONOUN | PLURAL_PRONOUN | FIRST_PRONOUN
QUOTATION_MARK = OPENING | CLOSING | STRAIGHT
OPENS_CLAUSE = COMPLEMENTIZER | CLITIC_COMPLEMENTIZER
TITLE = ROLE | RELATION
NOUN_HEAD = ROLE | RELATION | ORGANISATION | GROUP | UNNAMED | DOCUMENT
LANDMARK = CUE | CUE_OPENING | AFTERTHOUGHT | TIME | PHRASE | STOP | BREAK | DASH | QUOTATION_MARK
"""What a prose is cut at."""
MARK = (
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

OF_MARK = {
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
