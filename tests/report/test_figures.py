"""The figures of a period."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from msgspec.structs import replace

from tests.report import newsroom
from tests.report.told import counted, event, speaker
from worker.errors import UsageError
from worker.packs import Pack
from worker.report import Figures, Period

ARTICLES = 220


@pytest.fixture(scope="module")
def press(packs: dict[str, Pack]) -> Figures:
    """Return the figures of the invented press."""
    return counted(packs, newsroom.events(ARTICLES, packs))


def test_every_count_can_be_counted_again(press: Figures) -> None:
    """Numbers of voices, stances, outlets, pairs and days are what the list of claims gives."""
    claims = press.claims
    for tally in press.tallies:
        its = [said for said in claims if said.voice == tally.voice.number]
        assert tally.claims == len(its)
        assert tally.stances == Counter(said.stance for said in its)
        assert tally.outlets == Counter(said.story.outlet for said in its)
    days = Counter(said.story.day for said in claims)
    assert {day.day: day.claims for day in press.days} == days
    pairs = Counter(
        (said.voice, whom)
        for said, those in zip(claims, press.about, strict=True)
        for whom in those
    )
    assert {(pair.who.number, pair.whom.number): pair.claims for pair in press.pairs} == pairs
    for each in press.statements:
        assert len(each.carriers) == press.statement_of.count(each.number)


def test_the_press_has_all_that_a_report_shows(press: Figures) -> None:
    """Copies and revisions of the press are found, so that pages made of it show every section."""
    assert press.totals.articles > ARTICLES
    assert press.totals.superseded > 5
    assert {each.change for each in press.corrections} >= {"words", "went", "came"}
    assert len(press.statements) > 50
    assert len(press.pairs) > 20
    assert set(press.totals.languages) == {"ar", "en"}


def test_the_same_events_give_the_same_figures(packs: dict[str, Pack], press: Figures) -> None:
    """Nothing depends on chance or on the hashes of a process."""
    assert counted(packs, newsroom.events(ARTICLES, packs)) == press


def test_a_period_too_large_is_refused(packs: dict[str, Pack]) -> None:
    """Memory is bounded: more claims than a period may have are told, with what to do."""
    period = Period(packs.values(), most=2)
    period.add(event("a", ("Nora Quill", "It rains"), ("Nora Quill", "It snows")))
    period.add(event("a", ("Nora Quill", "It rains"), ("Nora Quill", "It hails"), revision="2"))
    with pytest.raises(UsageError, match="more than 2 claims; name a shorter one with --since"):
        period.add(event("b", ("Nora Quill", "It rains")))


def test_an_outlet_without_a_name_is_its_host(packs: dict[str, Pack]) -> None:
    """Where the record names no outlet, the host of the address stands for it, if there is one."""
    found = counted(
        packs,
        [
            event("a", ("Nora Quill", "It rains"), outlet=None, url="https://www.news.example/a"),
            event("b", ("Nora Quill", "It rains"), outlet=None, url="http://[bad"),
        ],
    )
    assert found.totals.outlets == {"news.example": 1, "": 1}


def test_days_are_of_utc(packs: dict[str, Pack]) -> None:
    """An article counts on its day in UTC, also one of the first years; without a date on none."""
    early = event("a", ("Nora Quill", "It rains"), day="0009-01-02")
    late = event("b", ("Nora Quill", "It rains"), day=None)
    zoned = event("c", (speaker("Nora Quill"), "It rains"))
    east = dt.datetime(2026, 9, 2, 1, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    zoned = replace(zoned, article=replace(zoned.article, published_at=east))
    found = counted(packs, [early, late, zoned])
    assert [day.day for day in found.days] == ["0009-01-02", "2026-09-01"]
    assert (found.totals.undated, found.totals.first) == (1, "0009-01-02")
