"""Feeds that replicas of ``ingest`` share: who polls what, and what is published of it, whoever dies."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.kafka.press import Asked, Press
from tests.kafka.topics import Topics
from tests.kafka.worker import Line, Worker
from tests.patience import PATIENCE, wait

BETWEEN = 0.5
"""Seconds between two requests to a domain; its feeds are due more often than that allows."""
WINDOW = 6.0
"""Seconds over which the rate of a domain is looked at."""
LATE = 4
"""Requests of a domain that a server may see late: two of the worker it was with, two of the next."""


class Newsroom:
    """Sixty feeds of twenty domains, in a registry."""

    def __init__(self, topics: Topics, folder: Path, press: Press) -> None:
        self.line = Line(topics, folder)
        self.press = press
        self.session = 6
        self.registry = topics("feeds", partitions=4, cleanup_policy="compact")
        self.states = topics("states", partitions=4, cleanup_policy="compact")
        self.lists = folder / "feeds.toml"
        self.config = self.line.write("ingest", **self._sections("sync"))
        self.write(list(press.entries))

    def write(self, urls: list[str], **more: str) -> None:
        """Write the list."""
        keys = "".join(f"\n{key} = {json.dumps(value)}" for key, value in more.items())
        self.lists.write_text("\n".join(f'[[feed]]\nurl = "{url}"{keys}' for url in urls))

    def qala(self, *arguments: str | Path) -> str:
        """Run a command, and return what it printed."""
        command = [sys.executable, "-m", "worker", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sync(self, *options: str) -> list[dict[str, Any]]:
        """Bring the list into the registry, and return what is different."""
        told = self.qala("feeds", "sync", self.lists, self.config, "--json", *options)
        return [json.loads(line) for line in told.splitlines()]

    def replica(self, name: str) -> Worker:
        """Start a replica."""
        return self.line.worker(name, **self._sections(name))

    def published(self) -> Counter[str]:
        """Return the entries that were published, with how often."""
        found = (re.search(rb"entry-[\w.-]+", each.value) for each in self._records())
        return Counter(each[0].decode() for each in found if each)

    def wait_for_all(self) -> None:
        """Wait until each entry there is was published."""
        wait(lambda: self.press.names() <= set(self.published()), "all entries")

    def once_each(self) -> None:
        """Assert that nothing was published twice, and nothing else."""
        published = self.published()
        assert {name: n for name, n in published.items() if n != 1} == {}
        assert set(published) == self.press.names()

    def _records(self) -> list[Any]:
        return self.line.read(self.line.records)

    def _sections(self, name: str) -> dict[str, Mapping[str, Any]]:
        return {
            "top": {"role": "ingest"},
            "source": {"kind": "feeds"},
            "source__feeds": {"contact": f"mailto:{name}@press.example", "full_text": False},
            "source__feeds__schedule": {
                "first_seconds": 1,
                "shortest_seconds": 1,
                "longest_seconds": 1,
                "longest_back_off_seconds": 1,
            },
            "source__feeds__politeness": {"seconds_between": BETWEEN},
            "source__feeds__requests": {"allow_hosts": self.press.hosts},
            "source__feeds__shared": {
                "enabled": True,
                "registry": self.registry,
                "states": self.states,
                "group": self.line.group,
                "session_seconds": self.session,
            },
        }


def settled(newsroom: Newsroom, *names: str) -> dict[str, str]:
    """Wait until these replicas, and no others, ask for all feeds, and return who has each domain."""
    began = time.monotonic()
    owners: dict[str, str] = {}

    def shared() -> bool:
        owners.clear()
        feeds: set[tuple[str, str]] = set()
        for each in [each for each in newsroom.press.asked if each.at > began]:
            if each.who not in names or owners.get(each.domain, each.who) != each.who:
                # A domain is with another: who has which is seen from here on.
                owners.clear()
                feeds.clear()
            if each.who in names:
                owners[each.domain] = each.who
                feeds.add((each.domain, each.path))
        return len(feeds) == len(newsroom.press.entries) and set(owners.values()) == set(names)

    wait(shared, f"{names} share all feeds")
    return owners


def keeps_its_rate(asked: list[Asked]) -> None:
    """Assert that a domain was asked as by one worker, also when it went from one to another."""
    for each in asked:
        within = [other for other in asked if 0 <= other.at - each.at < WINDOW]
        assert len(within) <= WINDOW / BETWEEN + LATE, within


@pytest.fixture
def newsroom(topics: Topics, tmp_path: Path) -> Iterator[Newsroom]:
    """Return a newsroom whose feeds are in the registry."""
    with Press(domains=20, each=3) as press:
        made = Newsroom(topics, tmp_path, press)
        assert len(made.sync()) == 60
        yield made


def test_replicas_share_the_feeds_and_each_domain_has_its_rate(newsroom: Newsroom) -> None:
    """Two replicas, then three, then one: a domain is asked by one of them, at the rate of one."""
    newsroom.session = 90
    with newsroom.replica("a") as a, newsroom.replica("b") as b:
        owners = settled(newsroom, "a", "b")
        assert len(owners) == 20
        newsroom.press.grow()
        newsroom.wait_for_all()
        with newsroom.replica("c") as c:
            settled(newsroom, "a", "b", "c")
            newsroom.press.grow()
            assert c.stop() == 0
            settled(newsroom, "a", "b")
        newsroom.wait_for_all()
        assert a.stop() == 0
        stopped = time.monotonic()
        settled(newsroom, "b")
        assert time.monotonic() - stopped < 60, "it was waited for the end of the session"
        assert b.stop() == 0
    newsroom.once_each()
    for domain in owners:
        keeps_its_rate([each for each in newsroom.press.asked if each.domain == domain])


@pytest.mark.needs_apache("read_committed")
def test_a_replica_that_is_killed_loses_nothing_and_repeats_nothing(newsroom: Newsroom) -> None:
    """The other goes on from the states that were committed, again and again."""
    with newsroom.replica("b") as b:
        for _ in range(3):
            with newsroom.replica("a") as a:
                settled(newsroom, "a", "b")
                newsroom.press.grow()
                time.sleep(0.7)
                a.send(signal.SIGKILL)
                a.process.wait()
                newsroom.press.grow()
                settled(newsroom, "b")
                newsroom.wait_for_all()
        assert b.stop() == 0
    newsroom.once_each()


def test_a_list_takes_effect_while_replicas_run(newsroom: Newsroom) -> None:
    """What is synced is polled, or no longer polled; status shows it."""
    urls = list(newsroom.press.entries)
    newsroom.write(urls[:30])
    assert {each["change"] for each in newsroom.sync("--dry-run")} == {"removed"}
    shown = newsroom.qala("feeds", "sync", newsroom.lists, newsroom.config, "--dry-run")
    assert "30 feeds: 0 added, 0 changed, 30 removed; nothing written" in shown
    assert len(newsroom.sync()) == 30
    assert newsroom.sync() == []
    with newsroom.replica("a") as a, newsroom.replica("b") as b:
        wait(lambda: len(newsroom.published()) == 30, "half of the feeds")
        newsroom.write(urls[15:], name="Post")
        changes = Counter(each["change"] for each in newsroom.sync())
        assert changes == {"added": 30, "changed": 15, "removed": 15}
        wait(lambda: len(newsroom.published()) == 60, "the feeds that were added")
        since = time.monotonic()

        def only_those() -> bool:
            nonlocal since
            asked = {_url(newsroom, each) for each in newsroom.press.asked if each.at > since}
            if asked - set(urls[15:]):
                since = time.monotonic()  # a poll was under way
            return asked == set(urls[15:])

        wait(only_those, "those on the list, and no other, are asked for")
        rows = json.loads(newsroom.qala("feeds", "status", newsroom.config, "--json"))
        assert {row["url"] for row in rows} == set(urls[15:])
        assert {row["standing"] for row in rows} == {"healthy"}
        assert {row["name"] for row in rows} == {"Post"}
        newsroom.write(urls)
        newsroom.sync()
        newsroom.press.grow()
        newsroom.wait_for_all()
        assert a.stop() == b.stop() == 0
    newsroom.once_each()


def _url(newsroom: Newsroom, asked: Asked) -> str:
    place = next(host for host in newsroom.press.hosts if host.startswith(f"{asked.domain}:"))
    return f"http://{place}{asked.path}"


@pytest.mark.needs_apache("generations")
def test_a_zombie_publishes_nothing_twice(newsroom: Newsroom) -> None:
    """A replica that was stopped for longer than its session finds its feeds with another."""
    with newsroom.replica("a") as a, newsroom.replica("b") as b:
        settled(newsroom, "a", "b")
        for _ in range(2):
            newsroom.press.grow()
            time.sleep(0.4)
            a.send(signal.SIGSTOP)
            newsroom.press.grow()
            settled(newsroom, "b")
            newsroom.wait_for_all()
            newsroom.press.grow()
            a.send(signal.SIGCONT)
            settled(newsroom, "a", "b")
        newsroom.wait_for_all()
        a.wait_until("partitions lost")
        assert a.stop() == b.stop() == 0
    newsroom.once_each()
