"""What ``explain`` says is what ``enrich`` did: figures add up, and silence has its reason."""

from __future__ import annotations

import math
import time
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from worker.article import Article, Outlet
from worker.enrich import Trace, checkworthy, enrich
from worker.enrich.rules import FOUND, RULES
from worker.explain import Explanation, explain
from worker.explain.claims import factors, features
from worker.packs import available, load
from worker.packs.schema import Example

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))["case"]
LANGUAGES = available()


def article(text: str, language: str, title: str = "") -> Article:
    """Return an article of a text."""
    return Article(
        id="a",
        source_id="a",
        revision="r",
        url=None,
        canonical_url=None,
        title=title,
        text=text,
        language=language,
        authors=[],
        published_at=None,
        source=Outlet(),
        fingerprint="f",
    )


def examples(language: str) -> list[Example]:
    """Return the examples of a pack."""
    return load(language).examples


@cache
def told(language: str, text: str) -> Explanation:
    """Return the explanation of a text."""
    return explain(article(text, language), load(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trace_changes_nothing(language: str) -> None:
    """With a trace an article has the speakers and claims that it has without."""
    for example in examples(language):
        one = article(example.text, language, example.title)
        pack = load(language)
        assert enrich(one, pack, Trace()) == enrich(one, pack)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_add_up(language: str) -> None:
    """The factors and weights that are told make the scores of the claim, for every example."""
    number = 0
    for example in examples(language):
        trace = Trace()
        _, claims = enrich(article(example.text, language, example.title), load(language), trace)
        for claim, (placed, _) in zip(claims, trace.claims, strict=True):
            product = math.prod(factor for factor, _ in factors(placed, claim))
            assert claim.confidence == int(product * 100 + 0.5) / 100
            total = sum(weight for weight, _ in features(placed, claim))
            assert claim.checkworthy == round(1 / (1 + math.exp(-total)), 2)
            number += 1
    assert number > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_has_its_rule_and_every_refusal_a_reason(language: str) -> None:
    """Rules before the one that found a claim are told, each with why it did not answer."""
    order = [rule.name for rule in RULES]
    for example in examples(language):
        for each in told(language, example.text).claims:
            steps = {step.step: step for step in each.steps}
            assert {"cue", "rule", "end", "speaker", "stance", "confidence"} <= steps.keys()
            assert steps["rule"].told == each.claim.evidence
            assert steps["stance"].told.startswith(each.claim.stance)
            assert all(refusal.why for refusal in each.refused)
            if each.claim.evidence in order:
                before = order[: order.index(each.claim.evidence)]
                assert [refusal.rule for refusal in each.refused] == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_without_a_claim_is_told(language: str) -> None:
    """A cue that was tried has a statement, or stands in its sentence with a reason."""
    for example in examples(language):
        trace = Trace()
        enrich(article(example.text, language), load(language), trace)
        silent = sum(
            trial.verdict != FOUND
            for field, _, trials in trace.fields
            if field == "text"
            for trial in trials
        )
        sentences = told(language, example.text).sentences
        tried = [cue for sentence in sentences for cue in sentence.cues if cue.refused]
        assert len([cue for sentence in sentences for cue in sentence.cues]) >= silent
        assert all(cue.why for sentence in sentences for cue in sentence.cues)
        assert all(len(cue.refused) <= len(RULES) for cue in tried)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_the_whole_text(language: str) -> None:
    """All words are in a sentence, and each claim belongs to one at least."""
    for example in examples(language):
        explanation = told(language, example.text)
        words = [word.text for each in explanation.sentences for word in each.words]
        assert "".join("".join(words).split()) == "".join(example.text.split())
        of_sentences = {claim for each in explanation.sentences for claim in each.claims}
        assert of_sentences == {each.claim.id for each in explanation.claims}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_why_nothing_was_found(case: dict[str, Any]) -> None:
    """A cue or quotation that gave no claim has the reason of the case."""
    seen = told(case["language"], case["text"]).sentences
    if "quotation" in case:
        whys = [q.why for each in seen for q in each.quotations if q.text == case["quotation"]]
    else:
        (cue,) = [cue for each in seen for cue in each.cues if cue.text == case["cue"]]
        rules = {refusal.rule: refusal.why for refusal in cue.refused}
        whys = [rules[case["rule"]] if "rule" in case else cue.why]
    assert len(whys) == 1
    assert case["why"] in whys[0]


def test_time_grows_with_the_text() -> None:
    """Eight times the text takes about eight times the time, and nowhere near sixty-four."""
    paragraph = "The mayor said it rained. “A bad day,” she said. A wall was “red as a rose” again."

    def seconds(paragraphs: int) -> float:
        text = "\n\n".join([paragraph] * paragraphs)
        started = time.process_time()
        explain(article(text, "en"), load("en"))
        return time.process_time() - started

    small = min(seconds(150) for _ in range(3))
    assert min(seconds(1200) for _ in range(2)) < 25 * small


def test_a_neutral_cue_gets_its_stance_from_a_word() -> None:
    """The word that made a demand of what was said is named."""
    (claim,) = told("en", "The mayor said they must open the bridge.").claims
    (told_stance,) = [step.told for step in claim.steps if step.step == "stance"]
    assert told_stance == "demand: the cue is neutral, and “must” is among the first words"


def test_a_surname_is_the_speaker_before() -> None:
    """The sieve that joined two mentions is named."""
    claims = told("en", "Jane Roe said that rain fell. Roe added that it was cold.").claims
    told_speakers = [step.told for each in claims for step in each.steps if step.step == "speaker"]
    assert told_speakers == [
        "“Jane Roe”: a new speaker",
        "“Jane Roe”: the name of an earlier speaker, or a part of it",
    ]


def test_features_name_their_words() -> None:
    """A feature of check-worthiness comes with the words that show it."""
    (claim,) = told("en", "The mayor said that 40 houses fell in May.").claims
    (step,) = [step for step in claim.steps if step.step == "checkworthy"]
    assert "+1.3 figure: “40”" in step.parts
    assert f"{checkworthy.BASE:+.1f} base" in step.parts
