"""``qala watch check`` and ``qala enrich --watch``, and the list of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Qala
from worker.cli.watching import Watching
from worker.errors import ListError
from worker.packs import Pack
from worker.ports import Happening
from worker.runtime.happenings import WatchListFailed, WatchListRead

LIST = """
[[speaker]]
id = "x-desk:salwa-zumurrudi"
names.ar = ["سلوى الزمردي", "الزمردي"]
roles = [{ titles.ar = ["وزيرة المياه"], from = 2024-05-01 }]
[[speaker]]
id = "x-desk:ada-lind"
names.en = ["Ada Lind", "Jane Roe"]
[[speaker]]
id = "x-desk:jane-roe"
names.en = ["Jane ROE"]
"""

ARTICLES = [
    {
        "language": "ar",
        "text": "قالت وزيرة المياه سلوى الزمردي إن السد ممتلئ.",
        "published_at": "2026-10-13T10:00:00Z",
    },
    {"language": "ar", "text": "قالت الزمردي إن السد ممتلئ."},
    {
        "language": "en",
        "text": "“The bridge is safe,” Mayor Ada Lind said on Monday. She denied it.",
    },
    {"language": "en", "text": "Jane Roe said that the harbour is open."},
]


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    """Return the path of a list."""
    path = tmp_path / "speakers.toml"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return the path of some articles."""
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in ARTICLES), encoding="utf-8")
    return path


def test_enrich_fills_entity(qala: Qala, watch: Path, articles: Path) -> None:
    """Events have the ids of the list where it decides, and null elsewhere."""
    done = qala("enrich", "--watch", watch, articles)
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    entities = [[speaker["entity"] for speaker in event["speakers"]] for event in events]
    assert entities == [["x-desk:salwa-zumurrudi"], [None], ["x-desk:ada-lind"], [None]]


def test_a_bad_list_is_told_with_its_faults(qala: Qala, watch: Path) -> None:
    """A list with faults ends the command with status 2 and a line for each of them."""
    watch.write_text('[[speaker]]\nid = "no namespace"\n')
    done = qala("enrich", "--watch", watch, stdin="")
    assert done.returncode == 2
    assert [line.split(":", 3)[3].split(";")[0] for line in done.stderr.splitlines()] == [
        ' id: "no namespace" is not allowed',
        " names: is missing",
    ]
    missing = qala("watch", "check", "nowhere.toml")
    assert missing.returncode == 2
    assert "nowhere.toml: can't be read: No such file or directory" in missing.stderr


def test_check_shows_what_names_match_and_what_collides(qala: Qala, watch: Path) -> None:
    """Each name is there with how it matches, and a collision with those it confuses."""
    done = qala("watch", "check", watch)
    assert done.returncode == 0, done.stderr
    assert "beside a role" in next(line for line in done.stdout.splitlines() if "  الزمردي" in line)
    assert "nothing, for x-desk:ada-lind, x-desk:jane-roe" in done.stdout
    assert done.stdout.splitlines()[-1] == (
        "3 entities with 5 names (by itself 4, beside a role 1), 1 collision"
    )


def test_check_tries_the_list_on_articles(qala: Qala, watch: Path, articles: Path) -> None:
    """With articles it tells whom they hold, and who stays without an entity and why."""
    done = qala("watch", "check", watch, articles, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["found"]
    assert told["articles"] == 4
    assert told["speakers"] == {"x-desk:salwa-zumurrudi": 1, "x-desk:ada-lind": 1}
    assert told["claims"]["x-desk:salwa-zumurrudi"] == 1
    assert [(each["name"], each["why"], each["candidates"]) for each in told["undecided"]] == [
        ("الزمردي", "unconfirmed", ["x-desk:salwa-zumurrudi"]),
        ("Jane Roe", "ambiguous", ["x-desk:ada-lind", "x-desk:jane-roe"]),
    ]
    table = qala("watch", "check", watch, articles).stdout
    assert "2 speakers without one" in table.splitlines()[-1]


def test_check_tries_the_list_on_events(qala: Qala, watch: Path, articles: Path) -> None:
    """Events of a sink are matched anew, as if their articles were read again."""
    old = watch.with_name("old.toml")
    old.write_text('[[speaker]]\nid = "x:old"\nnames.en = ["Ada Lind", "Jane Roe"]\n')
    events = watch.with_name("events.jsonl")
    events.write_text(qala("enrich", "--watch", old, articles).stdout, encoding="utf-8")
    assert "x:old" in events.read_text(encoding="utf-8")
    on_events, on_articles = (
        json.loads(qala("watch", "check", watch, path, "--json").stdout)["found"]
        for path in (events, articles)
    )
    for each in (*on_events["undecided"], *on_articles["undecided"]):
        each.pop("place")
    assert on_events == on_articles


def test_the_seed_list_is_the_one_that_help_names(qala: Qala) -> None:
    """The sample list is checked without a fault, and finds people in the seed article."""
    seed = ROOT / "seeds" / "articles" / "000_bbd0f24a46bbe061.txt"
    done = qala("watch", "check", ROOT / "seeds" / "speakers.toml", seed, "--json")
    assert "x-desk:dmitry-peskov" in json.loads(done.stdout)["found"]["speakers"]


def test_a_list_is_read_anew_only_when_asked(watch: Path, packs: dict[str, Pack]) -> None:
    """A change counts after ``reload``; a list with faults is told and changes nothing."""
    told: list[Happening] = []
    watching = Watching(watch, packs, told.append)
    first = watching.list
    watch.write_text("[[speaker]]\n")
    watching.renew()
    assert watching.list is first
    watching.reload()
    watching.renew()
    assert watching.list is first
    watch.write_text('[[speaker]]\nid = "x:a"\nnames.en = ["Ann Lee"]\n')
    watching.reload()
    watching.renew()
    watching.renew()
    assert watching.list is not None
    assert watching.list.entities == ["x:a"]
    assert [type(each) for each in told] == [WatchListRead, WatchListFailed, WatchListRead]
    assert told[0] == WatchListRead(
        entities=["x-desk:salwa-zumurrudi", "x-desk:ada-lind", "x-desk:jane-roe"], collisions=1
    )


def test_a_run_does_not_begin_with_a_bad_list(watch: Path, packs: dict[str, Pack]) -> None:
    """At the start, the faults of a list are the user's to mend."""
    watch.write_text("[[speaker]]\n")
    with pytest.raises(ListError, match="id: is missing"):
        Watching(watch, packs, lambda _: None)
