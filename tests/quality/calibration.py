"""How often claims are right: by rule, by confidence, and by plain features.

A claim is right where its words and its speaker are. Claims that count neither way are left
out. Precision must rise with confidence; the features say what a confidence should heed beside
the rule: ``lift`` is how much more often such claims are right than their rules are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tests.quality.score import Given, Scored

WIDTH = 0.05
"""Width of a bin of confidence."""
LENGTHS = (3, 6, 12, 25, 50)
"""Words of the content: up to each of these, and more."""
LONG_MENTION = 6
"""Words of a mention: so many, or more."""


class Verdict(Struct, frozen=True, kw_only=True):
    """A claim that counts."""

    given: Given
    found: bool
    """Its words are a statement's."""
    right: bool
    """And its speaker is right."""


class Share(Struct, frozen=True, kw_only=True):
    """Claims of one sort."""

    name: str
    claims: int
    found: float
    right: float
    lift: float = 0.0


def verdicts(articles: Iterable[Scored]) -> list[Verdict]:
    """Return every claim that counts."""
    found: list[Verdict] = []
    for scored in articles:
        found += [Verdict(given=p.given, found=True, right=p.right) for p in scored.pairs]
        found += [Verdict(given=given, found=False, right=False) for given in scored.false]
    return found


def by_rule(claims: list[Verdict]) -> list[Share]:
    """Return a share for each rule, the most frequent first."""
    groups = _grouped((v.given.claim.evidence, v) for v in claims)
    return sorted((_share(name, group) for name, group in groups.items()), key=lambda s: -s.claims)


def by_confidence(claims: list[Verdict]) -> list[Share]:
    """Return a share for each bin of confidence, the lowest first."""
    groups = _grouped((_bin(v.given.claim.confidence), v) for v in claims)
    return [_share(name, groups[name]) for name in sorted(groups)]


def order(claims: list[Verdict]) -> float:
    """Return how often a right claim has more confidence than a wrong one; 0.5 is chance."""
    good = [v.given.claim.confidence for v in claims if v.right]
    bad = [v.given.claim.confidence for v in claims if not v.right]
    won = sum((g > b) + (g == b) / 2 for g in good for b in bad)
    return won / (len(good) * len(bad)) if good and bad else 0.5


def distance(claims: list[Verdict]) -> float:
    """Return how far confidence is from the share right, bin by bin, on average over claims."""
    total = 0.0
    for group in _grouped((_bin(v.given.claim.confidence), v) for v in claims).values():
        promised = sum(v.given.claim.confidence for v in group)
        total += abs(promised - sum(v.right for v in group))
    return total / len(claims) if claims else 0.0


def by_feature(claims: list[Verdict], least: int) -> list[Share]:
    """Return a share for each feature, and for each within its rule, of ``least`` claims."""
    rules = {share.name: share.right for share in by_rule(claims)}
    groups = _grouped(
        (name, v)
        for v in claims
        for feature in _features(v.given)
        for name in (feature, f"{feature} · {v.given.claim.evidence}")
    )
    return [
        _share(name, groups[name], rules) for name in sorted(groups) if len(groups[name]) >= least
    ]


def _features(given: Given) -> Iterator[str]:
    claim = given.claim
    yield f"field {claim.field}"
    yield f"kind {claim.kind}"
    yield f"stance {claim.stance}"
    yield f"speaker {given.speaker.kind if given.speaker else 'none'}"
    yield f"named {'here' if claim.mention else 'carried' if claim.speaker else 'nowhere'}"
    if claim.mention:
        yield f"mention words {min(claim.mention.text.count(' ') + 1, LONG_MENTION)}"
    yield f"nested {claim.within is not None}"
    yield f"spans {len(claim.spans)}"
    words = len(given.words)
    yield "words " + next((f"≤ {n:>2}" for n in LENGTHS if words <= n), f"> {LENGTHS[-1]}")
    if claim.cue:
        yield f"cue {claim.cue.lemma}"


def _bin(confidence: float) -> str:
    low = min(int(confidence / WIDTH + 1e-9) * WIDTH, 1 - WIDTH)
    return f"{low:.2f} to {low + WIDTH:.2f}"


def _grouped(named: Iterable[tuple[str, Verdict]]) -> dict[str, list[Verdict]]:
    groups: defaultdict[str, list[Verdict]] = defaultdict(list)
    for name, verdict in named:
        groups[name].append(verdict)
    return dict(groups)


def _share(name: str, claims: list[Verdict], rules: dict[str, float] | None = None) -> Share:
    right = sum(v.right for v in claims) / len(claims)
    expected = sum(rules[v.given.claim.evidence] for v in claims) / len(claims) if rules else right
    return Share(
        name=name,
        claims=len(claims),
        found=sum(v.found for v in claims) / len(claims),
        right=right,
        lift=right - expected,
    )
