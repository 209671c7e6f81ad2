"""What the tests on Apache Kafka stand on: brokers that come, go and end as they should."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer
from kafka.errors import KafkaError

from tests.kafka.broker import Cluster
from tests.kafka.installation import ROOT, MissingError, install
from tests.kafka.reading import contents
from tests.kafka.settings import PASSWORD, USER
from tests.kafka.topics import Topics
from tests.patience import PATIENCE, wait


def test_what_was_sent_is_read(bootstrap: str, topics: Topics) -> None:
    """A record comes back with its key, value and headers, in the order of its partition."""
    topic = topics(partitions=2)
    with KafkaProducer(bootstrap_servers=bootstrap) as producer:
        for n in range(3):
            producer.send(topic, key=b"k", value=b"%d" % n, headers=[("h", b"\x00")])
        producer.flush()
    records = contents(bootstrap, topic)
    assert [(record.key, record.value) for record in records] == [
        (b"k", b"0"),
        (b"k", b"1"),
        (b"k", b"2"),
    ]
    assert records[0].headers == [("h", b"\x00")]


@pytest.mark.needs_apache("read_committed")
def test_an_aborted_transaction_is_not_seen(bootstrap: str, topics: Topics) -> None:
    """One who reads what was committed sees no record of an aborted transaction; others do."""
    topic = topics()
    with KafkaProducer(bootstrap_servers=bootstrap, transactional_id=topic) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(topic, b"aborted")
        producer.flush()
        producer.abort_transaction()
        producer.begin_transaction()
        producer.send(topic, b"committed")
        producer.commit_transaction()
    assert [r.value for r in contents(bootstrap, topic)] == [b"committed"]
    everything = contents(bootstrap, topic, isolation_level="read_uncommitted")
    assert [r.value for r in everything] == [b"aborted", b"committed"]


def test_one_broker_of_three_may_be_killed(three: Cluster, three_topics: Topics) -> None:
    """What was acknowledged before, while and after a broker is away is there, each record once."""
    topic = three_topics(partitions=3)
    sent = [b"%d" % n for n in range(300)]
    with KafkaProducer(bootstrap_servers=three.bootstrap, retries=100) as producer:
        _send(producer, topic, sent[:100])
        three.kill(1)
        _send(producer, topic, sent[100:200])
        three.restart(1)
        _send(producer, topic, sent[200:])
    assert sorted(int(r.value) for r in contents(three.bootstrap, topic)) == list(range(300))


def test_a_paused_broker_answers_again(three: Cluster, three_topics: Topics) -> None:
    """A broker that was stopped for a moment goes on with the connections that it had."""
    topic = three_topics(partitions=3)
    with KafkaProducer(bootstrap_servers=three.bootstrap) as producer:
        _send(producer, topic, [b"before"] * 3)
        three.pause(2)
        pending = [producer.send(topic, b"meanwhile", partition=n) for n in range(3)]
        three.resume(2)
        for future in pending:
            future.get(PATIENCE)
    assert len(contents(three.bootstrap, topic)) == 6


def _send(producer: KafkaProducer, topic: str, values: list[bytes]) -> None:
    pending = [producer.send(topic, value) for value in values]
    for future in pending:
        future.get(PATIENCE)


LOGIN = {
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_plain_username": USER,
    "sasl_plain_password": PASSWORD,
}


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_who_knows_the_password_may_send(mechanism: str, single: Cluster) -> None:
    """A client logs in with each mechanism."""
    assert _value_through(single, single.sasl, {**LOGIN, "sasl_mechanism": mechanism}) == b"value"


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
def test_a_wrong_password_is_refused(mechanism: str, single: Cluster) -> None:
    """A client with a wrong password does not get in."""
    wrong = {**LOGIN, "sasl_mechanism": mechanism, "sasl_plain_password": "wrong"}
    with _refused():
        _value_through(single, single.sasl, wrong, seconds=4)


def test_a_broker_shows_its_certificate(single: Cluster) -> None:
    """A client that trusts the authority gets in; one that does not stays outside."""
    assert _value_through(single, single.tls, _tls(single)) == b"value"
    with _refused():
        _value_through(single, single.tls, {"security_protocol": "SSL"}, seconds=4)


def test_a_client_shows_its_certificate(single: Cluster) -> None:
    """Where brokers ask for a certificate, a client gets in with one and not without."""
    assert single.certificates is not None
    pair = single.certificates / "client.pem"
    shown = {"ssl_certfile": str(pair), "ssl_keyfile": str(pair)}
    assert _value_through(single, single.mtls, {**_tls(single), **shown}) == b"value"
    with _refused():
        _value_through(single, single.mtls, _tls(single), seconds=4)


@contextmanager
def _refused() -> Iterator[None]:
    """Expect an error of the client, and let it leave its connections to the collector, as it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with pytest.raises(KafkaError):
            yield
        gc.collect()


def _tls(cluster: Cluster) -> dict[str, str]:
    assert cluster.certificates is not None
    return {"security_protocol": "SSL", "ssl_cafile": str(cluster.certificates / "ca.pem")}


def _value_through(
    cluster: Cluster, address: str, options: dict[str, Any], *, seconds: float = PATIENCE
) -> bytes:
    """Return what comes out of a topic into which a client with ``options`` has sent a value.

    Who is refused asks until ``seconds`` are over.
    """
    longest = {"bootstrap_timeout_ms": seconds * 1000, "max_block_ms": seconds * 1000}
    topics = Topics(cluster.bootstrap)
    topic = topics()
    try:
        with KafkaProducer(bootstrap_servers=address, **longest, **options) as producer:
            producer.send(topic, b"value").get(seconds)
        value: bytes = contents(cluster.bootstrap, topic)[0].value
        return value
    finally:
        topics.close()


OWNER = """
import pathlib, sys, time
from tests.kafka.broker import Cluster
with Cluster(pathlib.Path(sys.argv[1])) as cluster:
    print(cluster.brokers[0].process.pid, flush=True)
    time.sleep(600)
"""


def test_no_broker_outlives_its_owner(kafka_installed: None, tmp_path: Path) -> None:
    """Whoever started a broker is killed without a chance to clean up, and the broker ends too."""
    assert kafka_installed is None
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, tmp_path], stdout=subprocess.PIPE, cwd=ROOT
    ) as owner:
        assert owner.stdout is not None
        broker = int(owner.stdout.readline())
        owner.kill()
    wait(lambda: not _is_there(broker), "the broker has ended", every=0.05)


def _is_there(process: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody has asked about does not."""
    with suppress(OSError):
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without Java there is no Kafka, and the message says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingError, match="install it \\(Debian: default-jre-headless\\)"):
        install()
