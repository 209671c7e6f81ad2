"""A real Prometheus that scrapes real workers in trouble.

As in deploy/compose, with its settings: feeds → Kafka → who said what; and a worker of files. Feeds
and pages come from a server of this process; most feeds are broken, and much of what the others bring
is old. What can't be read comes into the topic as well. The database of the worker of files is locked
for a while, and that worker ends. Rules are those that are shipped, without their patience.

All of ``INJECTED`` has fired when the scene is given.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import yaml
from kafka import KafkaProducer
from msgspec import Struct

from tests.deploy.asked import DEPLOY, RULES, missing, tool
from tests.deploy.press import BROKEN, NEWS, WATCHED, Press, records
from tests.kafka.broker import Cluster
from tests.kafka.installation import MissingError, install
from tests.patience import PATIENCE, wait
from tests.ports import free

INJECTED = {
    "QalaAbsent",  # the worker of files has ended
    "QalaWorkerDown",
    "QalaPartFails",  # its database was locked
    "QalaPollsFail",  # most feeds are broken
    "QalaFeedsFail",
    "QalaFreshnessBurnsFast",  # four of ten articles are more than an hour old
    "QalaFreshnessBurnsSlowly",
    "QalaDeadLetters",  # a third of the records can't be read
}
"""The alerts of what goes wrong in the scene."""

INGEST, ENRICH, FILES = JOBS = "qala-ingest", "qala-enrich", "qala-files"
DEBIAN = "install it (Debian: apt-get install prometheus)"
_SECOND = "qala-enrich, second"
_FIRED = f'ALERTS{{alertstate="firing", alertname=~"{"|".join(INJECTED)}"}}'
_NUMBER_FIRED = f"count(count by (alertname) (last_over_time({_FIRED}[1h])))"
_FIRING = 'ALERTS{alertstate="firing"}'
_STEP = 0.5
"""Seconds between scrapes, and between evaluations of rules."""
_RECORDS = 1_000
_REST = "rest.jsonl"
"""A pipe, so that the worker of files ends when it is closed, after Prometheus has seen its work."""
_POISON_EVERY = 0.2
"""Seconds between records that can't be read."""
_LOCKED_SECONDS = 4


class Prometheus(Struct, frozen=True):
    """A Prometheus that is up, and the time at which its story began."""

    url: str
    began: float

    def ask(self, expression: str) -> list[Any]:
        """Return the series of an expression, now."""
        return self._get("query", query=expression)

    def ask_for_some(self, expression: str) -> list[Any]:
        """Return the series of an expression, once there are any: a scrape may come late."""
        found: list[Any] = []

        def some() -> bool:
            found[:] = self.ask(expression)
            return bool(found)

        wait(some, f"nothing comes of {expression}", every=_STEP)
        return found

    def ask_over_time(self, expression: str) -> list[Any]:
        """Return the series of an expression, from the beginning until now."""
        return self._get(
            "query_range", query=expression, start=self.began, end=time.time(), step=_STEP
        )

    def firing(self) -> set[str]:
        """Return the names of the alerts that fire now."""
        return _names(self.ask(_FIRING))

    def fired(self) -> set[str]:
        """Return the names of the alerts that have fired."""
        return _names(self.ask_over_time(_FIRING))

    def _get(self, what: str, **parameters: object) -> list[Any]:
        url = f"{self.url}/api/v1/{what}?{urlencode(parameters)}"
        with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - the Prometheus of this test
            found: list[Any] = json.load(answer)["data"]["result"]
        return found


def _names(alerts: list[Any]) -> set[str]:
    return {str(series["metric"]["alertname"]) for series in alerts}


@contextmanager
def scene(folder: Path) -> Iterator[Prometheus]:
    """Give a Prometheus that has seen workers at work and in trouble."""
    program = tool("prometheus", DEBIAN)
    try:
        install()
    except MissingError as error:
        missing(str(error))
    names = (*JOBS, _SECOND, "prometheus")
    ports = dict(zip(names, free(len(names)), strict=True))
    with ExitStack() as stack:
        kafka = stack.enter_context(Cluster(folder / "kafka"))
        press = stack.enter_context(_press())
        _ingest(folder, press, kafka.bootstrap)
        _enrich(folder, kafka.bootstrap)
        _files(folder)
        create = _qala(folder, "topics", "create", "ingest.toml", "enrich.toml")
        assert create.wait(PATIENCE) == 0, (folder / "qala-enrich.log").read_text()
        began = time.time()
        stack.enter_context(_poisoned(kafka.bootstrap, "records"))
        command = [program, *_prometheus(folder, ports)]
        stack.enter_context(_ended(_start(command, folder / "prometheus.log")))
        prometheus = Prometheus(f"http://127.0.0.1:{ports['prometheus']}", began)
        locked = stack.enter_context(_locked(folder / "files.db"))
        for job in (INGEST, ENRICH):
            stack.enter_context(_ended(_worker(folder, job, ports[job])))
        files = stack.enter_context(_ended(_worker(folder, FILES, ports[FILES])))
        rest = stack.enter_context((folder / _REST).open("r+b", buffering=0))
        _until(prometheus, 'sum(qala_failures_total{part="sink"})', 2)
        time.sleep(_LOCKED_SECONDS)
        locked.close()
        # A second worker comes, and the first hands partitions over.
        _until(prometheus, "sum(qala_kafka_partitions)", 1)
        stack.enter_context(_ended(_worker(folder, ENRICH, ports[_SECOND])))
        _until(prometheus, "count(qala_kafka_partitions > 0)", 2)
        _until(prometheus, f'sum(qala_records_total{{job="{FILES}"}})', _RECORDS)
        rest.close()
        assert files.wait(PATIENCE) == 1, (folder / f"{FILES}.log").read_text()
        _until(prometheus, f'count(up{{job="{FILES}"}} == 0)', 1)
        _until(prometheus, f'sum(qala_feed_polls_total{{job="{INGEST}"}})', 40)
        published = f'qala_records_total{{job="{ENRICH}", outcome="published"}}'
        _until(prometheus, f"sum({published})", 20)
        _until(prometheus, _NUMBER_FIRED, len(INJECTED))
        yield prometheus


def _until(prometheus: Prometheus, expression: str, least: float) -> None:
    """Wait until an expression has reached a value."""
    wait(
        lambda: _value(prometheus, expression) >= least,
        f"{expression} >= {least}",
        every=_STEP,
    )


def _value(prometheus: Prometheus, expression: str) -> float:
    try:
        found = prometheus.ask(expression)
    except OSError:  # it is not up yet
        return 0.0
    return float(found[0]["value"][1]) if found else 0.0


def _start(command: list[str], log: Path, **variables: str) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QALA_")}
    with log.open("ab") as told:
        return subprocess.Popen(command, stdout=told, stderr=told, env=kept | variables)


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """End a process with this context."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def _qala(folder: Path, *words: str, port: int = 0) -> subprocess.Popen[bytes]:
    """Start qala with the variables of deploy/compose.yaml."""
    paths = [str(folder / word) if word.endswith(".toml") else word for word in words]
    return _start(
        [sys.executable, "-m", "worker", *paths],
        folder / f"qala-{Path(words[-1]).stem}.log",
        QALA_SOURCE__FEEDS__CONTACT="mailto:desk@press.example",
        QALA_HTTP__PORT=str(port),
    )


def _worker(folder: Path, job: str, port: int) -> subprocess.Popen[bytes]:
    return _qala(folder, "run", f"{job.removeprefix('qala-')}.toml", port=port)


@contextmanager
def _press() -> Iterator[Press]:
    server = Press()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _poisoned(bootstrap: str, topic: str) -> Iterator[None]:
    """Put what can't be read into a topic, again and again."""
    ended = threading.Event()

    def pour() -> None:
        with KafkaProducer(bootstrap_servers=bootstrap) as producer:
            for number in itertools.count():
                if ended.wait(_POISON_EVERY):
                    return
                producer.send(topic, value=b"{%d" % number)

    thread = threading.Thread(target=pour, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextmanager
def _locked(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold the database so that nobody else can write."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        yield database
    finally:
        database.close()


def _ingest(folder: Path, press: Press, bootstrap: str) -> None:
    feeds = [f'[[feed]]\nurl = "{press.url(path)}"' for path in (*NEWS, *BROKEN)]
    (folder / "feeds.toml").write_text("\n".join(feeds))
    hasty = f"""
        [source.feeds.schedule]
        first_seconds = 1
        shortest_seconds = 1
        longest_seconds = 2
        longest_back_off_seconds = 2
        [source.feeds.politeness]
        seconds_between = 0.02
        at_once = 8
        [source.feeds.requests]
        allow_hosts = ["127.0.0.1:{press.server_port}"]
        """
    _write(folder / "ingest.toml", _shipped("ingest", folder, bootstrap) + hasty)


def _enrich(folder: Path, bootstrap: str) -> None:
    _write(folder / "speakers.toml", WATCHED)
    _write(folder / "enrich.toml", _shipped("enrich", folder, bootstrap))


def _shipped(name: str, folder: Path, bootstrap: str) -> str:
    """Return settings of deploy/compose, with this broker and this folder."""
    text = (DEPLOY / "compose" / f"{name}.toml").read_text(encoding="utf-8")
    return text.replace("kafka:9092", bootstrap).replace("/var/lib/qala/", f"{folder}/")


def _files(folder: Path) -> None:
    (folder / "records.jsonl").write_text("\n".join(records(_RECORDS)), encoding="utf-8")
    os.mkfifo(folder / _REST)
    _write(
        folder / "files.toml",
        f"""
        source.files.paths = ["records.jsonl", "{_REST}"]
        source.batch_records = 20
        sink.sqlite = {{ path = "files.db", busy_timeout_seconds = 0.1 }}
        retry = {{ first_seconds = 0.2, longest_seconds = 0.5 }}
        """,
    )


def _write(path: Path, text: str) -> None:
    path.write_text("\n".join(line.strip() for line in text.splitlines()), encoding="utf-8")


def _prometheus(folder: Path, ports: dict[str, int]) -> list[str]:
    """Return the arguments of a Prometheus that scrapes the workers and evaluates the rules."""
    rules = [_impatient(path, folder) for path in RULES]
    every = f"{int(_STEP * 1000)}ms"
    jobs = [
        _job(INGEST, ports[INGEST], namespace="news"),
        _job(ENRICH, ports[ENRICH], ports[_SECOND], namespace="news"),
        _job(FILES, ports[FILES]),  # as outside Kubernetes: no namespace
    ]
    settings = folder / "prometheus.yml"
    times = {"scrape_interval": every, "evaluation_interval": every, "scrape_timeout": every}
    loaded = {"global": times, "rule_files": rules, "scrape_configs": jobs}
    settings.write_text(yaml.safe_dump(loaded))
    return [
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{ports['prometheus']}",
        "--log.level=warn",
    ]


def _job(name: str, *ports: int, **labels: str) -> dict[str, Any]:
    targets = [f"127.0.0.1:{port}" for port in ports]
    return {"job_name": name, "static_configs": [{"targets": targets, "labels": labels}]}


def _impatient(path: Path, folder: Path) -> str:
    """Copy a file of rules so that they are evaluated often and fire at once."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    for group in loaded["groups"]:
        group["interval"] = f"{int(_STEP * 1000)}ms"
        for rule in group["rules"]:
            rule.pop("for", None)
    copy = folder / path.name
    copy.write_text(yaml.safe_dump(loaded), encoding="utf-8")
    return str(copy)
