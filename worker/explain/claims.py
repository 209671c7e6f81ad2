"""The steps that made a claim: its cue, rule, end, speaker, stance, time, nesting and scores.

The figures are those of ``enrich``: a test multiplies and adds them up again for every example
of the packs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from worker.enrich import checkworthy, confidence, stance
from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Range
from worker.enrich.rules import Trial
from worker.enrich.speakers import Placed
from worker.enrich.statement import Statement
from worker.event import Claim, Speaker
from worker.explain.explanation import ClaimExplained, Step
from worker.explain.refusals import refusals
from worker.explain.words import PARTS

_OF_NO_CUE = {
    "label": "NAME: words",
    "signature": "words - NAME",
    "floating-quotation": "a quotation that stands alone stays with the speaker before",
}


class Trials:
    """The trials of a field, by what they found and where their cues stand."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        trials = list(trials)
        self.starts = {trial.site.start for trial in trials}
        # A statement may have grown since, and a relay has the noun behind its verb for cue.
        self._found = {
            (trial.statement.site.start, trial.statement.rule): trial
            for trial in trials
            if trial.statement and trial.statement.site
        }

    def of(self, statement: Statement) -> Trial | None:
        """Return the trial that ``statement`` came of."""
        site = statement.site
        return self._found.get((site.start, statement.rule)) if site else None


def explained(
    placed: Placed, sieve: str, claim: Claim, speaker: Speaker | None, trials: Trials
) -> ClaimExplained:
    """Return ``claim`` with what made it."""
    statement = placed.statement
    trial = trials.of(statement)
    steps = [
        *_cue(placed.prose, statement),
        Step(step="rule", told=statement.rule),
        Step(step="end", told=_end(placed.prose, statement, trials)),
        Step(step="speaker", told=_speaker(sieve, speaker)),
        Step(step="stance", told=_stance(placed.prose, statement, claim)),
        *_time_and_nesting(claim),
        Step(
            step="confidence",
            told=f"{claim.confidence:.2f}",
            parts=[f"{factor:.2f} {why}" for factor, why in factors(placed, claim)],
        ),
        *_checkworthy(placed, claim),
    ]
    refused = refusals(trial) if trial else []
    return ClaimExplained(claim=claim, speaker=speaker, steps=steps, refused=refused)


def _cue(prose: Prose, statement: Statement) -> Iterator[Step]:
    site = statement.site
    if site is None:
        yield Step(step="cue", told=f"none: {_OF_NO_CUE[statement.rule]}")
        return
    form, words = site.form, prose.said(Range(site.start, site.stop))
    takes = ", ".join(form.cue.takes) or "nothing"
    yield Step(
        step="cue",
        told=f"“{words}”: {PARTS[form.part]} of “{form.cue.lemma}”, takes {takes}",
    )


def _end(prose: Prose, statement: Statement, trials: Trials) -> str:
    """Say what ended the last words of a claim, as far as what stands behind them tells."""
    content, kinds = statement.spans[-1], prose.kinds
    quotation = prose.quotation(content.start)
    if quotation is not None and content.stop == quotation.stop:
        return "with its quotation" + ("" if quotation.closed else ", which nothing closes")
    stop = prose.sentence(content.start).stop
    i = content.stop
    while i < stop and kinds[i] & k.MARK:
        i += 1
    if i >= stop:
        return "with its sentence"
    word = prose.words[i].text
    if statement.site is not None and content.stop <= statement.site.start:
        return f"before its cue or source, at “{word}”"
    if kinds[i] & k.AFTERTHOUGHT:
        return f"before “{word}”, which opens the writer's own words"
    if not trials.starts.isdisjoint((i, i + 1)):
        return f"before “{word}”, where another cue goes on"
    if kinds[i] & k.SUBORDINATOR:
        return f"before “{word}”, which opens a clause of contrast with a cue of its own"
    return f"before “{word}”"


def _speaker(sieve: str, speaker: Speaker | None) -> str:
    if speaker is None:
        return sieve
    role = f", “{speaker.role}”" if speaker.role and speaker.role != speaker.name else ""
    return f"“{speaker.name}”{role}: {sieve}"


def _stance(prose: Prose, statement: Statement, claim: Claim) -> str:
    of_cue = statement.site.form.cue.stance if statement.site else "assert"
    if claim.stance == of_cue:
        return f"{claim.stance}, {'of the cue' if statement.site else 'since no cue says more'}"
    if statement.rule == "label" and claim.stance == "ask":
        return "ask: a question mark ends the words"
    start, stop = statement.spans[0].start, statement.spans[0].stop
    for word in prose.words[start : min(stop, start + stance.REACH)]:
        if prose.lexicon.openings.get(word.folded) == claim.stance:
            return f"{claim.stance}: the cue is neutral, and “{word.text}” is among the first words"
    return f"{claim.stance}: the cue is neutral, and its subject opens the claim with a future verb"


def _time_and_nesting(claim: Claim) -> Iterator[Step]:
    if claim.time:
        yield Step(step="time", told=f"“{claim.time.text}” = {claim.time.date or 'no date'}")
    if claim.within:
        yield Step(step="nesting", told=f"its cue stands in the words of {claim.within}")


def factors(placed: Placed, claim: Claim) -> Iterator[tuple[float, str]]:
    """Yield what the confidence of a claim is the product of, and why."""
    statement = placed.statement
    yield placed.prose.lexicon.pack.confidence[statement.rule], f"of {statement.rule}, as counted"
    if claim.within:
        yield confidence.NESTED, "inside another claim"
    if sum(span.stop - span.start for span in statement.spans) <= confidence.SHORT_WORDS:
        yield confidence.SHORT, f"up to {confidence.SHORT_WORDS} words"
    if claim.speaker is None:
        yield confidence.NOBODY, "nobody is known to speak"
    elif statement.mention is None:
        yield confidence.CARRIED, "the speaker is carried over"


def _checkworthy(placed: Placed, claim: Claim) -> Iterator[Step]:
    if claim.checkworthy is not None:
        parts = [f"{weight:+.1f} {why}" for weight, why in features(placed, claim)]
        yield Step(step="checkworthy", told=f"{claim.checkworthy:.2f}", parts=parts)


def features(placed: Placed, claim: Claim) -> Iterator[tuple[float, str]]:
    """Yield the weights that the check-worthiness of a claim is made of, and their features."""
    prose, spans = placed.prose, placed.statement.spans
    places = [i for span in spans for i in range(span.start, span.stop)]
    yield checkworthy.BASE, "base"
    for name, kinds, facts, weight, _ in checkworthy.WEIGHTS:
        shown = [
            prose.words[i].text
            for i in places
            if prose.kinds[i] & kinds or prose.words[i].facts & facts
        ]
        if shown:
            yield weight, f"{name}: “{', '.join(dict.fromkeys(shown))}”"
    yield checkworthy.STANCES[claim.stance][0], f"stance {claim.stance}"
    if checkworthy.is_question(prose, spans[-1].stop):
        yield checkworthy.QUESTION, "question mark at the end"
    if len(places) < checkworthy.SHORT_WORDS:
        yield checkworthy.SHORT, f"under {checkworthy.SHORT_WORDS} words"
