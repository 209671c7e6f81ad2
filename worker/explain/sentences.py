"""What was seen in a sentence, and why it gave no claim, or not of all its cues and quotations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from worker.enrich import clauses, cues
from worker.enrich.prose import Prose, Range
from worker.enrich.quotations import Quotation
from worker.enrich.rules import FOUND, Trial
from worker.enrich.rules.floating import SHORTEST, alone
from worker.enrich.statement import Statement
from worker.enrich.table import Form
from worker.event import Field
from worker.explain.explanation import CueSeen, QuotationSeen, SentenceExplained
from worker.explain.refusals import refusals
from worker.explain.words import PARTS, seen

T = TypeVar("T")


def sentences(
    field: Field, prose: Prose, trials: Sequence[Trial], told: Sequence[tuple[str, Statement]]
) -> Iterator[SentenceExplained]:
    """Yield the sentences of a field; ``told`` are the ids and statements of its claims."""
    ranges = list(prose.sentences())
    starts = [words.start for words in ranges]
    tried = _by_sentence(starts, ((trial.site.start, trial) for trial in trials))
    unused = _by_sentence(starts, _unused(prose, trials))
    silent = _by_sentence(starts, _quotations(prose, [statement for _, statement in told]))
    claims = _by_sentence(starts, _places(starts, told))
    for n, words in enumerate(ranges):
        cues = filter(None, (_tried(prose, trial) for trial in tried[n]))
        yield SentenceExplained(
            field=field,
            text=prose.said(words).strip(),
            claims=list(dict.fromkeys(claims[n])),
            cues=[*cues, *unused[n]],
            quotations=silent[n],
            words=seen(prose, words),
        )


def _by_sentence(starts: Sequence[int], placed: Iterable[tuple[int, T]]) -> list[list[T]]:
    """Return for each sentence what is placed at its words."""
    found: list[list[T]] = [[] for _ in starts]
    for i, each in placed:
        found[bisect_right(starts, i) - 1].append(each)
    return found


def _places(
    starts: Sequence[int], told: Iterable[tuple[str, Statement]]
) -> Iterator[tuple[int, str]]:
    """Yield each claim at its cue, and at a word of each sentence that its words are in."""
    for identity, statement in told:
        if statement.site:
            yield statement.site.start, identity
        for span in statement.spans:
            yield span.start, identity
            first = bisect_right(starts, span.start)
            yield from ((starts[n], identity) for n in range(first, bisect_left(starts, span.stop)))


def _tried(prose: Prose, trial: Trial) -> CueSeen | None:
    if trial.verdict == FOUND:
        return None
    site = trial.site
    return CueSeen(
        text=prose.said(Range(site.start, site.stop)),
        lemma=site.form.cue.lemma,
        form=PARTS[site.form.part],
        why=trial.verdict,
        refused=refusals(trial),
    )


def _unused(prose: Prose, trials: Sequence[Trial]) -> Iterator[tuple[int, CueSeen]]:
    """Yield the words that may be a cue and are none where they stand."""
    inside = {i for trial in trials for i in range(trial.site.start, trial.site.stop)}
    for i in prose.candidates:
        word = prose.words[i]
        form = prose.form(i) if word.forms else word.form
        # Without a form it is the first word of a longer cue whose other words do not follow.
        if i in inside or form is None:
            continue
        yield (
            i,
            CueSeen(
                text=prose.said(Range(i, i + form.length)),
                lemma=form.cue.lemma,
                form=PARTS[form.part],
                why=_why_unused(prose, i, form),
                refused=[],
            ),
        )


def _why_unused(prose: Prose, i: int, form: Form) -> str:
    """Return why the form of a cue at ``i`` is no cue there: the order is that of ``Prose``."""
    word, kinds = prose.words[i], prose.kinds
    if prose.quotation(i) is not None:
        return "it stands in quotation marks, and quoted words are not read for cues"
    used = cues.as_used(word, kinds, i, form, capitals=prose.lexicon.capitals)
    if used is None:
        return "it is no verb of speech here: a noun, an attribute, or part of another entry"
    if used.opens and not prose.opens_clause(i, i + used.length):
        return "it counts only where it opens a clause or stands right before the content (opening)"
    return "it belongs to the cue before it, and tells how or what that one says"


def _quotations(
    prose: Prose, statements: Iterable[Statement]
) -> Iterator[tuple[int, QuotationSeen]]:
    """Yield the quotations that no statement has a word of."""
    claimed = bytearray(len(prose.words))
    for statement in statements:
        for span in statement.spans:
            claimed[span.start : span.stop] = b"\1" * (span.stop - span.start)
    for quotation in prose.quotations:
        inside = Range(quotation.start, quotation.stop)
        if inside.start < inside.stop and not any(claimed[inside.start : inside.stop]):
            seen_here = QuotationSeen(text=prose.said(inside), why=_why_silent(prose, quotation))
            yield inside.start, seen_here


def _why_silent(prose: Prose, quotation: Quotation) -> str:
    if not alone(prose, quotation.start, quotation.stop):
        return "no cue has it, and it is no sentence of its own: words beside it go on"
    content = clauses.trimmed(prose, quotation.start, quotation.stop)
    if content is None or content.stop - content.start < SHORTEST:
        return f"no cue has it, and it has fewer than {SHORTEST} words"
    return "no cue has it"
