"""Settings of Kafka: what the client is given, and which topics are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from worker import config
from worker.cli import main
from worker.cli.kafka import client, topics
from worker.config import Settings
from worker.errors import SettingsError

HEAD = """
[source]
kind = "kafka"
[sink]
kind = "kafka"
[kafka]
bootstrap = ["kafka-1:9092", "[::1]:9093"]
"""


def load(folder: Path, text: str = "") -> Settings:
    """Load settings of a worker between topics, with ``text`` behind them."""
    path = folder / "qala.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return config.load(path, {})


def test_the_client_is_given_what_the_settings_say(tmp_path: Path) -> None:
    """TLS, SASL and options reach the client by its own names; a mounted password is read."""
    (tmp_path / "password").write_text("open sesame\n", encoding="utf-8")
    made = client(
        load(
            tmp_path,
            """
[kafka.tls]
enabled = true
ca_file = "ca.pem"
verify_hostname = false
[kafka.sasl]
mechanism = "SCRAM-SHA-512"
username = "desk"
password_file = "password"
[kafka.consumer_options]
client_rack = "north"
""",
        ).kafka
    )
    assert made.connection == {
        "bootstrap_servers": ["kafka-1:9092", "[::1]:9093"],
        "client_id": "qala",
        "security_protocol": "SASL_SSL",
        "ssl_cafile": str(tmp_path / "ca.pem"),
        "ssl_check_hostname": False,
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "desk",
        "sasl_plain_password": "open sesame",
    }
    assert made.consumer_options == {"client_rack": "north"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("[kafka.producer_options]\nlinger_mss = 1", "no such option; did you mean linger_ms?"),
        (
            "[kafka.consumer_options]\nxyzzy = 1",
            "no such option; allowed: bootstrap_timeout_ms, check_crcs, ",
        ),
        ("[kafka.consumer_options]\ngroup_id = 'x'", "group_id: is set by qala"),
        ("[kafka.producer_options]\nacks = 0", "acks: is set by qala"),
    ],
)
def test_options_are_checked_against_the_clients_own(
    tmp_path: Path, options: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """``qala config`` tells an option that the client does not know, or that is ours to set."""
    with pytest.raises(SettingsError, match=r"kafka.*_options"):
        client(load(tmp_path, options).kafka)
    assert main(["config", str(tmp_path / "qala.toml")]) == 2
    assert words in capsys.readouterr().err


def test_a_password_file_that_is_missing_is_a_fault(tmp_path: Path) -> None:
    """It is named with its setting."""
    text = '[kafka.sasl]\nmechanism = "PLAIN"\nusername = "u"\npassword_file = "none"'
    with pytest.raises(SettingsError, match=r"kafka\.sasl\.password_file: .*none"):
        client(load(tmp_path, text).kafka)


def test_topics_are_those_that_the_roles_need(tmp_path: Path) -> None:
    """Each is named with its setting; the memory's is compacted and forgets with its window."""
    enrich = list(topics(load(tmp_path, '[copies]\nmemory = "kafka"\nwindow_hours = 2')))
    assert [(each.name, each.policy) for each in enrich] == [
        ("records", "delete"),
        ("articles", "delete"),
        ("dead-letters", "delete"),
        ("known", "compact,delete"),
    ]
    assert enrich[-1].configs["retention.ms"] == "7200000"
    path = tmp_path / "ingest.toml"
    text = HEAD.replace('kind = "kafka"', 'kind = "files"\n[source.files]\npaths = ["news"]', 1)
    path.write_text('role = "ingest"\n' + text, encoding="utf-8")
    assert [each.key for each in topics(config.load(path, {}))] == [
        "sink.kafka.records",
        "sink.kafka.dead_letters",
    ]


def test_topics_of_settings_without_kafka_are_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to check."""
    path = tmp_path / "qala.toml"
    path.write_text('[source.files]\npaths = ["news"]\n', encoding="utf-8")
    assert main(["topics", "check", str(path)]) == 2
    assert "no part of it uses Kafka" in capsys.readouterr().err


SHARED = """
role = "ingest"
[source]
kind = "feeds"
[source.feeds]
contact = "mailto:desk@post.example"
{feeds}
[source.feeds.shared]
enabled = true
{shared}
[sink]
kind = "kafka"
[sink.kafka]
{sink}
[kafka]
bootstrap = ["kafka:9092"]
"""


def load_shared(folder: Path, *, feeds: str = "", shared: str = "", sink: str = "") -> Settings:
    """Load settings of a replica that shares its feeds."""
    path = folder / "ingest.toml"
    path.write_text(SHARED.format(feeds=feeds, shared=shared, sink=sink), encoding="utf-8")
    return config.load(path, {})


def test_topics_of_shared_feeds_are_compacted_and_alike(tmp_path: Path) -> None:
    """The states have as many partitions as the registry."""
    found = {each.name: each for each in topics(load_shared(tmp_path, shared='registry = "f"'))}
    assert set(found) == {"f", "feed-states", "records", "dead-letters"}
    assert found["f"].policy == found["feed-states"].policy == "compact"
    assert found["feed-states"].as_many_as == "f"
    assert found["feed-states"].partitions == found["f"].partitions


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"feeds": 'lists = ["feeds.toml"]'}, "there are source.feeds.lists"),
        ({"feeds": "once = true"}, "allowed: source.feeds.once = false"),
        ({"feeds": "parsers.max_entries = 50_000"}, "max_message_bytes: 1000000 does not hold"),
        ({"feeds": 'websub.callback = "https://x.example/"'}, "hubs know no replicas"),
        ({"shared": 'states = "records"'}, "named for two kinds of messages"),
        ({"sink": 'delivery = "at-least-once"'}, 'sink.kafka.delivery = "exactly-once"'),
    ],
)
def test_what_shared_feeds_exclude_is_a_fault(
    tmp_path: Path, sections: dict[str, str], words: str
) -> None:
    """It is named with what is allowed."""
    with pytest.raises(SettingsError) as told:
        load_shared(tmp_path, **sections)
    assert words in str(told.value)


def test_feeds_need_lists_or_are_shared_by_replicas_that_ingest(tmp_path: Path) -> None:
    """Each is named."""
    path = tmp_path / "qala.toml"
    path.write_text('[source]\nkind = "feeds"\n[source.feeds]\ncontact = "a@b.example"\n')
    with pytest.raises(SettingsError, match=r"source\.feeds\.lists: is missing"):
        config.load(path, {})
    text = SHARED.format(feeds="", shared="", sink="").replace('role = "ingest"', "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r'only with role = "ingest"'):
        config.load(path, {})


def test_sync_needs_a_registry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Settings that share no feeds have none."""
    path = tmp_path / "qala.toml"
    path.write_text('[source.files]\npaths = ["news"]\n', encoding="utf-8")
    assert main(["feeds", "sync", "feeds.toml", str(path)]) == 2
    assert "source.feeds.shared.enabled" in capsys.readouterr().err
