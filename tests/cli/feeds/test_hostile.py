"""``qala run`` against hostile servers: each has its reason, and the worker goes on unharmed.

One worker polls a healthy feed all the while; each case adds a feed to its list. The parser
processes, the connections, the loop and SQLite are the real ones.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, partial

import pytest

from tests.cli.conftest import environment
from tests.cli.feeds.hostile_cases import CASES, Outcome, attack
from tests.cli.feeds.hostile_world import MEGABYTE, SENTENCE, World, resident
from worker.sources.feeds.polling import REASONS

MOST_GROWTH = 200 * MEGABYTE


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a worker that has polled the healthy feed, and see it end well."""
    names = [name for name in CASES if name != "rebinds"]
    world = World(tmp_path_factory.mktemp("hostile"), names)
    try:
        world.wait(lambda: world.state(world.healthy).polls >= 2)
        yield world
    finally:
        status = world.close()
    assert status == 0
    assert "Traceback" not in world.log().replace('"traceback"', "")


@pytest.fixture(scope="module")
def before(world: World) -> int:
    """Return the memory of the worker and its parser before anything hostile has come."""
    return resident(world.process.pid)


@pytest.fixture(scope="module")
def attacked(world: World) -> Callable[[str], Outcome]:
    """Return what gives the outcome of a case, which is met once."""
    return cache(partial(attack, world))


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_server_has_its_reason_and_harms_nobody(
    name: str, world: World, before: int, attacked: Callable[[str], Outcome]
) -> None:
    """The feed fails for the reason, in bounded memory, and the healthy one is polled on."""
    case = CASES[name]
    outcome = attacked(name)
    state = outcome.state
    assert (state.reason or "") in (case.reasons or ("",)), state.message
    assert state.reason is None or state.reason in REASONS
    assert world.titles(name)[: case.articles] == [f"خبر {name} {n}" for n in range(case.articles)]
    assert state.next_poll - time.time() >= case.wait
    assert outcome.most - before < MOST_GROWTH


def test_what_a_document_names_is_not_fetched(
    world: World, attacked: Callable[[str], Outcome]
) -> None:
    """Nobody has asked for an external entity, nor for a name that has changed its address."""
    for name in ("external-entities", "rebinds"):
        attacked(name)
    targets = [asked.target for asked in world.servers.server.asked]
    assert "/external-entities" in targets
    assert "/secret" not in targets
    assert targets.count("/rebinds") == 1
    with closing(sqlite3.connect(world.folder / "out.db")) as database:
        titles = str(database.execute("SELECT title, text FROM articles").fetchall())
    assert "root:" not in titles


def test_text_in_another_charset_than_declared_is_exact(
    world: World, attacked: Callable[[str], Outcome]
) -> None:
    """Windows-1256 under the name of UTF-8, in the document and in HTTP, is read letter by letter."""
    attacked("windows-1256")
    expected = [SENTENCE.format(n=f"0 windows-1256 {line}") for line in range(9)]
    assert world.text("خبر windows-1256 0").split("\n\n") == expected


def test_metrics_count_every_reason(world: World, attacked: Callable[[str], Outcome]) -> None:
    """Every result is there from the start, at 0 where it never came; the worker is healthy."""
    assert all(map(attacked, CASES))
    told = world.page("/metrics")
    polls = dict(re.findall(r'^qala_feed_polls_total\{result="(.*?)"\} (\S+)$', told, re.MULTILINE))
    assert set(polls) == {"new", "same", "not-modified", *REASONS}
    for name, case in CASES.items():
        assert any(float(polls[reason or "new"]) for reason in case.reasons or ("new",)), name
    assert float(polls["tls"]) == 0
    for standing in ("new", "healthy", "failing", "gone"):
        assert f'qala_feeds{{state="{standing}"}} ' in told
    for result in ("new", "changed", "seen"):
        assert f'qala_feed_entries_total{{result="{result}"}} ' in told
    assert re.search(r"^qala_feed_overdue_seconds \S+$", told, re.MULTILINE)
    assert re.search(r'^qala_feed_poll_seconds_bucket\{le="\+Inf"\} [1-9]', told, re.MULTILINE)
    assert world.page("/healthz")
    assert world.page("/readyz")


def test_status_tells_of_all_of_them(world: World, attacked: Callable[[str], Outcome]) -> None:
    """``qala feeds status`` shows each feed with its standing, its reason and its next poll."""
    assert all(map(attacked, CASES))
    urls = {world.servers.url(f"/{name}"): case for name, case in CASES.items()}
    world.list_feeds(dict.fromkeys(urls, ""))
    command = [sys.executable, "-m", "worker", "feeds", "status", "qala.toml", "--json"]
    done = subprocess.run(
        command, cwd=world.folder, env=environment(), capture_output=True, check=True
    )
    rows = {row["url"]: row for row in json.loads(done.stdout)}
    assert rows[world.healthy]["standing"] == "healthy"
    for url, case in urls.items():
        row = rows[url]
        assert (row["reason"] or "") in (case.reasons or ("",))
        assert (row["standing"] == "healthy") == (row["reason"] is None)
        assert row["next_poll"]
