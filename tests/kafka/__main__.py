"""``make kafka`` and ``make kafka-stop``: one broker at 127.0.0.1:9092, which stays until it is stopped.

What it holds is kept in ``build/kafka/broker``, over stops and starts, until ``make clean``.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from tests.kafka.broker import Cluster
from tests.kafka.installation import BUILD, MissingError
from tests.kafka.settings import Ports
from tests.patience import wait

HOME = BUILD / "broker"
PID = HOME / "pid"
PORTS = Ports(plain=9092, controller=9093, sasl=9094, tls=9095, mtls=9096)


def main(command: str) -> str | None:
    """Start or stop the broker; return what went wrong."""
    return start() if command == "start" else stop()


def start() -> str | None:
    """Start the broker, unless it runs."""
    if running() is None:
        try:
            cluster = Cluster(HOME, lasting=True, ports=[PORTS])
            cluster.start()
        except (MissingError, RuntimeError, TimeoutError) as error:
            return str(error)
        process = cluster.brokers[0].process
        assert process is not None
        PID.write_text(str(process.pid))
        process.returncode = 0  # it is meant to stay
    print(f"Kafka answers at 127.0.0.1:{PORTS.plain}. Its log: {HOME}/broker-1/broker.log")
    print("`make kafka-stop` ends it; `KAFKA_BOOTSTRAP=127.0.0.1:9092 make test` tests with it.")
    return None


def stop() -> str | None:
    """Stop the broker, and return when it has ended."""
    process = running()
    if process is None:
        print("no Kafka of `make kafka` runs")
        return None
    os.kill(process, signal.SIGTERM)
    try:
        wait(lambda: running() is None, f"Kafka does not end: its process is {process}")
    except TimeoutError as error:
        return str(error)
    PID.unlink()
    print("Kafka has stopped")
    return None


def running() -> int | None:
    """Return the process of the broker that `start` started, if it is there still."""
    with suppress(OSError, ValueError):
        process = int(PID.read_text())
        os.kill(process, 0)
        return process
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
