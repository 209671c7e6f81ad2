"""The scorer itself: which claims are right, which count neither way, and what figures say."""

from __future__ import annotations

import pytest

from tests.quality import calibration
from tests.quality.errors import errors
from tests.quality.figures import figures
from tests.quality.gold import Marked, Statement
from tests.quality.score import Scored, score
from worker.article import Article, Outlet
from worker.event import Claim, Event, Mention, Passage, Span, Speaker

TEXT = "Ada Brandt said the bridge was old and would close in May. Cy Lund said no, he had asked twice."
BRIDGE = "the bridge was old and would close in May"
ASKED = "he had asked twice"


def _spans(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _statement(
    claim: str, *, keys: tuple[str, ...] = ("Brandt",), optional: bool = False
) -> Statement:
    return Statement(spans=[_spans(claim)], claim=[claim], keys=list(keys), optional=optional)


def _claim(words: str, speaker: str | None) -> Claim:
    start, end = _spans(words)
    named = TEXT.index(speaker) if speaker else 0
    return Claim(
        id="c",
        speaker=speaker,
        field="text",
        kind="indirect",
        stance="assert",
        text=words,
        spans=[Span(start, end)],
        quotes=[],
        cue=None,
        mention=Passage(text=speaker, start=named, end=named + len(speaker)) if speaker else None,
        time=None,
        within=None,
        evidence="a-rule",
        confidence=0.9,
        checkworthy=None,
    )


def _event(claims: list[Claim], text: str = TEXT) -> Event:
    article = Article(
        id="1",
        source_id="1",
        revision="1",
        url=None,
        canonical_url=None,
        title="",
        text=text,
        language="en",
        authors=[],
        published_at=None,
        source=Outlet(),
        fingerprint="1",
    )
    names = sorted({claim.speaker for claim in claims if claim.speaker})
    speakers = [
        Speaker(
            id=name,
            name=name,
            kind="person",
            role=None,
            organisation=None,
            aliases=[],
            entity=None,
            mentions=[Mention(field="text", start=0, end=1)],
        )
        for name in names
    ]
    return Event(id="1", article=article, speakers=speakers, claims=claims, packs={})


def _scored(statements: list[Statement], claims: list[Claim]) -> Scored:
    marked = Marked(id="1", language="en", text=TEXT, statements=statements)
    return score(marked, _event(claims))


@pytest.mark.parametrize(
    ("name", "statement", "claims", "fate"),
    [
        ("the same words", _statement(BRIDGE), [(BRIDGE, "Ada Brandt")], (1, 1, 0, 0)),
        ("another speaker", _statement(BRIDGE), [(BRIDGE, "Cy Lund")], (1, 0, 0, 0)),
        ("no speaker where there is one", _statement(BRIDGE), [(BRIDGE, None)], (1, 0, 0, 0)),
        (
            "half of the words",
            _statement(BRIDGE),
            [("the bridge was old and", "Ada Brandt")],
            (1, 1, 0, 0),
        ),
        ("less than half", _statement(BRIDGE), [("close in May", "Cy Lund")], (0, 0, 1, 1)),
        ("nothing found", _statement(BRIDGE), [], (0, 0, 1, 0)),
        (
            "told in two claims",
            _statement(BRIDGE),
            [("the bridge was old and", "Ada Brandt"), ("would close in May", "Ada Brandt")],
            (1, 1, 0, 0),
        ),
        (
            "the second of another speaker",
            _statement(BRIDGE),
            [("the bridge was old and", "Ada Brandt"), ("would close in May", "Cy Lund")],
            (1, 1, 0, 1),
        ),
        (
            "inside an optional statement",
            _statement(BRIDGE, optional=True),
            [("close in May", "Cy Lund")],
            (0, 0, 0, 0),
        ),
        ("no source, no speaker", _statement(ASKED, keys=()), [(ASKED, None)], (1, 1, 0, 0)),
        (
            "no source, an invented speaker",
            _statement(ASKED, keys=()),
            [(ASKED, "Cy Lund")],
            (1, 0, 0, 0),
        ),
    ],
)
def test_a_claim_is_right_missed_or_false(
    name: str,
    statement: Statement,
    claims: list[tuple[str, str | None]],
    fate: tuple[int, int, int, int],
) -> None:
    """Found, right, missed and false are counted as the head of ``score.py`` says."""
    scored = _scored([statement], [_claim(*claim) for claim in claims])
    right = sum(pair.right for pair in scored.pairs)
    assert (len(scored.pairs), right, len(scored.missed), len(scored.false)) == fate, name


def test_a_statement_inside_a_claim_of_its_speaker_is_absorbed() -> None:
    """Two statements found as one claim count as one."""
    scored = _scored(
        [_statement("the bridge was old"), _statement("and would close in May")],
        [_claim(BRIDGE, "Ada Brandt")],
    )
    assert (len(scored.pairs), len(scored.missed)) == (1, 0)


def test_each_statement_has_one_claim_and_the_best_pair_is_first() -> None:
    """Two claims of the same words can't both be right."""
    scored = _scored(
        [_statement(BRIDGE)],
        [_claim("the bridge was old and would", "Cy Lund"), _claim(BRIDGE, "Ada Brandt")],
    )
    assert [pair.given.claim.text for pair in scored.pairs] == [BRIDGE]


def test_a_source_may_be_marked_by_its_place() -> None:
    """Where the gold marks the source's place, a mention that touches it is right."""
    statement = Statement(spans=[_spans(ASKED)], claim=[ASKED], source_spans=[_spans("Lund")])
    assert _scored([statement], [_claim(ASKED, "Cy Lund")]).pairs[0].right
    assert not _scored([statement], [_claim(ASKED, "Ada Brandt")]).pairs[0].right


def test_words_are_compared_and_not_places() -> None:
    """A worker may clean the text: marks, spacing and lines of its own don't move words."""
    marked = Marked(id="1", language="en", text=f"Share this!\n\n  {TEXT}", statements=[])
    spans = [(marked.text.index(BRIDGE), marked.text.index(BRIDGE) + len(BRIDGE))]
    statement = Statement(spans=spans, claim=[BRIDGE], keys=["Brandt"])
    marked = Marked(id="1", language="en", text=marked.text, statements=[statement])
    assert score(marked, _event([_claim(BRIDGE, "Ada Brandt")])).pairs[0].overlap == 1.0


def test_an_article_without_an_event_misses_everything() -> None:
    """A rejected article has its statements missed."""
    marked = Marked(id="1", language="en", text=TEXT, statements=[_statement(BRIDGE)])
    assert len(score(marked, None).missed) == 1


def test_figures_add_up() -> None:
    """Precision, recall and F1 come from the same counts."""
    scored = _scored(
        [_statement(BRIDGE), _statement(ASKED, keys=("Lund",))],
        [_claim(BRIDGE, "Ada Brandt"), _claim("no", "Cy Lund")],
    )
    found = figures([scored])
    assert (found["joint P"], found["joint R"], found["joint F1"]) == (0.5, 0.5, 0.5)
    assert found["speaker right | found"] == 1.0
    assert found["implicit speaker joint R"] == 0.5


def test_errors_say_what_is_wrong() -> None:
    """A missed statement and a false claim that share words are one error: the boundary."""
    scored = _scored(
        [_statement(BRIDGE), _statement(ASKED, keys=("Lund",))],
        [_claim("close in May", "Ada Brandt"), _claim(ASKED, "Ada Brandt")],
    )
    assert [error.fault for error in errors([scored])] == ["boundary", "speaker"]


def test_claims_are_counted_by_rule_and_by_confidence() -> None:
    """The share right is that of claims that count."""
    scored = _scored([_statement(BRIDGE)], [_claim(BRIDGE, "Ada Brandt"), _claim("no", "Cy Lund")])
    claims = calibration.verdicts([scored])
    assert [(s.name, s.claims, s.right) for s in calibration.by_rule(claims)] == [
        ("a-rule", 2, 0.5)
    ]
    assert [(s.name, s.claims) for s in calibration.by_confidence(claims)] == [("0.90 to 0.95", 2)]
    assert {s.name for s in calibration.by_feature(claims, 2)} >= {
        "kind indirect",
        "kind indirect · a-rule",
    }


def test_confidence_is_compared_with_the_share_right() -> None:
    """Equal confidence for right and wrong is chance; a promise of 0.9 and half right is off by 0.4."""
    scored = _scored([_statement(BRIDGE)], [_claim(BRIDGE, "Ada Brandt"), _claim("no", "Cy Lund")])
    claims = calibration.verdicts([scored])
    assert calibration.order(claims) == 0.5
    assert calibration.distance(claims) == pytest.approx(0.4)
