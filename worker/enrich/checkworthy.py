"""How well a claim can be checked, as a score from 0 to 1.

It owns the weights, and nothing else: a claim is looked at for a few plain features, the
weights of those it has are added up, and the logistic function makes a score of the sum. It
says whether there is something in the claim to hold against the record; it does not say that
the claim is true, false, or worth anybody's time. The weights are set by hand, after what
fact-checkers say they look for; they are no probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp
from typing import Final

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.event import Stance

BASE: Final = -1.2
"""The sum of a claim that has no feature: it scores 0.23."""

WEIGHTS: Final[tuple[tuple[str, int, int, float, str], ...]] = (
    ("figure", k.NUMBER, 0, 1.3, "an exact number can be held against a record"),
    (
        "quantity",
        0,
        k.QUANTITY,
        0.7,
        "a share, a unit or a number in words; less exact",
    ),
    ("comparison", 0, k.COMPARISON, 0.6, "more, highest, rose: two values can be looked up"),
    ("past", 0, k.PAST, 0.9, "what has happened has left traces"),
    ("present", 0, k.PRESENT, 0.4, "what is so can be looked at, but it changes"),
    ("place", k.PLACE, 0, 0.5, "says where to look"),
    ("date", k.TIME, k.MONTH, 0.5, "says when to look"),
    ("name", k.NAME | k.OUTLET | k.ORGANISATION, 0, 0.3, "says whom to ask"),
    ("opinion", 0, k.OPINION, -1.1, "a judgement, or what ought to be, has no record"),
    ("feeling", 0, k.FEELING, -1.2, "only the speaker can know"),
    ("future", 0, k.FUTURE, -1.1, "a plan, a wish or a forecast can't be checked yet"),
    ("vague", 0, k.VAGUE, -0.4, "a hedge or a sweeping word fits anything"),
    ("first person", k.FIRST_PRONOUN, k.PERSONAL, -0.5, "own experience is seldom on record"),
)
"""Feature, the word classes and the facts that show it, its weight, and why."""

STANCES: Final[dict[Stance, tuple[float, str]]] = {
    "assert": (0.0, "the words alone decide"),
    "deny": (0.2, "puts a fact in dispute"),
    "accuse": (0.3, "lays a deed at someone's door"),
    "announce": (0.0, "often a fact and as often a plan"),
    "describe": (-0.5, "says what something is like"),
    "warn": (-0.7, "speaks of what may come"),
    "promise": (-1.6, "speaks of what the speaker will do"),
    "demand": (-1.8, "says what others ought to do"),
    "ask": (-2.2, "claims nothing"),
}
"""What the cue adds, by its stance, and why."""

QUESTION: Final = -1.6
"""What a question mark at the end adds."""
SHORT: Final = -0.6
"""What a claim of fewer than ``SHORT_WORDS`` words and marks gets: it leaves out too much."""
SHORT_WORDS: Final = 4

_SHOWN: Final = k.NUMBER | k.PLACE | k.TIME | k.NAME | k.OUTLET | k.ORGANISATION | k.FIRST_PRONOUN
"""The word classes of all features."""
_QUESTION_MARKS: Final = "?\u061f"


def score(prose: Prose, spans: Sequence[Range], stance: Stance) -> float:
    """Return the score of the words of ``spans``, to two decimals."""
    words, kinds = prose.words, prose.kinds
    shown = facts = length = 0
    for span in spans:
        for i in range(span.start, span.stop):
            shown |= kinds[i]
            facts |= words[i].facts
        length += span.stop - span.start
    asks = is_question(prose, spans[-1].stop)
    return _logistic(shown & _SHOWN, facts, stance, asks, length < SHORT_WORDS)


def is_question(prose: Prose, stop: int) -> bool:
    """Whether the last mark of the words, or the mark right after them, asks."""
    words = prose.words
    return words[stop - 1].text in _QUESTION_MARKS or (
        stop < len(words) and words[stop].text[:1] in _QUESTION_MARKS
    )


@lru_cache(maxsize=20_000)
def _logistic(shown: int, facts: int, stance: Stance, asks: bool, short: bool) -> float:  # noqa: FBT001 - features
    """Add up and squash; news repeats its features more than its words, so it is remembered."""
    total = BASE + STANCES[stance][0] + QUESTION * asks + SHORT * short
    total += sum(weight for _, kinds, known, weight, _ in WEIGHTS if shown & kinds or facts & known)
    return round(1 / (1 + exp(-total)), 2)
