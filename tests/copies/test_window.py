"""Which articles come again, which copy another and which belong together."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.copies.arrivals import HOUR, NOON, RULES, arrival, window
from worker.copies import Known, Window
from worker.copies.signature import METHOD
from worker.event import Duplicate, Published

TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "texts.toml").read_text(encoding="utf-8")
)
TEXTS: dict[str, dict[str, str]] = TABLE["text"]
CASES: list[dict[str, Any]] = TABLE["case"]
VOCABULARY = [f"w{number}" for number in range(2_000)]


def of(key: str, *, feed: str | None = None) -> Published:
    """Make the event of a text of the table."""
    text = TEXTS[key]
    name = text.get("id", key)
    return arrival(name, text["text"], title=text["title"], language=text["language"], feed=feed)


def placed(into: Window, *arrivals: Published) -> list[tuple[str, str]]:
    """Return cluster and copied article of each; ``duplicate`` for what is known."""
    found = []
    for each in arrivals:
        outcome = into.place(each, at=NOON)
        if isinstance(outcome, Duplicate):
            found.append(("duplicate", "duplicate"))
        else:
            article = outcome.event.article
            found.append((article.cluster or "", article.duplicate_of or ""))
    return found


def words(seed: int, count: int = 100) -> str:
    """Return a text that shares no shingle with that of another seed."""
    return " ".join(random.Random(seed).choices(VOCABULARY, k=count))  # noqa: S311 - no secret


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_texts(case: dict[str, Any]) -> None:
    """Articles of the table are placed as it says."""
    got = placed(window(), *map(of, case["arrivals"]))
    assert got == list(zip(case["clusters"], case["copies"], strict=True))


def test_nothing_is_compared_across_languages() -> None:
    """The same words in two languages are two clusters."""
    text = words(1)
    first, second = arrival("a", text), arrival("b", text, language="ar")
    assert placed(window(), first, second) == [("a", ""), ("b", "")]


def test_a_duplicate_tells_the_feed_that_carried_it() -> None:
    """The outcome names event, article and the other feed."""
    known = window()
    first = of("en-wire", feed="https://one.example/feed")
    known.place(first, at=NOON)
    again = known.place(of("en-wire", feed="https://two.example/feed"), at=NOON)
    assert again == Duplicate(
        event_id=first.event.id, article_id="en-wire", feed="https://two.example/feed"
    )


def test_what_is_older_than_the_span_is_forgotten() -> None:
    """After the span an event is new again, and nothing is a copy of what is gone."""
    known = window()
    known.place(of("ar-wire"), at=NOON)
    late = NOON + RULES.span + HOUR
    outcome = known.place(of("ar-copy"), at=late)
    assert isinstance(outcome, Published)
    assert outcome.event.article.cluster == "ar-copy"
    assert isinstance(known.place(of("ar-wire"), at=late), Published)


def test_a_cluster_keeps_its_name_when_its_first_article_is_gone() -> None:
    """A copy that is still there hands the cluster on."""
    known = window()
    known.place(of("ar-wire"), at=NOON)
    known.place(of("ar-copy"), at=NOON + 60 * HOUR)
    outcome = known.place(of("ar-note-grown"), at=NOON + 80 * HOUR)
    assert isinstance(outcome, Published)
    article = outcome.event.article
    assert (article.cluster, article.duplicate_of) == ("ar-wire", "ar-copy")


def test_a_text_that_comes_a_thousand_times_copies_the_first() -> None:
    """Copies beyond what a bucket shows go back to the first all the same."""
    known = window(replace(RULES, most=2_000))
    text = words(1)
    got = placed(known, *(arrival(f"{number}", text) for number in range(1_000)))
    assert got == [("0", "")] + [("0", "0")] * 999


@pytest.mark.parametrize("method", [METHOD, METHOD + 1])
def test_what_is_remembered_is_known(method: int) -> None:
    """A new window goes on where the old ended; signatures of another method are left out."""
    first, second = window(), window()
    placed(first, of("ar-wire"), of("ar-copy"), of("en-wire"))
    learnt = first.changes().learnt
    second.restore((replace(known, method=method) for known in learnt), at=NOON)
    comparable = method == METHOD
    assert placed(second, of("ar-wire"), of("ar-update"), of("en-copy")) == [
        ("duplicate", "duplicate"),
        ("ar-wire", ""),
        ("en-wire", "en-wire") if comparable else ("en-copy", ""),
    ]


def test_a_recall_that_fails_half_way_is_begun_again() -> None:
    """What was remembered before the failure is not there twice."""
    first, second = window(), window()
    placed(first, of("ar-wire"), of("ar-copy"))
    learnt = first.changes().learnt
    second.restore(learnt[:1], at=NOON)
    second.restore(learnt, at=NOON)
    assert len(second) == 2


STEPS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 40)), min_size=1, max_size=60
)
"""Article, text and hours since the one before."""


@given(steps=STEPS, most=st.integers(1, 8))
def test_bounds_hold_and_changes_tell_what_is_there(
    steps: list[tuple[int, int, int]], most: int
) -> None:
    """Whatever comes, the window is within its bounds, and a memory that follows it has the same."""
    rules = replace(RULES, most=most)
    known = window(rules)
    kept: dict[str, Known] = {}
    at = NOON
    for name, text, hours in steps:
        at += hours * HOUR
        known.place(arrival(f"{name}", words(text)), at=at)
        changes = known.changes()
        known.settle()
        for event_id in changes.forgotten:
            kept.pop(event_id, None)
        kept |= {each.event_id: each for each in changes.learnt}
        assert len(known) == len(kept) <= most
        assert all(each.at >= at - rules.span for each in kept.values())


@given(steps=STEPS, cut=st.integers(0, 60))
def test_a_restart_changes_nothing(steps: list[tuple[int, int, int]], cut: int) -> None:
    """A window that was restored in the middle gives the outcomes of one that was not."""
    whole, broken = window(), window()
    kept: dict[str, Known] = {}
    at = NOON
    for number, (name, text, hours) in enumerate(steps):
        at += hours * HOUR
        if number == cut:
            broken = window()
            broken.restore(kept.values(), at=at)
        given_one = arrival(f"{name}", words(text))
        assert whole.place(given_one, at=at) == broken.place(given_one, at=at)
        changes = broken.changes()
        broken.settle()
        for event_id in changes.forgotten:
            kept.pop(event_id, None)
        kept |= {each.event_id: each for each in changes.learnt}


@given(order=st.permutations(["ar-wire", "ar-copy", "ar-note-grown", "en-wire", "en-copy"]))
def test_the_first_to_arrive_names_the_cluster(order: list[str]) -> None:
    """In any order there is one original a language, and all the others copy it."""
    got = dict(zip(order, placed(window(), *map(of, order)), strict=True))
    ids = {key: TEXTS[key].get("id", key) for key in order}
    for language in ("ar", "en"):
        first, *others = [key for key in order if key.startswith(language)]
        assert got[first] == (ids[first], "")
        assert [got[key][0] for key in others] == [ids[first]] * len(others)


@given(text=st.text(max_size=400), title=st.text(max_size=40))
def test_no_text_is_too_odd(text: str, title: str) -> None:
    """Any text is placed, and known when it comes again."""
    known = window()
    assert isinstance(known.place(arrival("a", text, title=title), at=NOON), Published)
    assert isinstance(known.place(arrival("a", text, title=title), at=NOON), Duplicate)
