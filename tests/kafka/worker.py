"""``qala run`` as a process between topics of a real broker, and what came of its records.

Owns the process. Its contract: a worker that a test started never outlives the test (`with`).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from kafka import KafkaProducer

from tests.kafka.reading import contents
from tests.kafka.topics import Topics
from tests.patience import PATIENCE, wait


class Line:
    """A set of topics, and the settings of workers between them."""

    def __init__(self, topics: Topics, folder: Path, *, partitions: int = 2) -> None:
        self.bootstrap = topics.bootstrap
        self.folder = folder
        self.records = topics("records", partitions=partitions)
        self.articles = topics("articles", partitions=partitions)
        self.claims = topics("claims", partitions=partitions)
        self.carriers = topics("carriers", partitions=partitions)
        self.dead = topics("dead")
        self.known = topics("known", partitions=2, cleanup_policy="compact,delete")
        self.group = self.records.replace("records", "group")

    def settings(self, **sections: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings of a worker from records to articles, with some of one's own."""
        usual: dict[str, dict[str, Any]] = {
            "source": {"kind": "kafka", "batch_records": 50},
            "source.kafka": {
                "topic": self.records,
                "group": self.group,
                "poll_seconds": 0.1,
                "session_seconds": 6,
                "max_poll_seconds": 30,
            },
            "sink": {"kind": "kafka"},
            "sink.kafka": {
                "articles": self.articles,
                "claims": self.claims,
                "carriers": self.carriers,
                "dead_letters": self.dead,
                "records": self.records,
                "transaction_seconds": 5,
            },
            "copies": {"memory": "kafka", "topic": self.known},
            "kafka": {"bootstrap": self.bootstrap.split(",")},
            "retry": {"first_seconds": 0.1, "longest_seconds": 1, "give_up_after_seconds": 60},
            "log": {"format": "json"},
        }
        for name, values in sections.items():
            usual.setdefault(name, {}).update(values)
        return usual

    def write(self, name: str = "worker", **sections: Mapping[str, Any]) -> Path:
        """Write settings into a file; ``sections`` are named with ``__`` for each dot.

        A value of None leaves out what is usual.
        """
        dotted = {key.replace("__", "."): value for key, value in sections.items()}
        top = dotted.pop("top", {})
        path = self.folder / f"{name}.toml"
        lines = [f"{key} = {json.dumps(value)}" for key, value in top.items()]
        for section, values in self.settings(**dotted).items():
            given = {key: value for key, value in values.items() if value is not None}
            lines += [f"[{section}]", *(f"{key} = {json.dumps(v)}" for key, v in given.items())]
        path.write_text("\n".join(lines))
        return path

    def worker(self, name: str = "worker", **sections: Mapping[str, Any]) -> Worker:
        """Start a worker."""
        return Worker(self.write(name, **sections))

    def produce(self, *records: bytes, keys: bool = True) -> None:
        """Put records into the topic, keyed by their words unless told otherwise."""
        with KafkaProducer(bootstrap_servers=self.bootstrap) as producer:
            for record in records:
                producer.send(self.records, value=record, key=record[:64] if keys else None)
            producer.flush()

    def read(self, topic: str) -> list[Any]:
        """Return all that is committed in a topic."""
        return contents(self.bootstrap, topic)

    def wait_for(self, topic: str, number: int) -> list[Any]:
        """Return what is in a topic once there are so many."""
        found: list[Any] = []

        def there() -> bool:
            found[:] = self.read(topic)
            return len(found) >= number

        wait(there, f"{number} messages in {topic}")
        return found


class Worker:
    """A process of ``qala run``."""

    def __init__(self, settings: Path) -> None:
        self.log = settings.with_suffix(f".{time.monotonic_ns()}.log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "worker", "run", str(settings)],
                stderr=log,
                stdout=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if "QALA" not in name}
                | {"PYTHONFAULTHANDLER": "1"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def stop(self) -> int:
        """Ask the worker to end, and return its status; one that does not says where it stands."""
        if self.process.poll() is None:
            self.wait_until("started")  # before that it takes no signal
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGABRT)
            self.process.wait()
            pytest.fail(self.log.read_text(encoding="utf-8", errors="replace")[-12_000:])

    def told(self, message: str) -> list[dict[str, Any]]:
        """Return the lines of the log with that message."""
        text = self.log.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]  # it may be writing one more
        read = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
        return [line for line in read if line["message"] == message]

    def wait_until(self, message: str, times: int = 1) -> list[dict[str, Any]]:
        """Return the lines with that message once there are so many."""

        def there() -> bool:
            return len(self.told(message)) >= times

        def there_or_ended() -> bool:
            return there() or self.process.poll() is not None

        wait(there_or_ended, f"{message}, see {self.log}", every=0.1)
        assert there(), self.log.read_text(encoding="utf-8")[-3000:]
        return self.told(message)
