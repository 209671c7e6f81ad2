"""Signals, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait
from worker.runtime.stop import Stop

ROOT = Path(__file__).parents[2]
PROGRAM = textwrap.dedent(
    """
    import sys, time
    from tests.runtime.memory import Diary, MemorySink, MemorySource, job
    from worker.runtime.loop import Loop
    from worker.runtime.stop import Stop

    stop = Stop()
    source = MemorySource([[f"{n}-a", f"{n}-b"] for n in range(10_000)])
    sink = MemorySink()
    publish = sink.publish

    def slowly(event, *, trace=None):
        print(event.article.id, flush=True)
        time.sleep(float(sys.argv[1]))
        publish(event)

    sink.publish = slowly
    with stop.listen():
        end = Loop(job(source, sink), observe=Diary(), stop=stop).run()
    assert sorted(sink.kept) == sorted(source.committed), "flushed is committed"
    print(end, stop.signal.name, len(source.committed) % 2)
    """
)


def start(seconds: float) -> subprocess.Popen[str]:
    """Start a worker that takes ``seconds`` to write an event."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_finishes_the_batch_in_hand(number: signal.Signals) -> None:
    """A signal amid a batch lets it be flushed and committed whole, and then ends the loop."""
    with start(0.05) as process:
        assert process.stdout
        assert process.stdout.readline() == "0-a\n"
        process.send_signal(number)
        told, _ = process.communicate(timeout=PATIENCE)
    assert told.splitlines()[-1] == f"stopped {number.name} 0"
    assert process.returncode == 0


def test_the_second_signal_ends_at_once() -> None:
    """A worker that hangs in a batch ends with 128 + the number of the second signal."""
    with start(2 * PATIENCE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert process.poll() is None

        def ended() -> bool:
            # One that comes while the first has not been taken yet is no second.
            process.send_signal(signal.SIGTERM)
            return process.poll() is not None

        wait(ended, "the process ends")
        assert process.returncode == 128 + signal.SIGTERM


def test_a_wait_ends_when_a_stop_is_requested() -> None:
    """Waits for a part that is away do not hold up a stop."""
    stop = Stop()
    threading.Timer(0.1, stop.request).start()
    began = time.monotonic()
    stop.wait(2 * PATIENCE)
    assert time.monotonic() - began < PATIENCE
    assert stop.requested
