"""The values: what an article's claims owe to which rule, and why sentences gave none."""

from __future__ import annotations

from msgspec import Struct

from worker.event import Claim, Field, Speaker


class Refusal(Struct, frozen=True, kw_only=True):
    """A rule that did not answer."""

    rule: str
    asked: bool
    """Whether it was asked at all: its table may leave out this form, cue or content."""
    why: str


class Step(Struct, frozen=True, kw_only=True):
    """What a step made of a claim."""

    step: str
    """cue, rule, end, speaker, stance, time, nesting, confidence, checkworthy."""
    told: str
    parts: list[str] = []
    """What adds up to it, where that is of several parts."""


class ClaimExplained(Struct, frozen=True, kw_only=True):
    """A claim, the steps that made it, and the rules that were asked before its own."""

    claim: Claim
    speaker: Speaker | None
    steps: list[Step]
    refused: list[Refusal]


class CueSeen(Struct, frozen=True, kw_only=True):
    """A word of the pack's cues in a sentence."""

    text: str
    lemma: str
    form: str
    """Such as: verb."""
    why: str
    """Why it gave no claim."""
    refused: list[Refusal]


class QuotationSeen(Struct, frozen=True, kw_only=True):
    """A quotation in a sentence that gave no claim."""

    text: str
    why: str


class WordSeen(Struct, frozen=True, kw_only=True):
    """A word or mark, and its classes in the pack."""

    text: str
    classes: list[str]


class SentenceExplained(Struct, frozen=True, kw_only=True):
    """A sentence, and what was seen in it."""

    field: Field
    text: str
    claims: list[str]
    """The ids of claims that have their cue or words in it."""
    cues: list[CueSeen]
    """Those that gave no claim."""
    quotations: list[QuotationSeen]
    words: list[WordSeen]


class Explanation(Struct, frozen=True, kw_only=True):
    """All of an article."""

    source_id: str
    title: str
    language: str
    claims: list[ClaimExplained]
    sentences: list[SentenceExplained]
    """All sentences, in the order of text and title."""
