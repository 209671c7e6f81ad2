"""Whom the watch list finds: tables of spellings and of speakers, and what collides."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from worker.event import Speaker
from worker.packs import Pack
from worker.watch import WatchList, watched
from worker.watch.spelling import Spelling

HERE = Path(__file__).parent
SEED = Path(__file__).parents[2] / "seeds" / "speakers.toml"


def cases(file: str) -> list[Any]:
    """Return the cases of a table, as pytest takes them."""
    table = tomllib.loads((HERE / file).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in table["case"]]


def read(path: Path, packs: dict[str, Pack]) -> WatchList:
    """Return the list at ``path``."""
    return WatchList(watched(path.read_bytes(), str(path)), packs)


@pytest.fixture(scope="module")
def watch(packs: dict[str, Pack]) -> WatchList:
    """Return the list of the tests."""
    return read(HERE / "list.toml", packs)


def speaker(case: dict[str, Any]) -> Speaker:
    """Return the speaker of a case."""
    return Speaker(
        id="s1",
        name=case["speaker"],
        kind=case.get("kind", "person"),
        role=case.get("role"),
        organisation=case.get("organisation"),
        aliases=case.get("aliases", []),
        entity=None,
        mentions=[],
    )


@pytest.mark.parametrize("case", cases("spellings.toml"))
def test_spelling(case: dict[str, Any], packs: dict[str, Pack]) -> None:
    """Two spellings have one key where they are one name, and two where they are not."""
    key = Spelling(pack.script for pack in packs.values())
    assert key(case["one"])
    assert (key(case["one"]) == key(case["other"])) is case["same"]


@pytest.mark.parametrize("case", cases("matches.toml"))
def test_match(case: dict[str, Any], watch: WatchList) -> None:
    """A speaker is the entity of the case, or nobody for the reason of the case."""
    day = case.get("date", dt.date(2026, 10, 13))
    at = None if case.get("undated") else dt.datetime.combine(day, dt.time(23, 59), dt.UTC)
    matched = watch.match([speaker(case)], at)
    assert [each.entity for each in matched.speakers] == [case.get("entity")]
    assert [each.why for each in matched.unresolved] == ([case["why"]] if "why" in case else [])


def test_what_could_be_meant_is_told(watch: WatchList) -> None:
    """A speaker without an entity comes with all entities that have the name."""
    matched = watch.match([speaker({"speaker": "Jane Roe"})], None)
    assert [(each.speaker, each.candidates) for each in matched.unresolved] == [
        ("s1", ["x-desk:jane-roe-judge", "x-desk:jane-roe-mayor"])
    ]


def test_collisions_are_names_of_several(watch: WatchList) -> None:
    """Names that two entities have collide; each has a role of its own to tell it by."""
    found = watch.collisions()
    assert [{name.text for name in each.names} for each in found] == [{"Jane Roe"}, {"Roe"}]
    assert [each.alike for each in found] == [[], []]


def test_who_is_never_told_apart_is_named(packs: dict[str, Pack]) -> None:
    """Of namesakes, the one without a role of their own is named; a person and a firm don't collide."""
    body = b"""
[[speaker]]
id = "x:one"
names.en = ["Ann Lee"]
roles = [{titles.en = ["mayor"], to = 2020-01-02}, {titles.en = ["judge"], from = 2021-01-01}]
[[speaker]]
id = "x:two"
names.en = ["Ann Lee"]
roles = [{titles.en = ["mayor"], from = 2020-01-02}]
[[speaker]]
id = "x:three"
names.en = ["Ann LEE"]
[[speaker]]
id = "x:firm"
kind = "organisation"
names.en = ["Ann Lee"]
"""
    (found,) = WatchList(watched(body, "list.toml"), packs).collisions()
    assert {name.entity for name in found.names} == {"x:one", "x:two", "x:three"}
    assert found.alike == ["x:three", "x:two"]


def test_the_seed_is_thirty_people_in_two_languages(packs: dict[str, Pack]) -> None:
    """The sample list has thirty people with names in Arabic and English, and none is confused."""
    entities = watched(SEED.read_bytes(), "speakers.toml")
    assert len(entities) == 30
    assert all({"ar", "en"} <= each.names.keys() and each.roles for each in entities)
    found = WatchList(entities, packs).collisions()
    assert {name.resolves for each in found for name in each.names} == {"in its time"}
    assert not any(each.alike for each in found)
