"""From topic to topic with ``qala run`` and a real broker: what goes in, what comes out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer

from tests.kafka.topics import Topics
from tests.kafka.worker import Line
from tests.patience import PATIENCE

NEWS = (
    "The mayor of Brackwater, Lena Voss, said on Monday that the old ferry would sail again by May. "
    '"We have waited long enough," she told reporters at the pier.'
)


def record(number: int, *, text: str = NEWS, feed: str | None = None) -> bytes:
    """Make a record of our own, one URL each."""
    source = {"name": "Brackwater Post", "feed": feed}
    url = f"https://post.example/{number}"
    return json.dumps(
        {"url": url, "title": f"Ferry {number}", "text": f"{text} No. {number}.", "source": source}
    ).encode()


@pytest.fixture
def line(topics: Topics, tmp_path: Path) -> Line:
    """Make topics for one test."""
    return Line(topics, tmp_path)


def headers(message: Any) -> dict[str, str]:  # noqa: ANN401 - the client has no types
    """Return the headers of a message as texts."""
    return {name: value.decode() for name, value in message.headers}


def test_events_claims_and_dead_letters_come_out(line: Line) -> None:
    """Each record becomes an event with its claims, or a dead letter with its bytes and headers."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with KafkaProducer(bootstrap_servers=line.bootstrap) as producer:
        producer.send(
            line.records, key=b"k1", value=record(1), headers=[("traceparent", trace.encode())]
        )
        producer.send(line.records, key=b"k2", value=b"\xff{", headers=[("desk", b"north")])
        producer.send(line.records, key=b"k3", value=None)
    with line.worker() as worker:
        dead = line.wait_for(line.dead, 2)
        [event] = line.wait_for(line.articles, 1)
        assert worker.stop() == 0
    told = headers(event)
    body = json.loads(event.value)
    assert event.key.decode() == body["article"]["id"] == told["ce_subject"]
    assert (told["ce_id"], told["ce_type"]) == (body["id"], "qala.article/1")
    assert (told["ce_specversion"], told["content-type"]) == ("1.0", "application/json")
    assert told["traceparent"] == trace
    claims = line.read(line.claims)
    assert [json.loads(each.value)["claim"]["id"] for each in claims] == ["c1", "c2"]
    assert {each.key.decode() for each in claims} == {"Lena Voss"}
    bad = {each.key: each for each in dead}
    assert bad[b"k2"].value == b"\xff{"
    assert headers(bad[b"k2"]) | {"desk": "north"} == headers(bad[b"k2"])
    assert headers(bad[b"k2"])["qala-dlq-reason"] == "not-utf8"
    assert headers(bad[b"k2"])["qala-dlq-topic"] == line.records
    assert headers(bad[b"k2"])["qala-dlq-attempts"] == "1"
    assert headers(bad[b"k3"])["qala-dlq-reason"] == "empty"


def test_an_article_that_comes_again_is_published_once(line: Line) -> None:
    """Over restarts and workers: known articles are in the topic, and their carriers are told."""
    line.produce(record(1, feed="https://one.example/feed"), record(2))
    with line.worker() as worker:
        line.wait_for(line.articles, 2)
        assert worker.stop() == 0
    line.produce(record(1, feed="https://two.example/feed"), record(3))
    with line.worker() as worker:
        events = line.wait_for(line.articles, 3)
        line.wait_for(line.carriers, 1)
        assert worker.stop() == 0
    assert sorted(json.loads(each.value)["article"]["title"] for each in events) == [
        "Ferry 1",
        "Ferry 2",
        "Ferry 3",
    ]
    carriers = [json.loads(each.value) for each in line.read(line.carriers)]
    assert [each["feed"] for each in carriers] == ["https://two.example/feed"]
    copies = [json.loads(each.value)["article"]["duplicate_of"] for each in events]
    assert len([each for each in copies if each]) == 2, "copies are told across partitions"


@pytest.mark.needs_apache("read_committed")
def test_a_worker_that_is_killed_loses_and_repeats_nothing(line: Line) -> None:
    """Ten kills at any moment: each record is one event among what is committed."""
    line.produce(*(record(number) for number in range(400)))
    for number in range(10):
        with line.worker(f"killed-{number}", source={"batch_records": 20}) as worker:
            worker.wait_until("partitions changed")
            time.sleep(0.1 * number)
            worker.process.kill()
    with line.worker("last") as worker:
        worker.wait_until("started")
        events = line.wait_for(line.articles, 400)
        assert worker.stop() == 0
    ids = [json.loads(each.value)["id"] for each in events]
    assert len(ids) == len(set(ids)) == 400


def test_records_are_relayed_as_they_are(line: Line, tmp_path: Path) -> None:
    """``ingest`` sends what its source brings, by article; ``enrich`` makes the same events."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.jsonl").write_bytes(record(1) + b"\n" + record(2) + b"\n" + record(1) + b"\n")
    (articles / "b.html").write_text(f"<html><body><p>{NEWS}</p></body></html>", encoding="utf-8")
    ingest = line.write(
        "ingest",
        top={"role": "ingest"},
        source={"kind": "files"},
        source__files={"paths": [str(articles)]},
        copies={"memory": "run"},
    )
    run = subprocess.run(
        [sys.executable, "-m", "worker", "run", str(ingest)], check=False, capture_output=True
    )
    assert run.returncode == 0, run.stderr
    relayed = line.read(line.records)
    assert {headers(each)["qala-form"] for each in relayed} == {"json", "html"}
    first = [each for each in relayed if each.key == b"https://post.example/1"]
    assert [each.value for each in first] == [record(1)] * 2
    assert len({each.partition for each in first}) == 1
    with line.worker("enrich", top={"role": "enrich"}) as worker:
        events = line.wait_for(line.articles, 3)
        assert worker.stop() == 0
    assert len({json.loads(each.value)["id"] for each in events}) == 3


def test_an_event_that_no_message_can_hold_is_a_dead_letter(line: Line) -> None:
    """Its record goes there cut, with a header that says how long it was, and the worker goes on."""
    line.produce(record(1, text=f"{NEWS} " * 400), record(2))
    with line.worker(sink__kafka={"max_message_bytes": 20_000}) as worker:
        [dead] = line.wait_for(line.dead, 1)
        [event] = line.wait_for(line.articles, 1)
        assert worker.stop() == 0
    assert json.loads(event.value)["article"]["title"] == "Ferry 2"
    told = headers(dead)
    assert told["qala-dlq-reason"] == "too-large"
    assert int(told["qala-dlq-cut-from"]) > len(dead.value) > 10_000
    assert "max.message.bytes" in told["qala-dlq-error"]


_QUICK = {"bootstrap_timeout_ms": 1000}


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        (
            {"source__kafka": {"topic": "nowhere"}},
            "topic nowhere (source.kafka.topic) is not there",
        ),
        ({"copies": {"topic": "lost"}}, "topic lost (copies.topic) is not there"),
        (
            {
                "kafka": {"bootstrap": ["127.0.0.1:1"]},
                **{f"kafka__{each}_options": _QUICK for each in ("admin", "consumer", "producer")},
            },
            "connecting to 127.0.0.1:1",
        ),
    ],
    ids=["no-source", "no-memory", "no-broker"],
)
def test_what_is_missing_is_told_in_one_line(
    line: Line, sections: dict[str, dict[str, Any]], words: str
) -> None:
    """The worker ends with status 3 and names what is missing and where it is set."""
    with line.worker("missing", retry={"give_up_after_seconds": 0}, **sections) as worker:
        assert worker.process.wait(PATIENCE) == 3
        [gave_up] = worker.told("gave up")
    assert words in gave_up["error"]
