"""``make bench-kafka``: records a second from topic to topic, in one table.

Records wait in a topic of four partitions; then one process or two of a group move them. The rate
is that of the time in which all of the processes were at work, without their start. ``CPU`` is that
of the processes, ``broker`` that of the broker, both a record. What counts are the ratios.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from msgspec import Struct

from tests.bench.kafka import records
from tests.cli.feeds.hostile_world import MEGABYTE, resident
from tests.kafka.broker import Cluster
from tests.kafka.topics import Topics
from tests.kafka.worker import Line

PARTITIONS: Final = 4
COUNTS: Final = {"bare": 20_000, "empty": 20_000, "whole": 6_000}
PATIENCE: Final = 120.0
_TICK: Final = os.sysconf("SC_CLK_TCK")

Progress = list[tuple[float, int, float]]
"""Of one process, batch by batch: time of day, records so far, CPU seconds so far."""


class Moved(Struct, frozen=True, kw_only=True):
    """What one run came to."""

    rate: float
    cpu: float
    """Milliseconds a record, of all processes."""
    broker: float
    most: int
    """Bytes of memory of the largest process."""
    lag: int


def main() -> None:
    """Measure and print."""
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    print(f"{'':<12}{'':<15}{'':<8}{'':>4}{'records/s':>11}{'ratio':>16}", end="")
    print(f"{'CPU':>9}{'broker':>9}{'RSS':>8}{'lag':>6}")
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder), lasting=True) as cluster:
        broker = cluster.brokers[0].process
        assert broker is not None
        Bench(cluster.bootstrap, Path(folder), broker.pid).move(
            "bare", 1, "2 kB", "exactly-once"
        )  # a broker is slow at first
        for size in records.SIZES:
            for delivery in ("at-least-once", "exactly-once"):
                _table(Bench(cluster.bootstrap, Path(folder), broker.pid), size, delivery)


def _table(bench: Bench, size: str, delivery: str) -> None:
    before: dict[str, float] = {}
    for kind, processes in (("bare", 1), ("empty", 1), ("whole", 1), ("whole", 2)):
        moved = bench.move(kind, processes, size, delivery)
        ratio = ""
        if kind == "empty":
            ratio = f"{moved.rate / before['bare']:.0%} of bare"
        elif processes == 2:
            ratio = f"{moved.rate / before['whole']:.2f} x one"
        before[kind] = moved.rate
        print(
            f"{size:<12}{delivery:<15}{kind:<8}{processes:>4}{moved.rate:>11,.0f}{ratio:>16}"
            f"{moved.cpu:>6.2f} ms{moved.broker:>6.2f} ms"
            f"{moved.most / MEGABYTE:>5.0f} MB{moved.lag:>6}",
            flush=True,
        )


class Bench:
    """One broker, and processes between its topics."""

    def __init__(self, bootstrap: str, folder: Path, broker: int) -> None:
        self._bootstrap = bootstrap
        self._folder = folder
        self._broker = broker

    def move(self, kind: str, processes: int, size: str, delivery: str) -> Moved:
        """Have records moved, and measure it."""
        topics = Topics(self._bootstrap)
        line = Line(topics, self._folder, partitions=PARTITIONS)
        count = COUNTS[kind] * (processes if kind == "whole" else 1)
        _fill(line, size, count)
        settings = line.write(
            source={"batch_records": 100},
            sink__kafka={"delivery": delivery, "claims": None, "carriers": None},
        )
        outputs = [self._folder / f"out-{number}" for number in range(processes)]
        command = [sys.executable, "-m", "tests.bench.kafka.mover", kind, str(settings)]
        started = []
        for output in outputs:
            with output.open("wb") as out:
                started.append(subprocess.Popen(command, stdout=out))
        try:
            spent, most = self._watch(outputs, started, count)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(PATIENCE)
        lag = _lag(line, count)
        topics.close()
        moved = [_progress(output) for output in outputs]
        return _summed(moved, spent / count, most, lag)

    def _watch(
        self, outputs: list[Path], started: list[subprocess.Popen[bytes]], count: int
    ) -> tuple[float, int]:
        """Wait until all is moved; return the broker's CPU seconds and the most memory."""
        before, most = _cpu(self._broker), 0
        until = time.monotonic() + PATIENCE
        while sum(told[-1][1] for told in map(_progress, outputs) if told) < count:
            most = max(most, *(resident(process.pid) for process in started))
            if time.monotonic() > until or any(p.poll() is not None for p in started):
                message = f"not all was moved: see {outputs[0]}"
                raise SystemExit(message)
            time.sleep(0.2)
        return _cpu(self._broker) - before, most


def _fill(line: Line, size: str, count: int) -> None:
    with KafkaProducer(
        bootstrap_servers=line.bootstrap, linger_ms=20, batch_size=200_000, compression_type="zstd"
    ) as producer:
        for number, body in enumerate(records.made(size, count)):
            place = number % PARTITIONS
            producer.send(line.records, value=body, key=b"%d" % number, partition=place)
        producer.flush()


def _progress(output: Path) -> Progress:
    lines = output.read_text(encoding="ascii").split("\n")[:-1]
    return [(float(at), int(so_far), float(cpu)) for at, so_far, cpu in map(str.split, lines)]


def _summed(moved: list[Progress], broker: float, most: int, lag: int) -> Moved:
    """Sum up what was moved while all were at work."""
    begin = max(told[0][0] for told in moved)
    end = min(told[-1][0] for told in moved)
    during = [[each for each in told if begin <= each[0] <= end] for told in moved]
    counted = sum(told[-1][1] - told[0][1] for told in during)
    cpu = sum(told[-1][2] - told[0][2] for told in during)
    return Moved(
        rate=counted / (end - begin),
        cpu=cpu / counted * 1000,
        broker=broker * 1000,
        most=most,
        lag=lag,
    )


def _lag(line: Line, count: int) -> int:
    with KafkaAdminClient(bootstrap_servers=line.bootstrap) as admin:
        kept = admin.list_group_offsets([line.group])[line.group]
    return count - sum(int(each.offset) for each in kept.values())


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


if __name__ == "__main__":
    main()
