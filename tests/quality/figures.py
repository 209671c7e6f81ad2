"""Scored articles → figures with names, in the order in which they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.quality.score import Asked, Pair, Scored, right
from tests.quality.words import Words, fold

Figures = dict[str, float]

COUNTS = ("articles", "gold statements", "claims")
"""Figures that are numbers of things; all others are shares."""
KINDS = ("direct", "mixed", "indirect", "implicit speaker")


def figures(articles: Iterable[Scored]) -> Figures:
    """Return every figure that the articles ask for."""
    n: Counter[str] = Counter()
    for scored in articles:
        n["articles"] += 1
        n["gold"] += len(scored.pairs) + len(scored.missed)
        n["claims"] += len(scored.pairs) + len(scored.false)
        _count_kinds(scored, n)
        _count_words(scored, n)
        for pair in scored.pairs:
            n["found"] += 1
            n["right"] += pair.right
            for name, verdict in _details(pair):
                n[f"{name} asked"] += 1
                n[f"{name} right"] += verdict
    return _totals(n) | _by_kind(n) | _by_detail(n)


def _totals(n: Counter[str]) -> Figures:
    detection = _rate(n["found"], n["claims"]), _rate(n["found"], n["gold"])
    joint = _rate(n["right"], n["claims"]), _rate(n["right"], n["gold"])
    words = _rate(n["words good"], n["words given"]), _rate(n["words good"], n["words asked"])
    return {
        "articles": n["articles"],
        "gold statements": n["gold"],
        "claims": n["claims"],
        "detection P": detection[0],
        "detection R": detection[1],
        "detection F1": _f1(*detection),
        "joint P": joint[0],
        "joint R": joint[1],
        "joint F1": _f1(*joint),
        "word joint F1": _f1(*words),
        "speaker right | found": _rate(n["right"], n["found"]),
    }


def _by_kind(n: Counter[str]) -> Figures:
    given: Figures = {}
    for kind in KINDS:
        if asked := n[f"{kind} asked"]:
            given[f"{kind} R"] = n[f"{kind} found"] / asked
            given[f"{kind} joint R"] = n[f"{kind} right"] / asked
    return given


def _by_detail(n: Counter[str]) -> Figures:
    names = ("kind", "stance", "role", "cue", "speaker kind", "date")
    return {
        f"{name} right | found": n[f"{name} right"] / asked
        for name in names
        if (asked := n[f"{name} asked"])
    }


def _count_kinds(scored: Scored, n: Counter[str]) -> None:
    found = {id(pair.asked): pair.right for pair in scored.pairs}
    for asked in [pair.asked for pair in scored.pairs] + scored.missed:
        for kind in _kinds(asked):
            n[f"{kind} asked"] += 1
            n[f"{kind} found"] += id(asked) in found
            n[f"{kind} right"] += found.get(id(asked), False)


def _kinds(asked: Asked) -> list[str]:
    statement = asked.statement
    implicit = not statement.mention and bool(statement.keys)
    return [statement.kind, "implicit speaker"] if implicit else [statement.kind]


def _details(pair: Pair) -> Iterable[tuple[str, bool]]:
    """Yield what a statement that was found asks beyond words and speaker, and the verdict."""
    statement, claim, speaker = pair.asked.statement, pair.given.claim, pair.given.speaker
    yield "kind", claim.kind == statement.kind
    if statement.stance:
        yield "stance", claim.stance == statement.stance
    if statement.cue:
        asked, cue = fold(statement.cue), fold(claim.cue.text if claim.cue else "")
        yield "cue", bool(cue) and (cue in asked or asked in cue)
    if statement.date:
        yield "date", claim.time is not None and claim.time.date == statement.date
    if pair.right and speaker:
        if statement.role:
            yield "role", _same_role(statement.role, speaker.role or "")
        if statement.speaker_kind:
            yield "speaker kind", speaker.kind == statement.speaker_kind


def _same_role(asked: str, given: str) -> bool:
    """Return whether half of the words that either role has are in both."""
    one, other = set(fold(asked).split()), set(fold(given).split())
    return 2 * len(one & other) >= len(one | other)


def _count_words(scored: Scored, n: Counter[str]) -> None:
    """Count words: each word of a required statement belongs to its speaker."""
    asked = _all(a.words for a in scored.required)
    held = _all(a.words for a in scored.optional)
    n["words asked"] += len(asked)
    n["words given"] += len(_all(g.words for g in scored.given) - (held - asked))
    n["words good"] += len(
        _all(a.words & g.words for a in scored.required for g in scored.given if right(a, g))
    )


def _all(groups: Iterable[Words]) -> Words:
    return frozenset().union(*groups)


def _rate(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0
