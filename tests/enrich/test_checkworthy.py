"""The score of how well a claim can be checked: what is above what, and what it never does."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.article import Article, Outlet
from worker.enrich import checkworthy, enrich
from worker.enrich import kinds as k
from worker.enrich.lexicon import lexicon
from worker.enrich.prose import Prose, Range
from worker.event import Stance
from worker.packs import available, load

README = Path(__file__).parents[2] / "README.md"

ABOVE = [
    # what the pair shows, language, what must score higher, what must score lower
    ("a count of the past is above a feeling", "en", "the flood killed 14 people in Derna on Monday", "I am so proud and happy tonight"),
    ("a count of the past is above a duty", "en", "the ministry hired 300 nurses last year", "the ministry should hire nurses"),
    ("a count of the past is above a plan", "en", "the ministry hired 300 nurses last year", "the ministry will hire 300 nurses next year"),
    ("a rate is above a hope", "en", "inflation fell to 3.2 percent in June", "we hope inflation will ease"),
    ("a rate is above a judgement", "en", "exports to Egypt doubled since 2019", "the trade policy is a disgrace"),
    ("a vote is above a belief", "en", "the council voted against the bridge", "I believe the bridge is ugly"),
    ("a comparison is above a sweeping word", "en", "fuel costs less in Jordan than in Lebanon", "everything is always expensive"),
    ("a present fact is above a wish", "en", "the port employs many workers", "the port wants to grow, perhaps"),
    ("a present fact is below the same with a figure", "en", "the port employs dockers", "the port is wonderful"),
    ("a regular past form is above its infinitive", "en", "the firm closed its mine in Tunisia", "the firm will close its mine"),
    ("a place and a date are above none", "en", "the convoy reached Aleppo on 4 March", "the convoy reached them"),
    ("a statement is above its question", "en", "the dam lost half of its water", "has the dam lost half of its water?"),
    ("a fact is above a promise in the first person", "en", "they built 40 schools", "we'll build 40 schools"),
    ("a sentence is above a scrap", "en", "the minister was in the building at the time", "was there"),
    ("March is a date and a march is none", "en", "they met there in March", "they met there in march"),
    ("a fact is above thanks", "en", "the team lost its first match in Morocco", "thank you all, we are grateful"),
    ("a count of the past is above a feeling", "ar", "السيول قتلت 14 شخصا في درنة يوم الاثنين", "أنا فخور وسعيد جدا هذه الليلة"),
    ("a count of the past is above a duty", "ar", "الوزارة وظفت 300 ممرض العام الماضي", "يجب على الوزارة أن توظف ممرضين"),
    ("a count of the past is above a plan", "ar", "الوزارة وظفت 300 ممرض", "الوزارة ستوظف 300 ممرض"),
    ("a rate is above a hope", "ar", "التضخم تراجع إلى 3.2 بالمئة في يونيو", "نأمل أن يهدأ التضخم"),
    ("a rate is above a judgement", "ar", "الصادرات إلى مصر تضاعفت منذ 2019", "السياسة التجارية مخجلة"),
    ("a vote is above a belief", "ar", "المجلس صوت ضد بناء الجسر", "نعتقد أن الجسر سيئ"),
    ("a comparison is above a hedge", "ar", "الوقود في الأردن أرخص وأقل من لبنان", "ربما الوقود هناك هكذا نوعا ما"),
    ("a number in words is above none", "ar", "المصنع أنتج ثلاثة ملايين طن", "المصنع أنتج ما أنتج دائما"),
    ("a joined preposition hides no quantity", "ar", "الأسعار ارتفعت بنسبة كبيرة", "الأسعار ارتفعت بصورة كبيرة"),
    ("a joined conjunction hides no past", "ar", "وقتل الحارس عند باب المخزن", "والحارس عند باب المخزن هناك"),
    ("a statement is above its question", "ar", "السد فقد نصف مياهه", "السد فقد نصف مياهه؟"),
    ("politics are not in the future", "ar", "سياسيون في بغداد زاروا المعبر", "سيزورون في بغداد هذا المعبر"),
    ("a fact is above regret", "ar", "القطار وصل إلى مراكش متأخرا ساعتين", "للأسف القطار سيئ ونحن نأسف"),
    ("a fact is above a wish in the first person", "ar", "لدى البلدة 12 بئرا", "نتمنى لبلدنا كل الخير"),
]  # fmt: skip

SENTENCES = sorted({(language, text) for _, language, *pair in ABOVE for text in pair})


def _score(language: str, text: str, stance: Stance = "assert") -> float:
    prose = Prose(text, lexicon(load(language)))
    return checkworthy.score(prose, (Range(0, len(prose.words)),), stance)


@pytest.mark.parametrize(
    ("language", "above", "below"),
    [row[1:] for row in ABOVE],
    ids=[f"{row[1]}: {row[0]}" for row in ABOVE],
)
def test_order(language: str, above: str, below: str) -> None:
    """Of the two sentences, the one that can be checked better has the higher score."""
    assert _score(language, above) > _score(language, below)


def test_a_hard_fact_is_high_and_a_feeling_is_low() -> None:
    """The two ends of the scale are far apart, in both languages."""
    for pair in (ABOVE[0], next(row for row in ABOVE if row[1] == "ar")):
        _, language, fact, feeling = pair
        assert _score(language, fact) > 0.8
        assert _score(language, feeling) < 0.2


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_what_is_asked_demanded_or_promised_is_lower(language: str, text: str) -> None:
    """The same words score lower as a question, a demand or a promise than as a statement."""
    stated = _score(language, text)
    for stance in ("ask", "demand", "promise"):
        assert _score(language, text, stance) < stated


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_quantity_never_lowers_the_score(language: str, text: str) -> None:
    """A number, or any of the pack's words of quantity, before or after adds to the score or nothing."""
    plain = _score(language, text)
    for quantity in ("7", "1,250", "3.5%", *load(language).checkworthy.quantities):
        assert _score(language, f"{quantity} {text}") >= plain
        assert _score(language, text.rstrip("?؟") + f" {quantity}") >= plain


@pytest.mark.parametrize("language", available())
@given(texts=st.data())
def test_every_score_is_between_0_and_1(language: str, texts: st.DataObject) -> None:
    """No mixture of words and marks gives a score outside of 0 to 1, or of more than two decimals."""
    lists = load(language).checkworthy
    words = [*lists.quantities, *lists.opinions, *lists.future, *lists.past, "1990", "?", ".", "…"]
    text = " ".join(texts.draw(st.lists(st.sampled_from(words), min_size=1, max_size=30)))
    score = _score(language, text, texts.draw(st.sampled_from(get_args(Stance))))
    assert 0 <= score <= 1
    assert score == round(score, 2)


def test_words_outside_of_the_spans_count_for_nothing() -> None:
    """Only the words of the claim are looked at, and those of all its spans."""
    prose = Prose("12 people died . She hopes so . In Cairo", lexicon(load("en")))
    whole, hope, place = Range(0, 3), Range(4, 7), Range(8, 10)
    alone = checkworthy.score(prose, (hope,), "assert")
    assert alone == _score("en", "She hopes so")
    assert alone < checkworthy.score(prose, (hope, place), "assert")
    assert checkworthy.score(prose, (whole,), "assert") > alone


def test_every_class_and_stance_has_a_weight() -> None:
    """A class that packs have words for, or a stance, can't be forgotten by the table."""
    shown = known = 0
    for _, kinds, facts, _, _ in checkworthy.WEIGHTS:
        assert not shown & kinds, "a class is weighed twice"
        assert not known & facts, "a fact is weighed twice"
        shown, known = shown | kinds, known | facts
    assert known == k.FACTS
    assert set(checkworthy.STANCES) == set(get_args(Stance))


def test_claims_carry_the_score() -> None:
    """An event's claims have the score of their words and stance."""
    text = "The mayor said that 14 people died in Derna on Monday."
    article = Article(
        id="a", source_id="a", revision="", url=None, canonical_url=None, title="", text=text,
        language="en", authors=[], published_at=None, source=Outlet(), fingerprint="",
    )  # fmt: skip
    _, (claim,) = enrich(article, load("en"))
    assert claim.checkworthy == _score("en", claim.text)


def test_readme_shows_the_weights() -> None:
    """The table in the README is the one that scores."""
    readme = README.read_text(encoding="utf-8")
    rows = [(name, weight, why) for name, _, _, weight, why in checkworthy.WEIGHTS]
    rows += [
        (f"stance `{name}`", weight, why) for name, (weight, why) in checkworthy.STANCES.items()
    ]
    rows += [("question mark at the end", checkworthy.QUESTION, "claims nothing")]
    rows += [(f"under {checkworthy.SHORT_WORDS} words", checkworthy.SHORT, "leaves out too much")]
    rows += [("base", checkworthy.BASE, "a claim that shows none of these scores 0.23")]
    missing = [
        row for row in (f"| {n} | {w:+.1f} | {y} |" for n, w, y in rows) if row not in readme
    ]
    assert missing == []
