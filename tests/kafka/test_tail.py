"""``qala tail`` from a topic of a real broker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from tests.kafka.reading import contents
from tests.kafka.topics import Topics
from tests.kafka.worker import Line
from tests.sinks.events import event
from worker.cli import main


@pytest.fixture
def line(topics: Topics, tmp_path: Path) -> Line:
    """Make topics for one test."""
    return Line(topics, tmp_path)


def publish(line: Line, *names: str, commit: bool = True) -> None:
    """Put events into the topic, a millisecond apart, in one transaction."""
    with KafkaProducer(bootstrap_servers=line.bootstrap, transactional_id=line.articles) as sender:
        sender.init_transactions()
        sender.begin_transaction()
        for name in names:
            sender.send(line.articles, msgspec.json.encode(event(name, claims=1)), name.encode())
            sender.flush()
            time.sleep(0.002)
        if commit:
            sender.commit_transaction()
        else:
            sender.abort_transaction()
    contents(line.bootstrap, line.articles)  # the end of the transaction is written by then


@pytest.mark.needs_apache("read_committed")
def test_what_was_committed_last_is_shown(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    """The last claims come in the order of their messages; what was aborted never was there."""
    publish(line, "gone", commit=False)
    names = [f"a{number}" for number in range(12)]
    publish(line, *names)
    path = str(line.write())
    assert main(["tail", path, "--no-follow", "--json", "-n", "5"]) == 0
    shown = [json.loads(each)["article"]["id"] for each in capsys.readouterr().out.splitlines()]
    assert shown == names[-5:]
    assert main(["tail", path, "--topic", line.articles, "--no-follow", "-n", "50"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 12
    assert main(["tail", path, "--no-follow", "--since", "2999-01-01"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["tail", path, "--topic", "nowhere", "--no-follow"]) == 3
    assert "topic nowhere is not there" in capsys.readouterr().err


def test_what_comes_is_shown(line: Line) -> None:
    """It follows what is committed later, and passes over what is no event."""
    publish(line, "a")
    with subprocess.Popen(
        [sys.executable, "-m", "worker", "tail", str(line.write()), "--json", "-n", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if "QALA" not in name},
    ) as tail:
        assert tail.stdout is not None
        assert tail.stderr is not None
        assert json.loads(tail.stdout.readline())["article"]["id"] == "a"
        with KafkaProducer(bootstrap_servers=line.bootstrap) as sender:
            sender.send(line.articles, b"{", b"x").get(60)
        publish(line, "b")
        assert json.loads(tail.stdout.readline())["article"]["id"] == "b"
        tail.terminate()
        assert b"passed over a message" in tail.stderr.read()
