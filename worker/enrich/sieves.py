"""Which earlier speaker a mention stands for: one sieve a function, None where it can't tell.

``recent`` are the speakers who spoke lately, the last one first.
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich.aliases import is_acronym, same_in_other_script
from worker.enrich.entity import Entity
from worker.enrich.named import Named
from worker.enrich.occurrences import FARTHEST
from worker.enrich.prose import Prose
from worker.enrich.told import Told

_AGAIN: Final = k.TITLE | k.ORGANISATION | k.UNNAMED
"""Heads of descriptions that may stand for whoever spoke last."""
_PROPER: Final = k.PLACE | k.OUTLET | k.NAME | k.CAPITAL


def same_name(recent: list[Entity], phrase: Told) -> Entity | None:
    """Take Peskov for Dmitry Peskov: the words of one are all in the other."""
    tokens, kind = phrase.tokens, phrase.named.kind
    described = phrase.named.name is None or kind != "person"
    count = len(tokens)
    for entity in recent:
        theirs = entity.tokens
        if not (tokens <= theirs if count <= len(theirs) else theirs <= tokens):
            continue
        if count == len(theirs) and entity.kind != "group":
            return entity
        if count:
            shorter = count == 1 and bool(theirs)
            if entity.kind == "person" and entity.named and (shorter or not described):
                return entity
            if kind == entity.kind != "person":
                return entity
    return None


def same(recent: list[Entity], entity: Entity) -> Entity | None:
    """Take a speaker whose full name has been found for the one who has it already."""
    for other in recent:
        if other.kind == entity.kind and other.tokens == entity.tokens:
            return other
    return None


def same_head(recent: list[Entity], phrase: Told) -> Entity | None:
    """Take the minister for the minister who spoke before."""
    if phrase.named.name is not None and phrase.named.kind == "person":
        return None
    for entity in recent:
        if phrase.head == entity.head and entity.fits(phrase.tokens):
            return entity
        if phrase.head in entity.ranks and len(phrase.tokens) == 1:
            return entity
    return None


def otherwise_spelt(recent: list[Entity], phrase: Told, prose: Prose) -> Entity | None:
    """Take a name in another script, or an acronym, for what it is short for or spelt like."""
    if phrase.named.name is None:
        return None
    name, kind = phrase.name, phrase.named.kind
    classes = prose.lexicon.pack.script.skeleton
    latin = name.isascii()
    for entity in recent:
        if entity.kind == kind == "person":
            if entity.name.isascii() != latin and same_in_other_script(name, entity.name, classes):
                return entity
        elif entity.kind != "person" and (
            name in entity.aliases or is_acronym(name, entity.name) or is_acronym(entity.name, name)
        ):
            return entity
    return None


def again(recent: list[Entity], prose: Prose, named: Named) -> Entity | None:
    """Take a bare description (the official) that no one shares for whoever spoke last."""
    words = named.whole
    kind = prose.kinds[words.start]
    if kind & _PROPER or not kind & _AGAIN or (named.name and named.kind == "person"):
        return None
    agreeing = [entity for entity in recent if entity.agrees(named.gender)]
    same = next((i for i in range(words.start, words.stop) if prose.kinds[i] & k.SAME), None)
    if same is not None:
        own = _own(prose, kind, same)
        return next((e for e in agreeing if e.kind in own), None)
    rest = prose.kinds[words.start + 1 : words.stop]
    if not named.definite or any(not other & k.ATTRIBUTE for other in rest):
        return None
    if kind & k.UNNAMED:
        return next((e for e in agreeing if e.kind in ("person", "unnamed")), None)
    if rest:
        return None
    if kind & k.ORGANISATION:
        return next((e for e in agreeing if e.kind == "organisation" and not e.headed), None)
    return next((e for e in agreeing if e.kind == "person" and e.named and not e.role), None)


def named_now(last: Entity, entity: Entity, prose: Prose, named: Named) -> Entity | None:
    """Take a full name that is new and has no role for whoever spoke last, named by role only.

    The minister said … Jane Roe added. Where capitals tell names, a role seldom stands alone.
    """
    if prose.lexicon.capitals or last.kind != "person" or last.role is None:
        return None
    name = named.name
    if name is None or named.role or entity.role or entity.kind != "person":
        return None
    if len(entity.tokens) < FULL_NAME or not last.agrees(named.gender):
        return None
    start, end = prose.offsets(name)
    earlier = prose.text.find(prose.text[start:end], max(start - FARTHEST, 0), start)
    return last if earlier < 0 else None


FULL_NAME: Final = 2
"""Words of a full name."""


def _own(prose: Prose, kind: int, same: int) -> tuple[str, ...]:
    """Return the kinds of speaker that a noun with ``same`` may be: sources are no person."""
    if kind & k.ORGANISATION:
        return ("organisation",)
    feminine = tuple(prose.lexicon.pack.grammar.feminine_suffixes)
    sources = kind & k.UNNAMED and not kind & k.ROLE
    if sources and prose.words[same].text.endswith(feminine):
        return ("unnamed", "group", "organisation")
    return ("person", "unnamed")


def of_pronoun(recent: list[Entity], kind: int, gender: str) -> Entity | None:
    """Take a pronoun for the last person of that gender, or the last who are no person."""
    if kind & k.NEUTER_PRONOUN:
        return next((e for e in recent if e.kind == "organisation"), None)
    if kind & k.PLURAL_PRONOUN:
        return next((e for e in recent if e.kind != "person"), None)
    return next((e for e in recent if e.kind == "person" and e.agrees(gender)), None)


def carried_over(recent: list[Entity], agreement: str) -> Entity | None:
    """Take the last speaker who agrees with the verb, where nobody is named."""
    if agreement == "p":
        for kind in ("group", "organisation", "unnamed"):
            found = next((e for e in recent if e.kind == kind), None)
            if found is not None:
                return found
        return None
    return next((e for e in recent if e.agrees(agreement)), recent[0] if recent else None)
