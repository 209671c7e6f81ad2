"""The rules, in the order in which they are tried; the first that answers has the cue.

Each is a plain function from a frame (a cue with its surroundings) to a statement or None; the
table says which cues it is tried for. What the words are is data of the packs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich.prose import Prose, Site
from worker.enrich.rules.attribution import according_to, aside, content_before
from worker.enrich.rules.complement import cue_bare, cue_colon, cue_complement, cue_phrase
from worker.enrich.rules.floating import floating
from worker.enrich.rules.labelled import labelled
from worker.enrich.rules.quoted import cue_quotation, quotation_before
from worker.enrich.rules.relay import relay
from worker.enrich.statement import Frame, Statement
from worker.enrich.table import Form
from worker.packs.schema import Content

Find: TypeAlias = Callable[[Frame], Statement | None]
Finders: TypeAlias = tuple[Find, ...]
FOUND: Final = "found"
UNFOUND: Final = "every rule that was asked has refused"
TAKEN: Final = "it stands between another cue and its content, and only tells how that was said"
CROWDED: Final = "the sentence has too many cues; it is taken for a list of words"
DENIED: Final = "the cue is denied, so that nothing was said"
WORDING: Final = "what it says is part of the wording of another claim"


@mypyc_attr(acyclic=True)
class Trial:
    """What became of one cue, for those who ask for it."""

    __slots__ = ("asked", "marked", "site", "statement", "verdict")

    def __init__(self, site: Site) -> None:
        self.site: Final = site
        self.marked = False
        """Whether a marker opens the content: a complementizer, a quotation mark or a colon."""
        self.asked: list[tuple[Find, str]] = []
        """The rules that were asked and have refused, with the reason of each."""
        self.statement: Statement | None = None
        self.verdict: str = UNFOUND
        """``FOUND``, or why the cue has no statement."""


class Rule(NamedTuple):
    """A rule, and the cues that it is tried for."""

    name: str
    """What ``evidence`` calls it."""
    find: Find
    parts: tuple[str, ...] = ("finite", "passive", "participle", "noun", "source", "aside")
    """What the form of the cue may be."""
    takes: Content | None = None
    """What the cue must take."""
    marked: bool | None = None
    """Whether a marker must open the content, or none may."""


RULES: Final = (
    Rule("relay", relay, ("finite", "passive", "participle", "source", "aside")),
    Rule("according-to", according_to, ("finite", "source")),
    Rule("aside", aside, ("aside",)),
    Rule(
        "quotation-cue",
        quotation_before,
        ("finite", "passive", "participle", "noun"),
        "quotation",
    ),
    Rule("cue-quotation", cue_quotation, takes="quotation", marked=True),
    Rule("cue-complement", cue_complement, takes="clause", marked=True),
    Rule("cue-colon", cue_colon, marked=True),
    Rule("content-cue", content_before, ("finite",), "bare", marked=False),
    Rule("cue-bare", cue_bare, ("finite", "participle")),
    Rule("cue-phrase", cue_phrase, ("finite", "passive", "participle"), "phrase"),
)
_TRIED: Final[tuple[dict[Form, Finders], dict[Form, Finders]]] = ({}, {})
"""The rules for the forms of cues that were met, without a marker and with one."""
UNSAID: Final = ("assert", "announce", "warn", "promise", "describe")
"""Stances whose denied cue says that nothing was said: he did not say whether."""
_OVER_NOUNS: Final = frozenset(("relay", "cue-complement", "cue-quotation", "cue-colon"))
"""Rules whose cue owns the nouns of speech before its content: said in a statement that."""
MOST_IN_A_SENTENCE: Final = 12
"""Statements; more cues are a list of words, and each would hold the rest of the sentence."""
MOST_TRIED: Final = 30
"""Cues of a sentence that are tried, whether or not they have a statement."""
REACH: Final = 12
"""Cues after this one that may end its clause."""


def statements(prose: Prose, trials: list[Trial] | None = None) -> list[Statement]:
    """Return the statements of a prose, in the order of their cues.

    Where there are ``trials``, what becomes of each cue is added to them.
    """
    found: list[Statement] = []
    sites = prose.sites
    taken, sentence, within, end, last = -1, None, 0, 0, 0
    for n, site in enumerate(sites):
        if site.sentence is not sentence:
            sentence, within, last = site.sentence, 0, n + MOST_TRIED
            while end < len(sites) and sites[end].sentence is sentence:
                end += 1
        trial = None if trials is None else Trial(site)
        if trials is not None and trial is not None:
            trials.append(trial)
        if site.start < taken or within == MOST_IN_A_SENTENCE or n > last:
            if trial is not None:
                trial.verdict = TAKEN if site.start < taken else CROWDED
            continue
        following = sites[n + 1 : min(n + 1 + REACH, end)]
        statement = _statement(Frame(prose, site, following, found), trial)
        if statement is not None:
            found.append(statement)
            within += 1
            if statement.rule in _OVER_NOUNS:
                taken = statement.spans[0].start
    return floating(prose, labelled(prose, found))


def _statement(frame: Frame, trial: Trial | None) -> Statement | None:
    """Return what the first rule that answers says of a cue."""
    if frame.negated and frame.form.cue.stance in UNSAID:
        if trial is not None:
            trial.verdict = DENIED
        return None
    form, marked = frame.form, frame.marker is not None
    if trial is not None:
        trial.marked = marked
    tried = _TRIED[marked].get(form)
    if tried is None:
        tried = _TRIED[marked][form] = _tried(form, marked=marked)
    for find in tried:
        statement = find(frame)
        if statement is not None:
            wording = _part_of_another(frame, statement)
            if trial is not None:
                trial.statement, trial.verdict = statement, WORDING if wording else FOUND
            return None if wording else statement
        if trial is not None:
            trial.asked.append((find, frame.refusal))
    return None


def _tried(form: Form, *, marked: bool) -> Finders:
    """Return the rules that are tried for a form of a cue."""
    return tuple(
        rule.find
        for rule in RULES
        if form.part in rule.parts
        and (rule.takes is None or rule.takes in form.cue.takes)
        and rule.marked in (None, marked)
    )


def _part_of_another(frame: Frame, statement: Statement) -> bool:
    """Whether a statement inside the content of another is no more than its wording.

    What somebody said holds wishes and judgements ("said the court backs the plan") and their
    own thoughts ("said he believes it will"): these are theirs to tell. What is left is what
    they said that somebody else said.
    """
    prose, at = frame.prose, frame.site.start
    if not prose.lexicon.subject_first:
        return False
    if not _is_inside(at, frame.before[-3:]):
        return False
    mention = statement.mention
    own = mention is None or bool(prose.kinds[mention.start] & k.PRONOUN)
    return statement.rule == "cue-phrase" or (own and statement.rule in _CLAUSES)


def _is_inside(at: int, statements: list[Statement]) -> bool:
    for statement in statements:
        for span in statement.spans:
            if span.start <= at < span.stop:
                return True
    return False


_CLAUSES: Final = frozenset(("cue-bare", "cue-complement", "cue-colon"))
