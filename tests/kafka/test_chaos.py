"""What may befall workers and brokers, and that nothing of it loses or repeats a record.

``CHAOS_RECORDS`` is how many records a scenario moves: ``make chaos`` takes 20,000. With fewer the
scenarios are short as well, for everyday.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from kafka import KafkaProducer
from kafka.admin import ConfigResource, KafkaAdminClient

from tests.cli.feeds.hostile_world import MEGABYTE, resident
from tests.kafka.broker import Cluster
from tests.kafka.load import Load, good, poison
from tests.kafka.topics import Topics
from tests.kafka.worker import Line, Worker

RECORDS: Final = int(os.environ.get("CHAOS_RECORDS", "300"))
LONG: Final = RECORDS >= 20_000
KILLS: Final = 20 if LONG else 4
OUTAGE: Final = 60.0 if LONG else 5.0
SESSION: Final = 3
"""Seconds after which the group takes a worker for dead."""


@pytest.fixture
def line(topics: Topics, tmp_path: Path) -> Line:
    """Make topics for one scenario."""
    return Line(topics, tmp_path, partitions=4)


@pytest.fixture
def replicated(three_topics: Topics, tmp_path: Path) -> Line:
    """Make topics on three brokers."""
    return Line(three_topics, tmp_path, partitions=4)


def started(line: Line, name: str, **sections: Any) -> Worker:  # noqa: ANN401 - settings
    """Start a worker whose group notices soon, without a memory that could hide a repetition."""
    usual: dict[str, Any] = {
        "source": {"batch_records": 100 if LONG else 10},
        "source__kafka": {"session_seconds": SESSION},
        "kafka__consumer_options": {"heartbeat_interval_ms": 500},
        "copies": {"enabled": False, "memory": "run"},
        "retry": {"give_up_after_seconds": 200},
    }
    return line.worker(name, **(usual | sections))


@contextmanager
def pair(line: Line, **sections: Any) -> Iterator[tuple[Worker, Worker]]:  # noqa: ANN401
    """Start two workers that have shared the partitions."""
    with started(line, "a", **sections) as first, started(line, "b", **sections) as second:
        for each in (first, second):
            each.wait_until("partitions changed")
        yield first, second


@pytest.mark.needs_apache("read_committed")
def test_workers_that_are_killed_lose_and_repeat_nothing(line: Line) -> None:
    """One of two workers is killed at any moment, again and again, and another takes its place."""
    load, chance = Load(line), random.Random(5)  # noqa: S311 - no secret
    with ExitStack() as stack:
        workers = [stack.enter_context(started(line, f"first-{n}")) for n in range(2)]
        for kill in range(KILLS):
            load.pour(RECORDS // KILLS)
            workers[0].wait_until("partitions changed")
            time.sleep(chance.random())
            workers.pop(0).process.kill()
            workers.append(stack.enter_context(started(line, f"next-{kill}")))
        load.wait(*workers)
        assert [each.stop() for each in workers] == [0, 0]
    load.check()


def test_a_worker_that_is_asked_to_end_hands_over_at_once(line: Line) -> None:
    """It settles the batch in hand and ends with 0; the other has all long before a session ends."""
    load = Load(line)
    slow = {"source__kafka": {"session_seconds": 120, "max_poll_seconds": 150}}
    with pair(line, **slow) as (first, second):
        load.pour(RECORDS)
        began = time.monotonic()
        assert first.stop() == 0
        while second.told("partitions changed")[-1]["owned"] < 4:
            assert time.monotonic() - began < 90, "the partitions were not handed over"
            time.sleep(0.1)
        load.wait(second)
        assert second.stop() == 0
    load.check()


def test_each_of_three_brokers_may_be_killed(replicated: Line, three: Cluster) -> None:
    """One after the other dies and comes back; between them they lead all there is to be led."""
    load = Load(replicated)
    with pair(replicated) as workers:
        for number in range(3):
            load.pour(RECORDS // 3)
            three.kill(number)
            time.sleep(2)
            three.restart(number)
        load.wait(*workers)
        assert [each.stop() for each in workers] == [0, 0]
    load.check()


@pytest.mark.parametrize("how", ["paused", "killed"])
def test_all_brokers_may_be_gone_for_a_while(replicated: Line, three: Cluster, how: str) -> None:
    """The worker waits within bounded memory, and goes on when they are back."""
    load = Load(replicated)
    load.pour(RECORDS)
    with started(replicated, "waiting") as worker:
        worker.wait_until("partitions changed")
        before = resident(worker.process.pid)
        for number in range(3):
            (three.pause if how == "paused" else three.kill)(number)
        try:
            time.sleep(OUTAGE)
            grown = (resident(worker.process.pid) - before) / MEGABYTE
        finally:
            if how == "paused":
                for number in range(3):
                    three.resume(number)
                three.wait()
            else:
                three.start_again()
        assert grown < 60, "memory grows while no broker answers"
        load.wait(worker)
        assert worker.stop() == 0
    load.check()


@pytest.mark.needs_apache("read_committed")
def test_workers_may_come_and_go(line: Line) -> None:
    """Every few seconds one is added or taken away."""
    load = Load(line)
    turns = 8 if LONG else 3
    with started(line, "stays") as stays:
        for turn in range(turns):
            load.pour(RECORDS // turns)
            with started(line, f"guest-{turn}") as guest:
                guest.wait_until("partitions changed")
                time.sleep(1)
                assert guest.stop() == 0
        load.wait(stays)
        assert stays.stop() == 0
    load.check()


@pytest.mark.needs_apache("generations")
def test_a_zombie_commits_nothing(line: Line) -> None:
    """A worker that was stopped for longer than its session wakes beside one that has its partitions."""
    load = Load(line)
    with pair(line) as (first, second):
        for _ in range(3 if LONG else 1):
            load.pour(RECORDS // (3 if LONG else 1))
            first.send(signal.SIGSTOP)
            time.sleep(SESSION + 3)
            first.send(signal.SIGCONT)
            time.sleep(2)
        load.wait(first, second)
        assert [each.stop() for each in (first, second)] == [0, 0]
    load.check()


@pytest.mark.needs_apache("configs")
def test_dead_letters_wait_for_their_topic(line: Line) -> None:
    """Every second record is poison, and the topic of dead letters refuses for a while."""
    load = Load(line, poisoned=2)
    with KafkaAdminClient(bootstrap_servers=line.bootstrap) as admin:
        topic = ("TOPIC", line.dead)
        admin.alter_configs([ConfigResource(*topic, configs={"max.message.bytes": "100"})])
        load.pour(RECORDS)
        with pair(line) as workers:
            time.sleep(5)
            assert line.read(line.dead) == []
            admin.alter_configs([ConfigResource(*topic, configs={"max.message.bytes": "1048588"})])
            load.wait(*workers)
            assert [each.stop() for each in workers] == [0, 0]
    load.check()


def test_an_oversized_record_is_a_dead_letter_that_is_cut(line: Line) -> None:
    """What no message can hold stops nothing: every tenth record is too large, each is told of once."""
    count = RECORDS // 10
    with KafkaProducer(bootstrap_servers=line.bootstrap) as producer:
        for number in range(count):
            large = number % 10 == 0
            body = poison(number, size=40_000) if large else good(number)
            producer.send(line.records, value=body, key=b"%d" % number)
        producer.flush()
    with started(line, "cutting", sink__kafka={"max_message_bytes": 20_000}) as worker:
        events = line.wait_for(line.articles, count - -(-count // 10))
        letters = line.wait_for(line.dead, -(-count // 10))
        assert worker.stop() == 0
    dead = [each.value.partition(b"}")[0] + b"}" for each in letters]
    assert sorted(dead) == sorted(poison(number) for number in range(0, count, 10))
    assert len(events) + len(dead) == count


def test_an_article_that_comes_again_is_one_event_across_workers(line: Line) -> None:
    """What one worker has published is known to those that come after it, and to its peers."""
    known = {"enabled": True, "memory": "kafka", "topic": line.known}
    count = RECORDS // 2
    for feed in ("https://one.example/feed", "https://two.example/feed"):
        line.produce(*(good(number, feed=feed) for number in range(count)))
        load = Load(line)
        load.expect(count if "one" in feed else 2 * count)
        with pair(line, copies=known) as workers:
            load.wait(*workers)
            assert [each.stop() for each in workers] == [0, 0]
    urls = [json.loads(each.value)["article"]["url"] for each in line.read(line.articles)]
    assert sorted(urls) == sorted(f"https://post.example/{number}" for number in range(count))
    assert len(line.read(line.carriers)) == count
