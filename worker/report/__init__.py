"""What a period of events comes to: who said how much, where, when, about whom, and what changed.

Owns the figures of a report. ``Period`` takes the events one by one, in the order in which they
were published; ``figures`` counts what it holds.

Rule: an article counts once, by its last revision; the revisions before only tell what was
corrected. Speakers of several articles are one voice where a watch list gave both the same
entity, else where name and kind are the same as they fold. Nothing else joins them, so that
namesakes are one voice, and nobody is guessed.

Contract: pure; the same events in the same order give the same figures. Memory grows by less
than two kilobytes a claim, and a period of more than ``MOST_CLAIMS`` is refused.
"""

from __future__ import annotations

from worker.report.corrections import Correction, Piece, compared
from worker.report.figures import Day, Figures, Pair, Statement, Tally, Totals, figures
from worker.report.period import MOST_CLAIMS, Period
from worker.report.said import Said, Story
from worker.report.statements import ALIKE
from worker.report.voices import Voice
from worker.report.words import Words

__all__ = [
    "ALIKE",
    "MOST_CLAIMS",
    "Correction",
    "Day",
    "Figures",
    "Pair",
    "Period",
    "Piece",
    "Said",
    "Statement",
    "Story",
    "Tally",
    "Totals",
    "Voice",
    "Words",
    "compared",
    "figures",
]
