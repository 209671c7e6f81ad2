"""``qala tail``: what is there, what comes, and only what is wanted."""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.console import Console

from tests.cli.conftest import ROOT, Qala, environment
from tests.patience import PATIENCE
from tests.sinks.events import event
from worker.cli import main, tail
from worker.cli.tail import COLUMNS
from worker.event import Event
from worker.sinks.jsonl import Jsonl


def said(name: str, language: str, speaker: str, text: str, stance: str = "assert") -> Event:
    """Return an event of one claim."""
    made = event(name, claims=1)
    return replace(
        made,
        article=replace(made.article, language=language),
        speakers=[replace(made.speakers[0], name=speaker, entity=f"x:{name}", aliases=[])],
        claims=[replace(made.claims[0], text=text, stance=stance)],
    )


EVENTS = [
    said("dam", "ar", "سلوى الزمردي", "السد ممتلئ"),
    said("road", "ar", "شكري الباذلي", "الطريق مُغلق\tاليوم", "deny"),
    said("bridge", "en", "Jané Roe", "The Bridge is safe and will be so for years", "deny"),
]


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Return the file of a sink, with three claims."""
    path = tmp_path / "events.jsonl"
    with closing(Jsonl(path)) as sink:
        for each in EVENTS:
            sink.publish(each)
        sink.flush()
        yield path


def shown(qala: Qala, path: Path, *options: str) -> list[str]:
    """Return the ids of the claims' entities, in the order in which they are shown."""
    done = qala("tail", path, "--no-follow", "--json", *options)
    assert done.returncode == 0, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    assert {message["schema"] for message in messages} <= {"qala.claim/1"}
    return [message["speaker"]["entity"].removeprefix("x:") for message in messages]


FILTERS = {
    "nothing": ((), ["dam", "road", "bridge"]),
    "a language": (("--language", "ar"), ["dam", "road"]),
    "two languages": (("--language", "ar", "--language", "en"), ["dam", "road", "bridge"]),
    "a stance": (("--stance", "deny"), ["road", "bridge"]),
    "a part of a name, as it folds": (("--speaker", "سلوي"), ["dam"]),
    "an entity": (("--speaker", "x:bridge"), ["bridge"]),
    "words, as they fold": (("--text", "طريق مغلق"), ["road"]),
    "words in capitals": (("--text", "BRIDGE"), ["bridge"]),
    "all of it": (("--language", "ar", "--stance", "deny", "--speaker", "سلوى"), []),
    "the last one": (("-n", "1"), ["bridge"]),
    "the last one of those wanted": (("-n", "1", "--language", "ar"), ["road"]),
    "none": (("-n", "0"), []),
    "since before": (("--since", "2026-03-14"), ["dam", "road", "bridge"]),
    "since after": (("--since", "2026-03-15"), []),
}


@pytest.mark.parametrize("name", FILTERS)
def test_only_what_is_wanted_is_shown(qala: Qala, path: Path, name: str) -> None:
    """Claims that meet all filters are shown, in the order in which they were written."""
    options, expected = FILTERS[name]
    assert shown(qala, path, *options) == expected


def test_a_pipe_gets_columns(qala: Qala, path: Path) -> None:
    """A line has all columns with tabs between them, and no tab in a column."""
    done = qala("tail", path, "--no-follow", "--text", "الطريق")
    (line,) = done.stdout.splitlines()
    row = dict(zip(COLUMNS, line.split("\t"), strict=True))
    assert row["published_at"] == "2026-03-14T12:00"
    assert (row["speaker"], row["entity"]) == ("شكري الباذلي", "x:road")
    assert (row["stance"], row["claim"]) == ("deny", "الطريق مُغلق اليوم")


def test_ten_claims_come_first(qala: Qala, tmp_path: Path) -> None:
    """Without a number, the last ten claims are shown before it follows; since a day, all."""
    path = tmp_path / "many.jsonl"
    with closing(Jsonl(path)) as sink:
        for number in range(30):
            sink.publish(said(str(number), "en", "Ann Lee", "It rained"))
        sink.flush()
    assert shown(qala, path) == [str(number) for number in range(20, 30)]
    assert len(shown(qala, path, "--since", "2026-03-14")) == 30


def test_the_newest_are_known_again() -> None:
    """Of many events that were there, and of many that came, the newest are not shown again."""
    many = [replace(EVENTS[0], id=str(number)) for number in range(25_000)]
    seen = tail._Seen()  # noqa: SLF001 - its bound takes many events to meet
    for each in reversed(many[:12_000]):
        assert seen.first(each)
    seen.turn()
    assert not seen.first(many[11_999])
    for each in many[12_000:]:
        assert seen.first(each)
    assert not seen.first(many[-1])
    assert seen.first(many[11_999])


def test_settings_name_the_file(qala: Qala, path: Path) -> None:
    """With the settings of a worker, the file of its sink is shown."""
    settings = path.with_name("qala.toml")
    settings.write_text(
        '[source.files]\npaths = ["x"]\n[sink]\nkind = "jsonl"\n[sink.jsonl]\npath = "events.jsonl"\n'
    )
    assert shown(qala, settings) == ["dam", "road", "bridge"]


def test_what_can_not_be_followed_is_told(qala: Qala, tmp_path: Path) -> None:
    """A file that is not there, and a number that is none, are usage errors."""
    done = qala("tail", tmp_path / "none.db")
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
    assert qala("tail", tmp_path / "none.db", "-n", "-3").returncode == 2
    assert qala("tail", tmp_path / "none.db", "--stance", "shout").returncode == 2


def test_what_comes_is_shown_at_once_and_once(tmp_path: Path) -> None:
    """A claim is shown while the sink goes on; an event that is written again is not."""
    path = tmp_path / "events.jsonl"
    with closing(Jsonl(path)) as sink:
        sink.publish(EVENTS[0])
        sink.flush()
        process = subprocess.Popen(
            [sys.executable, "-m", "worker", "tail", str(path), "--json"],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
        )
        assert process.stdout
        assert json.loads(process.stdout.readline())["speaker"]["entity"] == "x:dam"
        sink.publish(EVENTS[0])
        sink.publish(EVENTS[1])
        sink.flush()
        assert json.loads(process.stdout.readline())["speaker"]["entity"] == "x:road"
        sink.publish(EVENTS[1])
        sink.publish(EVENTS[2])
        sink.flush()
        assert json.loads(process.stdout.readline())["speaker"]["entity"] == "x:bridge"
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE)
    assert rest == b""
    assert process.returncode == 130


def test_a_terminal_keeps_directions_apart(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal a claim is one line that fits, its cells isolated."""
    console = Console(force_terminal=True, color_system=None, width=70)
    monkeypatch.setattr(tail, "console_for_people", lambda: console)
    assert main(["tail", str(path), "--no-follow"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("2026-03-14 12:00 assert    \u2068سلوى الزمردي\u2069 ")
    assert lines[2].rstrip().endswith("…\u2069")
    assert [line.rindex("\u2068") for line in lines] == [lines[0].rindex("\u2068")] * 3


def test_help_names_the_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """The columns of a plain line are told by the help."""
    with pytest.raises(SystemExit):
        main(["tail", "--help"])
    assert ", ".join(COLUMNS) in capsys.readouterr().out


def test_a_count_is_whole() -> None:
    """What is no number of claims is refused."""
    with pytest.raises(argparse.ArgumentTypeError):
        tail._count("1.5")  # noqa: SLF001 - what argparse calls
