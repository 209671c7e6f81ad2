"""Settings: what is read, what is refused and in which words, what is masked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, Struct

from worker import config
from worker.config import Secret, Settings
from worker.config.load import read
from worker.errors import SettingsError

PLAIN = '[source.files]\npaths = ["news"]\n'

# Below the required line: lines of the file, variables, and the fault they give.
FAULTS: dict[str, tuple[str, dict[str, str], str]] = {
    "a misspelt key is given its nearest": (
        "[retry]\nfirst_second = 1",
        {},
        "retry.first_second: unknown key; did you mean retry.first_seconds?",
    ),
    "a key in the wrong section is shown the right one": (
        "[sink]\nbatch_records = 5",
        {},
        "sink.batch_records: unknown key; did you mean source.batch_records?",
    ),
    "a key like no other is shown what there is": (
        "[log]\nxyzzy = 5",
        {},
        "log.xyzzy: unknown key; allowed: log.format, log.level",
    ),
    "a misspelt section is given its nearest": (
        "[pipelin]\nlanguages = []",
        {},
        "pipelin: unknown key; did you mean pipeline?",
    ),
    "a value in place of a section": (
        "http = 5",
        {},
        "http: 5 is no section; allowed: a table [http]",
    ),
    "text in place of a number": (
        '[http]\nport = "80"',
        {},
        'http.port: "80" is not allowed; allowed: a whole number, at least 0 and at most 65535',
    ),
    "a number out of its bounds": (
        "[http]\nport = 65536",
        {},
        "http.port: 65536 is not allowed; allowed: a whole number, at least 0 and at most 65535",
    ),
    "true is no number": (
        "[source]\nbatch_records = true",
        {},
        "source.batch_records: true is not allowed; allowed: a whole number, at least 1 and at most 1000000",
    ),
    "an endless wait": (
        "[retry]\nfactor = inf",
        {},
        "retry.factor: Infinity is not allowed; allowed: a number, at least 1 and at most 100",
    ),
    "no number at all": (
        "[retry]\nfactor = nan",
        {},
        "retry.factor: NaN is not allowed; allowed: a number, at least 1 and at most 100",
    ),
    "one of a few words": (
        '[sink]\nkind = "postgres"',
        {},
        'sink.kind: "postgres" is not allowed; allowed: "jsonl" or "kafka" or "sqlite"',
    ),
    "an empty list": (
        "[pipeline]\nlanguages = []",
        {},
        "pipeline.languages: [] is not allowed; allowed: a list, at least one, of: a text, of the form ^[a-z]{2,3}$",
    ),
    "a callback without a secret": (
        '[source.feeds.websub]\ncallback = "https://we.example/hooks"',
        {},
        "source.feeds.websub.secret: is missing; allowed: at least 16 characters of chance",
    ),
    "a secret that can be guessed": (
        '[source.feeds.websub]\ncallback = "https://we.example/hooks"',
        {"QALA_SOURCE__FEEDS__WEBSUB__SECRET": "fifteen letters"},
        "source.feeds.websub.secret: is too short; allowed: at least 16 characters of chance",
    ),
    "a callback of a worker that ends": (
        '[source.feeds]\nonce = true\n[source.feeds.websub]\ncallback = "https://we.example/hooks"',
        {"QALA_SOURCE__FEEDS__WEBSUB__SECRET": "sixteen letters!"},
        "source.feeds.websub.callback: allowed: with source.feeds.once = false, since hubs call later",
    ),
    "a backup that is no backup": (
        '[source.feeds.websub]\ncallback = "https://we.example/hooks"\nbackup_seconds = 60',
        {"QALA_SOURCE__FEEDS__WEBSUB__SECRET": "sixteen letters!"},
        "source.feeds.websub.backup_seconds: 60.0 is under source.feeds.schedule.longest_seconds; allowed: at least 14400.0",
    ),
    "two servers on one port": (
        '[http]\nport = 9401\n[source.feeds.websub]\ncallback = "https://we.example/hooks"',
        {"QALA_SOURCE__FEEDS__WEBSUB__SECRET": "sixteen letters!"},
        "source.feeds.websub.port: is http.port; allowed: a port of its own",
    ),
    "a callback that is no address": (
        '[source.feeds.websub]\ncallback = "we.example/hooks"',
        {},
        'source.feeds.websub.callback: "we.example/hooks" is not allowed; allowed: a text, of the form ^https?://[^\\s?#]+$',
    ),
    "a language twice": (
        '[pipeline]\nlanguages = ["ar", "ar"]',
        {},
        "pipeline.languages: names a language twice; allowed: each once",
    ),
    "an empty path": (
        '[sink.sqlite]\npath = ""',
        {},
        'sink.sqlite.path: "" is not allowed; allowed: a text, not empty',
    ),
    "dead letters among the events": (
        '[sink.jsonl]\npath = "a"\ndead_letters = "a"',
        {},
        "sink.jsonl.dead_letters: is sink.jsonl.path; allowed: a file of their own",
    ),
    "carriers in the file of the dead letters": (
        '[sink.jsonl]\npath = "a"\ndead_letters = "b"\ncarriers = "b"',
        {},
        "sink.jsonl.carriers: is a file of other lines; allowed: a file of their own",
    ),
    "a copy that may be less alike than a relative": (
        "[copies]\ncopy_similarity = 0.2",
        {},
        "copies.copy_similarity: 0.2 is under copies.cluster_similarity; allowed: at least 0.25",
    ),
    "a memory in the database of the sink": (
        '[sink.sqlite]\npath = "a"\n[copies]\npath = "a"',
        {},
        "copies.path: is sink.sqlite.path; allowed: a file of its own",
    ),
    "waits that shrink": (
        "[retry]\nfirst_seconds = 60",
        {},
        "retry.longest_seconds: 30.0 is under retry.first_seconds; allowed: at least 60.0",
    ),
    "a password in a value is not repeated": (
        '[sink]\nkind = "kafka://me:secret@host"',
        {},
        'sink.kind: "kafka://***@host" is not allowed; allowed: "jsonl" or "kafka" or "sqlite"',
    ),
    "a variable with a wrong value is named": (
        "",
        {"QALA_RETRY__FACTOR": "twice"},
        'retry.factor (QALA_RETRY__FACTOR): "twice" is not allowed; allowed: a number, at least 1 and at most 100',
    ),
    "a variable that is no key": (
        "",
        {"QALA_HTTP__PROT": "80"},
        "QALA_HTTP__PROT: unknown key; did you mean http.port?",
    ),
    "a variable with one underscore for two": (
        "",
        {"QALA_LOG_LEVEL": "debug"},
        "QALA_LOG_LEVEL: unknown key; did you mean log.level?",
    ),
    "Kafka without brokers": (
        '[sink]\nkind = "kafka"',
        {},
        'kafka.bootstrap: is missing; allowed: a list of brokers, such as ["kafka:9092"]',
    ),
    "a broker without a port": (
        '[kafka]\nbootstrap = ["kafka"]',
        {},
        (
            "kafka.bootstrap: ["
            '"kafka"] is not allowed; allowed: a list, of: a text, of the form '
            r"^(?:[^\s:/]+|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}$"
        ),
    ),
    "a mechanism without a password": (
        (
            '[sink]\nkind = "kafka"\n[kafka]\nbootstrap = ["a:1"]\n'
            '[kafka.sasl]\nmechanism = "PLAIN"\nusername = "u"'
        ),
        {},
        'kafka.sasl.mechanism: "PLAIN" needs one of kafka.sasl.password and kafka.sasl.password_file',
    ),
    "tokens from nowhere": (
        (
            '[sink]\nkind = "kafka"\n[kafka]\nbootstrap = ["a:1"]\n'
            '[kafka.sasl]\nmechanism = "OAUTHBEARER"'
        ),
        {},
        'kafka.sasl.mechanism: "OAUTHBEARER" needs one of kafka.sasl.token_file and kafka.sasl.token_url',
    ),
    "files for TLS without TLS": (
        '[sink]\nkind = "kafka"\n[kafka]\nbootstrap = ["a:1"]\n[kafka.tls]\nca_file = "ca.pem"',
        {},
        "kafka.tls.enabled: is false, and there are files for TLS; allowed: true",
    ),
    "a certificate without its key": (
        (
            '[sink]\nkind = "kafka"\n[kafka]\nbootstrap = ["a:1"]\n'
            '[kafka.tls]\nenabled = true\ncertificate_file = "c.pem"'
        ),
        {},
        "kafka.tls: certificate_file and key_file go together; allowed: both or none",
    ),
    "one topic for two kinds of messages": (
        '[sink.kafka]\nclaims = "articles"',
        {},
        'sink.kafka: "articles" is named for two kinds of messages; allowed: a topic for each',
    ),
    "a role without its sink": (
        "",
        {"QALA_ROLE": "ingest"},
        'sink.kind: is not "kafka", which role = "ingest" needs; allowed: "kafka"',
    ),
    "a role without its source": (
        "",
        {"QALA_ROLE": "enrich"},
        'source.kind: is not "kafka", which role = "enrich" needs; allowed: "kafka"',
    ),
    "options that are no table": (
        "[kafka]\nconsumer_options = 5",
        {},
        "kafka.consumer_options: 5 is not allowed; allowed: a table",
    ),
    "a variable that names a section": (
        "",
        {"QALA_SINK": "sqlite"},
        "QALA_SINK: unknown key; did you mean sink?",
    ),
    "a variable that brings more than its value": (
        "",
        {"QALA_HTTP__PORT": "80\nhost = 1"},
        'http.port (QALA_HTTP__PORT): "80\\nhost = 1" is not allowed; allowed: a whole number, at least 0 and at most 65535',
    ),
}


def _load(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = folder / "qala.toml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, environ or {})


def _faults(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        _load(folder, text, environ)
    return caught.value.faults


@pytest.mark.parametrize(("text", "environ", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_fault(tmp_path: Path, text: str, environ: dict[str, str], fault: str) -> None:
    """A fault is told with its key, what is wrong and what is allowed."""
    head, inner = (text, "") if text.startswith("http =") else ("", text)
    assert _faults(tmp_path, f"{head}\n{PLAIN}{inner}\n", environ) == [fault]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Faults of file and environment come together."""
    text = "[source]\nbatch = 1\n[http]\nport = -1\n[log]\nlevel = 3\n"
    faults = _faults(tmp_path, text, {"QALA_X": "1", "QALA_RETRY__FACTOR": "0"})
    assert [fault.split(":")[0] for fault in faults] == [
        "QALA_X",
        "source.batch",
        "source.files.paths",
        "retry.factor (QALA_RETRY__FACTOR)",
        "http.port",
        "log.level",
    ]


def test_missing_key(tmp_path: Path) -> None:
    """A key without a default is asked for."""
    assert _faults(tmp_path, "") == [
        "source.files.paths: is missing; allowed: a list, at least one, of: a text, not empty"
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"a = [", "not TOML"), (b"a = '\xff'", "not TOML"), (None, "can't be read")],
)
def test_file_that_is_no_settings(tmp_path: Path, body: bytes | None, words: str) -> None:
    """A file that is missing, cut off or not UTF-8 is one clear fault that names it."""
    path = tmp_path / "qala.toml"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(SettingsError, match=words) as caught:
        config.load(path, {})
    assert len(caught.value.faults) == 1
    assert str(path) in caught.value.faults[0]


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """A path, given or by default, starts in the folder of the settings file."""
    settings = _load(tmp_path, '[source.files]\npaths = ["news", "/abs/*.txt"]\n')
    assert settings.source.files.paths == [tmp_path / "news", Path("/abs/*.txt")]
    assert settings.sink.sqlite.path == tmp_path / "qala.db"
    assert settings.sink.jsonl.dead_letters is None


def test_variables_override_the_file(tmp_path: Path) -> None:
    """A variable wins over the file, and is read as the type of its key asks."""
    settings = _load(
        tmp_path,
        PLAIN + "[http]\nport = 1\n",
        {
            "QALA_HTTP__PORT": " 9000 ",
            "QALA_RETRY__FACTOR": "3",
            "QALA_PIPELINE__LANGUAGES": "en, ar",
            "QALA_SOURCE__FILES__PATHS": '["a, b.txt", "c"]',
            "QALA_SINK__KIND": "jsonl",
            "QALA_SINK__JSONL__DEAD_LETTERS": "dead/letters.jsonl",
            "PATH": "/bin",
        },
    )
    assert settings.http.port == 9000
    assert settings.retry.factor == 3.0
    assert settings.pipeline.languages == ["en", "ar"]
    assert settings.source.files.paths == [tmp_path / "a, b.txt", tmp_path / "c"]
    assert settings.sink.kind == "jsonl"
    assert settings.sink.jsonl.dead_letters == tmp_path / "dead" / "letters.jsonl"


def test_service_links_of_kubernetes_are_no_overrides(tmp_path: Path) -> None:
    """Variables that Kubernetes sets for a Service named qala are passed over."""
    links = {
        "QALA_SERVICE_HOST": "10.0.0.7",
        "QALA_SERVICE_PORT": "80",
        "QALA_SERVICE_PORT_METRICS": "80",
        "QALA_PORT": "tcp://10.0.0.7:80",
        "QALA_PORT_80_TCP": "tcp://10.0.0.7:80",
        "QALA_PORT_80_TCP_ADDR": "10.0.0.7",
        "QALA_METRICS_SERVICE_HOST": "10.0.0.8",
    }
    assert _load(tmp_path, PLAIN, links) == _load(tmp_path, PLAIN)
    assert len(_faults(tmp_path, PLAIN, {"QALA_HTTP_PORT": "80"})) == 1


def test_the_effective_settings_load_again(tmp_path: Path) -> None:
    """What ``effective`` gives is the settings, whole: reading it gives the same."""
    settings = _load(tmp_path, PLAIN)
    again = read(config.effective(settings), {}, Settings, Path("/elsewhere"))
    assert again == settings


class _Login(Struct, frozen=True, kw_only=True):
    """Settings with a secret, as a broker's would be."""

    url: Annotated[str, Meta(min_length=3)]
    password: Secret
    others: list[str] = []


def test_secrets_are_masked() -> None:
    """A secret shows in no print-out, and neither does the user part of a URL."""
    table = {"url": "https://me:p%40ss@host/a@b", "password": "hush", "others": ["amqp://u@h"]}
    login = read(table, {}, _Login, Path())
    assert login.password.reveal() == "hush"
    assert "hush" not in repr(login)
    assert config.effective(login) == {
        "url": "https://***@host/a@b",
        "password": "***",
        "others": ["amqp://***@h"],
    }


def test_a_fault_does_not_tell_the_secret() -> None:
    """A secret of the wrong type is refused without showing it."""
    with pytest.raises(SettingsError) as caught:
        read({"url": "abc", "password": 12345}, {}, _Login, Path())
    assert caught.value.faults == ["password: the value is not allowed; allowed: a text, not empty"]


def test_settings_are_frozen(tmp_path: Path) -> None:
    """No part can change them for another."""
    settings = _load(tmp_path, PLAIN)
    with pytest.raises(AttributeError):
        settings.http.port = 1  # type: ignore[misc]


def test_the_seeds_have_valid_settings() -> None:
    """The settings that are shipped load."""
    path = Path(__file__).parents[1] / "seeds" / "qala.toml"
    assert config.load(path, {}).sink.kind == "sqlite"
