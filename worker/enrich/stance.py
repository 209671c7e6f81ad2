"""What a speaker does in a claim: asserts, denies, demands and so on.

The cue's class tells; where it is neutral (said, added), a word at the beginning of the claim
may: *he said they must*, *she said she had never*.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.prose import Prose
from worker.enrich.statement import Statement
from worker.event import Stance

QUESTION_MARKS: Final = "?\u061f"
REACH: Final = 4
"""Words at the beginning of a claim that may give it its stance."""


def stance_of(prose: Prose, statement: Statement) -> Stance:
    """Return the stance of a statement."""
    stance: Stance = statement.site.form.cue.stance if statement.site else "assert"
    if statement.rule == "label" and _asks(prose, statement):
        return "ask"
    if stance != "assert":
        return stance
    openings = prose.lexicon.openings
    start, stop = statement.spans[0].start, statement.spans[0].stop
    for word in prose.words[start : min(stop, start + REACH)]:
        if word.folded in openings:
            return openings[word.folded]
    return "promise" if _commits(prose, start, stop) else stance


def _commits(prose: Prose, start: int, stop: int) -> bool:
    """Whether a claim opens with its subject joined to the complementizer, and a future verb.

    *Akkada annahu sa-yadfaʿ*: he affirmed that he will pay.
    """
    if start + 1 >= stop or not prose.kinds[start] & k.CLITIC_COMPLEMENTIZER:
        return False
    future = bool(prose.words[start + 1].facts & k.FUTURE)
    return future and not prose.kinds[start + 1] & (k.NEGATION | k.AUXILIARY)


def _asks(prose: Prose, statement: Statement) -> bool:
    """Whether a question mark ends the words behind a label."""
    stop = statement.spans[-1].stop
    return stop < len(prose.words) and prose.words[stop].text in QUESTION_MARKS
