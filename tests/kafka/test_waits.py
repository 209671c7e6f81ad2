"""No wait for the client is for ever: each ends, with an error that says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.future import Future

from tests.kafka.topics import Topics
from tests.patience import wait
from worker.edge.kafka.client import Client
from worker.edge.kafka.patient import PatientClient
from worker.edge.kafka.waits import UnansweredError, end, within

LONGEST_MS = 60_000
"""What the client says of its own longest wait."""


@pytest.fixture
def client() -> Iterator[Any]:
    """Return a client whose loop runs, as that of a consumer does; it connects to nothing."""
    made = PatientClient(
        bootstrap_servers="127.0.0.1:1",
        request_timeout_ms=LONGEST_MS,
        bootstrap_timeout_ms=LONGEST_MS,
    )
    with closing(made):
        made.loop.start()
        yield made


def test_what_is_answered_is_returned(client: Any) -> None:  # noqa: ANN401 - the client has no types
    """A value, nothing, or the error."""

    async def fails() -> None:
        message = "refused"
        raise KafkaTimeoutError(message)

    async def answers(value: object) -> object:
        return value

    assert client.loop.run(answers, 7) == 7
    assert client.loop.run(answers, None) is None
    with pytest.raises(KafkaTimeoutError, match="refused"):
        client.loop.run(fails)


def test_a_request_that_was_lost_is_not_waited_for(client: Any) -> None:  # noqa: ANN401
    """Its future is never done; the loop goes on for others."""

    async def lost() -> None:
        await Future()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client.loop, "_longest", 0.3)
        with pytest.raises(UnansweredError, match="no answer in"):
            client.loop.run(lost)

    async def answers() -> int:
        return 1

    assert client.loop.run(answers) == 1


def test_a_loop_that_never_rests_can_be_closed(client: Any) -> None:  # noqa: ANN401
    """A task that makes itself ready over and over is left undone, and a slow one is not awaited."""

    def again() -> None:
        client.loop.call_soon(again)

    client.loop.call_soon_threadsafe(again)
    client.loop.call_soon_threadsafe(lambda: time.sleep(60))
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 30


def test_a_call_may_take_its_time() -> None:
    """What is done in time is returned, and what it raises is raised."""
    assert within(30, lambda: time.sleep(0.01)) is None
    assert within(30, int, "7") == 7
    with pytest.raises(ValueError, match="invalid literal"):
        within(30, int, "x")


def test_a_producer_that_is_given_up_sends_no_more(topics: Topics) -> None:
    """Its thread ends, although something is left to send."""
    threads = set(threading.enumerate())
    client = Client(connection={"bootstrap_servers": topics.bootstrap})
    producer = client.producer(linger_ms=60_000, max_block_ms=30_000)
    future = producer.send(topics("given-up"), b"left")
    end(producer, seconds=0)
    wait(lambda: set(threading.enumerate()) <= threads, "the producer's threads have ended")
    assert future.failed()
