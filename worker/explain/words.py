"""Word classes and parts of cues, in words that a linguist knows."""

from __future__ import annotations

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.explain.explanation import WordSeen

PARTS = {
    "finite": "verb",
    "passive": "passive verb",
    "participle": "participle",
    "noun": "noun of speech",
    "source": "words of attribution",
    "aside": "closing words of attribution",
}

_CLASSES = (
    ("cue", k.CUE),
    ("first word of a cue", k.CUE_OPENING),
    ("complementizer", k.OPENS_CLAUSE),
    ("relative", k.RELATIVE),
    ("coordinator", k.COORDINATOR),
    ("subordinator", k.SUBORDINATOR),
    ("preposition", k.PREPOSITION),
    ("negation", k.NEGATION),
    ("auxiliary", k.AUXILIARY),
    ("adverb", k.ADVERB),
    ("determiner", k.DETERMINER),
    ("pronoun", k.PRONOUN),
    ("transition", k.TRANSITION),
    ("afterthought", k.AFTERTHOUGHT),
    ("as", k.AS),
    ("time", k.TIME),
    ("channel", k.CHANNEL),
    ("role", k.ROLE),
    ("relation", k.RELATION),
    ("honorific", k.HONORIFIC),
    ("organisation", k.ORGANISATION),
    ("group", k.GROUP),
    ("unnamed source", k.UNNAMED),
    ("document", k.DOCUMENT),
    ("attribute", k.ATTRIBUTE),
    ("outlet", k.OUTLET),
    ("place", k.PLACE),
    ("name", k.NAME),
    ("number", k.NUMBER),
    ("capital", k.CAPITAL),
    ("definite", k.DEFINITE),
    ("joined conjunction", k.PROCLITIC),
    ("joined preposition", k.JOINED),
    ("perhaps a joined preposition", k.MAYBE_JOINED | k.UNKNOWN),
    ("possessive", k.POSSESSIVE),
    ("joined object", k.OBJECT),
    ("mark", k.MARK),
)


def seen(prose: Prose, words: Range) -> list[WordSeen]:
    """Return the words of a range with their classes, paragraph breaks left out."""
    return [
        WordSeen(
            text=prose.words[i].text,
            classes=[name for name, kind in _CLASSES if prose.kinds[i] & kind],
        )
        for i in range(words.start, words.stop)
        if not prose.kinds[i] & k.BREAK
    ]
