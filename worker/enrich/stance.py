"""What a speaker does in a claim: asserts, denies, demands and so on.

The cue's class tells; where it is neutral (said, added), a word at the beginning of the claim
may: *he said they must*, *she said she had never*.
"""

from __future__ import annotations

from typing import Final

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
    return stance


def _asks(prose: Prose, statement: Statement) -> bool:
    """Whether a question mark ends the words behind a label."""
    stop = statement.spans[-1].stop
    return stop < len(prose.words) and prose.words[stop].text in QUESTION_MARKS
