"""Records that are poured into a topic, and what has to have come of them.

Its rule: the outcome is compared record by record, as one reads it who sees only what is committed.
Each good record is one event, each poison one a dead letter with its bytes; nothing is there twice
and nothing else is there.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from tests.kafka.worker import Line, Worker
from tests.patience import PATIENCE, wait

NEWS = "The mayor of Brackwater, Lena Voss, said on Monday that the old ferry would sail by May."


def good(number: int, *, feed: str | None = None) -> bytes:
    """Make a record of an article of its own."""
    record = {
        "url": f"https://post.example/{number}",
        "title": f"Ferry {number}",
        "text": f"{NEWS} No. {number}.",
        "source": {"name": "Brackwater Post", "feed": feed},
    }
    return json.dumps(record).encode()


def poison(number: int, *, size: int = 0) -> bytes:
    """Make a record that can't be read, of at least ``size`` bytes."""
    return b"\xff{%d}" % number + b"x" * size


class Load:
    """What is poured into a line, every ``poisoned``-th record of it poison."""

    def __init__(self, line: Line, *, poisoned: int = 10) -> None:
        self._line = line
        self._poisoned = poisoned
        self._poured = 0
        self._bad: list[bytes] = []
        self._good: list[str] = []
        self._all: list[bytes] = []

    def pour(self, count: int) -> None:
        """Put the next records in."""
        with KafkaProducer(bootstrap_servers=self._line.bootstrap, linger_ms=20) as producer:
            sent = []
            for number in range(self._poured, self._poured + count):
                if number % self._poisoned:
                    body = good(number)
                    self._good.append(f"https://post.example/{number}")
                else:
                    body = poison(number)
                    self._bad.append(body)
                self._all.append(body)
                sent.append(producer.send(self._line.records, value=body, key=b"%d" % number))
            producer.flush()
            for future in sent:
                future.get(PATIENCE)
        self._poured += count

    def expect(self, count: int) -> None:
        """Take ``count`` records as poured that another has put in."""
        self._poured = count

    def wait(self, *workers: Worker) -> None:
        """Return when the group has committed all that was poured; ``workers`` must live."""

        def done() -> bool:
            for worker in workers:
                assert worker.process.poll() is None, worker.log.read_text()[-3000:]
            return self.left() <= 0

        wait(done, f"all {self._poured} records committed", every=0.3)

    def left(self) -> int:
        """Return how many of the poured records the group has not committed."""
        return self._poured - sum(committed(self._line))

    def check(self) -> None:
        """Compare what came out with what was poured."""
        stands = Counter(each.value for each in self._line.read(self._line.records))
        amiss = _difference(stands, Counter(self._all))
        assert not amiss, f"records too many (> 0) or too few (< 0): {amiss}"
        events = [json.loads(each.value) for each in self._line.read(self._line.articles)]
        urls = Counter(each["article"]["url"] for each in events)
        amiss = _difference(urls, Counter(self._good))
        assert not amiss, f"events too many (> 0) or too few (< 0): {amiss}"
        assert len({each["id"] for each in events}) == len(events)
        dead = Counter(each.value for each in self._line.read(self._line.dead))
        amiss = _difference(dead, Counter(self._bad))
        assert not amiss, f"dead letters too many (> 0) or too few (< 0): {amiss}"


def committed(line: Line) -> list[int]:
    """Return the offset of each partition that the group of a line has committed."""
    with KafkaConsumer(
        bootstrap_servers=line.bootstrap, group_id=line.group, enable_auto_commit=False
    ) as consumer:
        numbers = sorted(consumer.partitions_for_topic(line.records))
        return [
            consumer.committed(TopicPartition(line.records, number), timeout_ms=PATIENCE * 1000)
            or 0
            for number in numbers
        ]


def _difference(found: Counter[Any], wanted: Counter[Any]) -> dict[Any, int]:
    """Return what is there too often (> 0) or too seldom (< 0)."""
    keys = found.keys() | wanted.keys()
    return {key: found[key] - wanted[key] for key in keys if found[key] != wanted[key]}
