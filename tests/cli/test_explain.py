"""``qala explain``: in the terminal and as JSON."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from rich.console import Console

from tests.cli.conftest import ROOT, Qala
from worker.cli import explain as command
from worker.cli.explain import execute

SEED = ROOT / "seeds" / "articles" / "bridge-inquiry.txt"
TEXT = "قالت وزيرة المياه سلوى الزمردي إن السد ممتلئ. كتب الوزير على اللوح. هطل المطر."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """Return the path of an article of three sentences."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_claims_and_silent_cues_are_told(qala: Qala, article: Path) -> None:
    """A claim has its rule, a sentence with a cue its reasons, one without is left out."""
    done = qala("explain", article)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "  rule         cue-complement" in lines
    assert "c1  السد ممتلئ" in lines
    assert "no claim  كتب الوزير على اللوح." in lines
    assert any(line.startswith("  rule         cue-phrase: not asked: ") for line in lines)
    assert "هطل" not in done.stdout


def test_a_sentence_is_told_whole(qala: Qala, article: Path) -> None:
    """With words of a sentence, as they fold, that sentence is told with all its words."""
    done = qala("explain", article, "--sentence", "هَطَل المطر")
    assert done.returncode == 0, done.stderr
    assert "no word of it is a cue of the pack" in done.stdout
    assert "  word         “المطر”: definite" in done.stdout.splitlines()
    assert "c1" not in done.stdout


def test_articles_without_the_sentence_are_left_out(qala: Qala) -> None:
    """Of several articles, only those that have the sentence are told."""
    lines = "\n".join(
        json.dumps({"id": name, "language": "en", "text": f"The {name} was closed."})
        for name in ("bridge", "road")
    )
    done = qala("explain", "-", "--sentence", "the road", stdin=lines)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "road"
    assert "bridge" not in done.stdout


def test_a_sentence_that_is_not_there_is_a_fault(qala: Qala, article: Path) -> None:
    """Words that no sentence has end the command with status 2."""
    done = qala("explain", article, "--sentence", "بقي الجسر")
    assert done.returncode == 2
    assert "no sentence has these words: بقي الجسر" in done.stderr


def test_json_is_a_line_an_article(qala: Qala) -> None:
    """As JSON there is all, with claims as in the event."""
    explained = json.loads(qala("explain", SEED, "--json").stdout)
    event = json.loads(qala("enrich", SEED).stdout)
    assert [each["claim"] for each in explained["claims"]] == event["claims"]
    assert {"cue", "rule", "confidence"} <= {
        step["step"] for step in explained["claims"][0]["steps"]
    }
    assert explained["sentences"]


def test_what_is_no_record_is_told(qala: Qala) -> None:
    """A line that can't be read is a line on standard error, and status 1."""
    done = qala("explain", "-", stdin='{"text": 3}\n{"language": "xx", "text": "Hello."}\n')
    assert done.returncode == 1
    assert "rejected: wrong-type" in done.stderr
    assert "skipped: " in done.stderr


def test_a_terminal_keeps_directions_apart(
    article: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal, words in quotation marks are isolated, so that columns hold."""
    monkeypatch.setattr(
        command,
        "console_for_people",
        lambda: Console(force_terminal=True, color_system=None, width=200),
    )
    arguments = argparse.Namespace(file=article, sentence=None, json=False)
    assert execute(arguments) == 0
    shown = capsys.readouterr().out
    assert "\u2068“قالت”\u2069: verb of \u2068“قال”\u2069" in shown
