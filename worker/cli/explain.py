"""``qala explain``: which rule found each claim of an article, and why a sentence gave none.

For a linguist who extends a pack. Without ``--sentence`` it tells all claims, and of the other
sentences those that have a cue or a quotation; with it, all that is known of one sentence.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
from rich.console import Console
from rich.text import Text

from worker import intake
from worker.article import Record
from worker.cli import status
from worker.cli.command import Commands, declare
from worker.cli.summary import console_for_people
from worker.cli.words import cut, isolate, one_line
from worker.errors import RecordError, UsageError
from worker.event import Skipped
from worker.explain import (
    ClaimExplained,
    CueSeen,
    Explanation,
    Refusal,
    SentenceExplained,
    explain,
)
from worker.normalise.folding import Folding
from worker.packs import Pack, available, load
from worker.runtime.budget import Budget
from worker.runtime.loop import utc_now
from worker.sources.files import Limits, records

_MAX_CPU_SECONDS = 10.0
_LONGEST_LINE = 400
_LABEL_WIDTH = 12
_QUOTED = re.compile("“[^”]*”")


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "explain",
        execute,
        summary="tell which rule found each claim of an article, and why a sentence gave none",
        example="qala explain seeds/articles/bridge-inquiry.txt\n"
        '  qala explain article.txt --sentence "the council voted"',
    )
    command.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="JSONL, .txt, .html or a feed document; -, for JSONL on standard input",
    )
    command.add_argument(
        "--sentence", metavar="WORDS", help="only sentences with these words, and all about them"
    )
    command.add_argument("--json", action="store_true", help="an article is a line of JSON")


def execute(arguments: argparse.Namespace) -> int:
    """Read, explain and print each article of the file."""
    packs = {language: load(language) for language in available()}
    budget = Budget(_MAX_CPU_SECONDS)
    told = found = 0
    code = status.DONE
    for record in records([arguments.file], sys.stdin.buffer, Limits(budget=budget)):
        try:
            with budget:
                explanation = _explained(record, packs)
        except RecordError as fault:
            _complain(f"{record.place}: rejected: {fault.reason}: {fault}")
            code = status.REJECTED
            continue
        if explanation is None:
            continue
        told += 1
        if arguments.sentence:
            explanation = _only(explanation, arguments.sentence, packs)
            if not explanation.sentences:
                continue
            found += 1
        _print(explanation, arguments)
    if arguments.sentence and told and not found:
        message = f"{arguments.file}: no sentence has these words: {arguments.sentence}"
        raise UsageError(message)
    return code


def _explained(record: Record, packs: dict[str, Pack]) -> Explanation | None:
    reading = intake.read(record, packs, now=utc_now())
    if isinstance(reading, Skipped):
        _complain(f"{record.place}: skipped: {reading.reason}: {reading.message}")
        return None
    return explain(reading.article, packs[reading.article.language])


def _only(explanation: Explanation, words: str, packs: dict[str, Pack]) -> Explanation:
    """Leave the sentences that have ``words``, as they fold, and their claims."""
    folding = Folding([packs[explanation.language].script])
    wanted = f" {' '.join(folding.words(words))} "
    sentences = [
        sentence
        for sentence in explanation.sentences
        if wanted in f" {' '.join(folding.words(sentence.text))} "
    ]
    ids = {claim for sentence in sentences for claim in sentence.claims}
    return msgspec.structs.replace(
        explanation,
        sentences=sentences,
        claims=[each for each in explanation.claims if each.claim.id in ids],
    )


def _print(explanation: Explanation, arguments: argparse.Namespace) -> None:
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(explanation) + b"\n")
        return
    _Page(console_for_people()).show(explanation, whole=bool(arguments.sentence))


class _Page:
    """An explanation on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, explanation: Explanation, *, whole: bool) -> None:
        """Print it; ``whole`` with the words of sentences, and the sentences that have claims."""
        title = explanation.title or explanation.source_id
        self._line(self._words(title), style="bold")
        for claim in explanation.claims:
            self._claim(claim)
        silent = [
            sentence
            for sentence in explanation.sentences
            if whole or (not sentence.claims and (sentence.cues or sentence.quotations))
        ]
        for sentence in silent:
            self._sentence(sentence, whole=whole)
        self._line("")

    def _claim(self, explained: ClaimExplained) -> None:
        claim = explained.claim
        self._line("")
        self._line(f"{claim.id}  {self._words(claim.text)}", style="bold cyan")
        for step in explained.steps:
            self._labelled(step.step, step.told)
            for part in step.parts:
                self._labelled("", part)
        self._refused("refused", [each for each in explained.refused if each.asked])

    def _sentence(self, sentence: SentenceExplained, *, whole: bool) -> None:
        self._line("")
        told = f"claims: {', '.join(sentence.claims)}" if sentence.claims else "no claim"
        self._line(f"{told}  {self._words(sentence.text)}", style="bold yellow")
        if not sentence.cues and not sentence.quotations and not sentence.claims:
            self._labelled("cue", "no word of it is a cue of the pack (cues.toml)")
        for cue in sentence.cues:
            self._cue(cue)
        for quotation in sentence.quotations:
            self._labelled("quotation", f"“{cut(quotation.text, _LONGEST_LINE)}”: {quotation.why}")
        for word in sentence.words if whole else ():
            self._labelled("word", f"“{word.text}”: {', '.join(word.classes) or '-'}")

    def _cue(self, cue: CueSeen) -> None:
        self._labelled("cue", f"“{cue.text}”: {cue.form} of “{cue.lemma}”: {cue.why}")
        self._refused("rule", cue.refused)

    def _refused(self, label: str, refused: Iterable[Refusal]) -> None:
        for each in refused:
            asked = "" if each.asked else "not asked: "
            self._labelled(label, f"{each.rule}: {asked}{each.why}")

    def _labelled(self, label: str, told: str) -> None:
        """Print a line; at a terminal, words in “ ” keep their direction to themselves."""
        line = one_line(told)
        if self._console.is_terminal:
            line = _QUOTED.sub(lambda found: isolate(found[0]), line)
        self._line(f"  {label:{_LABEL_WIDTH}} {line}")

    def _words(self, text: str) -> str:
        fitted = cut(text, _LONGEST_LINE)
        return isolate(fitted) if self._console.is_terminal and fitted else fitted

    def _line(self, line: str, *, style: str = "") -> None:
        self._console.print(Text(line, style=style), soft_wrap=True)


def _complain(line: str) -> None:
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - the terminal
