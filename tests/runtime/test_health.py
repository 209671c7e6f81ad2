"""Health: alive, ready, and the port that tells."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from tests.patience import PATIENCE
from tests.runtime.memory import MemorySink, MemorySource, job
from worker.errors import UsageError
from worker.ports import Happening
from worker.runtime.happenings import Answered, BatchRead, Failed, GaveUp, Started
from worker.runtime.health import Health, serve
from worker.runtime.loop import Loop
from worker.runtime.metrics import Metrics
from worker.runtime.stop import Stop

STARTED = Started(version="1", source="files", sink="sqlite", packs={})
AWAY = Failed(part="sink", attempt=1, wait=100.0, message="away")


class Clock:
    """A clock to set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


READY = [
    ("nothing yet", [], "waiting for packs, sink, source"),
    ("packs loaded", [STARTED], "waiting for sink, source"),
    ("sink answered", [STARTED, Answered(part="sink")], "waiting for source"),
    ("source away", [STARTED, Answered(part="sink"), AWAY], "waiting for source"),
    ("all answered", [STARTED, Answered(part="sink"), Answered(part="source")], "ready"),
    ("lost again", [STARTED, Answered(part="sink"), Answered(part="source"), AWAY], "ready"),
]


@pytest.mark.parametrize(
    ("happenings", "message"), [row[1:] for row in READY], ids=[row[0] for row in READY]
)
def test_ready(happenings: list[Happening], message: str) -> None:
    """Ready is when everything needed has been there once, and stays so."""
    health = Health()
    for happening in happenings:
        health(happening)
    verdict = health.ready()
    assert verdict.message == message
    assert verdict.well == (message == "ready")


ALIVE = [
    ("just begun", [], 59.0, True),
    ("stuck from the start", [], 61.0, False),
    ("turned", [BatchRead(records=0)], 59.0, True),
    ("stuck", [BatchRead(records=0)], 61.0, False),
    ("waiting for a sink", [AWAY], 159.0, True),
    ("stuck after a wait", [AWAY], 161.0, False),
    ("a wait that is over", [AWAY, BatchRead(records=1)], 61.0, False),
]


@pytest.mark.parametrize(
    ("happenings", "later", "well"), [row[1:] for row in ALIVE], ids=[row[0] for row in ALIVE]
)
def test_alive(happenings: list[Happening], later: float, well: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """Alive is a loop that turned within its patience, or waits for a part that is away."""
    clock = Clock()
    health = Health(patience=60.0, clock=clock)
    clock.now = 1000.0
    for happening in happenings or [GaveUp(part="sink", message="")]:
        health(happening)
    clock.now += later
    assert health.alive().well is well


@pytest.fixture
def served() -> Iterator[tuple[Health, CollectorRegistry, http.client.HTTPConnection]]:
    """Serve on a free port of the loopback."""
    health, registry = Health(), CollectorRegistry()
    with serve(health, registry, host="127.0.0.1", port=0) as (host, port):
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        yield health, registry, connection
        connection.close()


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
    """Ask for a path."""
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_running_worker_is_scraped(
    served: tuple[Health, CollectorRegistry, http.client.HTTPConnection],
) -> None:
    """During a run /metrics, /healthz and /readyz tell what the loop has done so far."""
    health, registry, connection = served
    metrics = Metrics(registry, source="files", languages=["en"], reasons=[])
    assert get(connection, "/readyz") == (503, "waiting for packs, sink, source\n")
    seen: list[tuple[int, str]] = []

    def observe(happening: Happening) -> None:
        metrics(happening)
        health(happening)
        if happening == BatchRead(records=1):
            seen.extend(get(connection, path) for path in ("/metrics", "/healthz", "/readyz"))

    observe(STARTED)
    Loop(job(MemorySource([["a", "b"], ["c"]]), MemorySink()), observe=observe, stop=Stop()).run()
    (status, scrape), healthz, readyz = seen
    assert status == 200
    assert 'qala_records_total{outcome="published",source="files"} 2.0' in scrape
    assert "_created" not in scrape
    assert healthz[0] == 200
    assert readyz == (200, "ready\n")


def test_other_paths_name_the_right_ones(
    served: tuple[Health, CollectorRegistry, http.client.HTTPConnection],
) -> None:
    """An unknown path answers 404 and says what there is."""
    status, told = get(served[2], "/")
    assert status == 404
    assert "/metrics" in told


def test_a_port_that_is_taken_is_a_clear_fault() -> None:
    """It names the address and the settings to change."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port}.*http\.port"),
            serve(Health(), CollectorRegistry(), host="127.0.0.1", port=port),
        ):
            pass
