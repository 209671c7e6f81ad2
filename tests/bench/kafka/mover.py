"""One process that moves records from topic to topic, and tells how far it is.

    python -m tests.bench.kafka.mover KIND SETTINGS.toml

``bare`` is kafka-python alone: polls, sends what it got, commits, in our batches and with our
options. ``empty`` is our loop, source, sink and outbox, with nothing done to a record. ``whole``
is what ``qala run`` does. Each batch is a line of standard output: time of day, records so far,
CPU seconds so far. SIGTERM ends it.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import closing
from pathlib import Path

from kafka.structs import MemberState, OffsetAndMetadata, TopicPartition

from worker import config
from worker.article import Record
from worker.cli import run, wiring
from worker.cli.kafka import Cluster
from worker.config import Settings
from worker.event import Outcome, Relayed
from worker.ports import Happening
from worker.runtime.budget import Alone, Lap
from worker.runtime.happenings import BatchSettled
from worker.runtime.loop import Job, Loop
from worker.runtime.stop import Stop
from worker.sinks.kafka import Kafka, Topics


class Told:
    """Prints a line for each batch. An observer of the loop, too."""

    def __init__(self) -> None:
        self._records = 0

    def __call__(self, happening: Happening, /) -> None:
        """Count what is settled."""
        if isinstance(happening, BatchSettled) and happening.records:
            self.moved(happening.records)

    def moved(self, records: int) -> None:
        """Tell of a batch."""
        self._records += records
        print(f"{time.time()} {self._records} {time.process_time()}", flush=True)


def whole(settings: Settings, stop: Stop, told: Told) -> None:
    """Run the worker."""
    run._run(settings, stop, [told])  # noqa: SLF001 - all of it but the reading of arguments


def empty(settings: Settings, stop: Stop, told: Told) -> None:
    """Run the loop with a process that does nothing."""
    cluster = Cluster(settings, told)
    chosen = settings.sink.kafka
    topics = Topics(
        articles=chosen.articles,
        dead_letters=chosen.dead_letters,
        records=chosen.articles,
        most=chosen.max_message_bytes,
    )
    sink = Kafka(cluster.outbox, topics, ready=lambda: None, key=_key)
    with closing(cluster.source()) as source, closing(sink):
        job = Job(
            source=source,
            sink=sink,
            work=Alone(_pass_on, wiring.budget(settings)),
            policy=wiring.policy(settings.retry),
            relay=sink,
        )
        Loop(job, observe=told, stop=stop).run()


def _pass_on(record: Record, _lap: Lap) -> Outcome:
    return Relayed(record=record)


def _key(record: Record) -> bytes | None:
    return record.envelope.key if record.envelope else None


def bare(settings: Settings, stop: Stop, told: Told) -> None:
    """Move messages with the client alone."""
    source, sink = settings.source, settings.sink.kafka
    exactly = sink.delivery == "exactly-once"
    client = Cluster(settings, told).client
    consumer = client.consumer(
        group_id=source.kafka.group,
        auto_offset_reset="earliest",
        max_poll_records=source.batch_records,
        fetch_max_bytes=source.batch_bytes,
    )
    consumer.subscribe(topics=[source.kafka.topic])
    name = {"transactional_id": f"bare-{os.getpid()}"} if exactly else {}
    producer = client.producer(compression_type=sink.compression, **name)
    if exactly:
        producer.init_transactions()
    while not stop.requested:
        joined = consumer.group_metadata().state == MemberState.STABLE
        fetched = consumer.poll(timeout_ms=100 if joined else 5_000)
        messages = [each for part in fetched.values() for each in part]
        if not messages:
            continue
        offsets = {
            TopicPartition(each.topic, each.partition): OffsetAndMetadata(each.offset + 1, "", -1)
            for each in messages
        }
        if exactly:
            producer.begin_transaction()
        sent = [producer.send(sink.articles, value=m.value, key=m.key) for m in messages]
        producer.flush()
        for future in sent:
            future.get()
        if exactly:
            producer.send_offsets_to_transaction(offsets, consumer.group_metadata())
            producer.commit_transaction()
        else:
            consumer.commit(offsets)
        told.moved(len(messages))
    consumer.close()
    producer.close()


def main() -> None:
    """Move until told to stop."""
    kind, path = sys.argv[1:]
    settings = config.load(Path(path), {})
    stop = Stop()
    with stop.listen():
        {"bare": bare, "empty": empty, "whole": whole}[kind](settings, stop, Told())


if __name__ == "__main__":
    main()
