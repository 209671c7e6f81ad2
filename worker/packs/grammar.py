"""The shape of ``grammar.toml``."""

from __future__ import annotations

from worker.event import Stance
from worker.packs.strict import Forms, Strict


class Grammar(Strict, frozen=True, kw_only=True):
    """Closed word classes."""

    complementizers: Forms
    """Open a claim, and are no part of it where they stand alone."""
    complementizer_clitics: Forms = []
    """Complementizers joined to their subject, which the claim keeps: *innahu*, *annaha*."""
    relatives: Forms
    coordinators: Forms
    subordinators: Forms
    """Begin a clause that is not the claim's: ``while``, *baynama*."""
    prepositions: Forms
    links: Forms
    """Prepositions that may stand inside a phrase that names a source: director *of* …"""
    negations: Forms
    auxiliaries: Forms
    """Stand between subject and cue, or before both: ``has``, ``had been``, *kana*, *qad*."""
    adverbs: Forms
    """May stand between subject and cue, or between cue and content."""
    determiners: Forms
    definite: Forms = []
    """Those determiners that say that the noun is known: the."""
    articles: Forms = []
    """Determiners that need a noun: no verb stands right after one."""
    demonstratives: Forms = []
    same: Forms = []
    """Say after a noun that it is the one from before: *dhātuhu*."""
    masculine_pronouns: Forms
    feminine_pronouns: Forms
    neuter_pronouns: Forms = []
    """Of things and organisations: it."""
    plural_pronouns: Forms
    first_pronouns: Forms = []
    channels: Forms
    """Nouns for the way it was said: statement, interview, *bayan*."""
    masculine_suffixes: Forms = []
    """Joined pronouns, by which a complementizer or a cue noun names its owner's gender."""
    feminine_suffixes: Forms = []
    plural_suffixes: Forms = []
    as_words: Forms = []
    """Right before a finite cue, they make the words before it, or after its clause, the claim:
    "as the ministry announced"."""
    afterthoughts: Forms = []
    """Open the writer's own words after a claim: in reply to, *wa-dhalika*."""
    openings: dict[Stance, Forms] = {}
    """Words among the first of a claim that give it a stance where its cue is neutral: he said
    that they *must* …"""
    transitions: Forms = []
    """Stand before a verb-first cue and name no one: *min jihatihi*."""
