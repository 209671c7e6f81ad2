"""``qala watch check``: what each name of a list would match, and which names collide.

With articles, or events that were published, it also tells whom of the list they hold, and
which speakers stay without an entity although they have a name of the list. Nothing is
published, and what the events have of an older list does not count.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker import archives
from worker.cli import status, watching
from worker.cli.command import Commands, declare
from worker.cli.summary import console_for_people
from worker.cli.tally import Tally
from worker.cli.wiring import processor
from worker.cli.words import cell
from worker.event import Published
from worker.packs import available, load
from worker.runtime.budget import Budget, Process, process_within
from worker.sources.files import Limits, records
from worker.watch import Collision, Name, WatchList

_MAX_CPU_SECONDS = 10.0
_NAME_WIDTH, _ENTITY_WIDTH, _WHY_WIDTH = 44, 40, 70
_PIPE_WIDTH = 200


class Undecided(Struct, frozen=True, kw_only=True):
    """A speaker of an article who has a name of the list and no entity."""

    place: str
    name: str
    role: str | None
    why: str
    candidates: list[str]


class Found(Struct, kw_only=True):
    """What articles hold of the list; grows as they are read."""

    articles: int = 0
    speakers: Counter[str] = msgspec.field(default_factory=Counter)
    """Articles in which each entity speaks."""
    claims: Counter[str] = msgspec.field(default_factory=Counter)
    undecided: list[Undecided] = []


class Report(Struct, frozen=True, kw_only=True):
    """All that the command tells."""

    entities: list[str]
    names: list[Name]
    collisions: list[Collision]
    found: Found | None


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "check",
        execute,
        summary="show what each name of a watch list would match, and which names collide",
        example="qala watch check seeds/speakers.toml news.jsonl",
    )
    command.add_argument("list", type=Path, metavar="LIST", help="a list of speakers, TOML")
    command.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="what to try it on: articles as of qala enrich (-, for JSONL on standard input), or"
        " events: a database or JSON Lines of qala",
    )
    command.add_argument("--json", action="store_true", help="one JSON object, no tables")


def execute(arguments: argparse.Namespace) -> int:
    """Read the list, try it, and tell."""
    packs = {language: load(language) for language in available()}
    watch = watching.read(arguments.list, packs)
    tally = Tally()
    found = Found() if arguments.files else None
    if found:
        kept = [path for path in arguments.files if archives.is_archive(path)]
        for path in kept:
            _try_on_events(watch, path, found)
        if read := [path for path in arguments.files if path not in kept]:
            _try_on_articles(processor(packs, lambda: watch), read, found, tally)
    report = _report(watch, found)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    else:
        _show(report, console_for_people())
    return tally.status if found else status.DONE


def _report(watch: WatchList, found: Found | None) -> Report:
    return Report(
        entities=watch.entities, names=watch.names, collisions=watch.collisions(), found=found
    )


def _try_on_articles(process: Process, files: list[Path], found: Found, tally: Tally) -> None:
    budget = Budget(_MAX_CPU_SECONDS)
    for record in records(files, sys.stdin.buffer, Limits(budget=budget)):
        outcome = process_within(budget, process, record).outcome
        tally.add(outcome)
        if isinstance(outcome, Published):
            _gather(found, record.place, outcome)


def _try_on_events(watch: WatchList, path: Path, found: Found) -> None:
    with archives.open(path) as archive:
        for event in archive.events():
            bare = [replace(speaker, entity=None) for speaker in event.speakers]
            matched = watch.match(bare, event.article.published_at)
            outcome = Published(
                event=replace(event, speakers=matched.speakers), unresolved=matched.unresolved
            )
            _gather(found, event.article.source_id, outcome)


def _gather(found: Found, place: str, outcome: Published) -> None:
    speakers = {speaker.id: speaker for speaker in outcome.event.speakers}
    found.articles += 1
    for speaker in speakers.values():
        if speaker.entity:
            found.speakers[speaker.entity] += 1
    for claim in outcome.event.claims:
        if claim.speaker and (entity := speakers[claim.speaker].entity):
            found.claims[entity] += 1
    for each in outcome.unresolved:
        speaker = speakers[each.speaker]
        found.undecided.append(
            Undecided(
                place=place,
                name=speaker.name,
                role=speaker.role,
                why=each.why,
                candidates=each.candidates,
            )
        )


def _show(report: Report, console: Console) -> None:
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    console.print(_names(report, console))
    if report.collisions:
        console.print(_collisions(report.collisions, console))
    if found := report.found:
        console.print(_found(found, console))
        if found.undecided:
            console.print(_undecided(found.undecided, console))
    console.print(Text(_sum(report), style="bold"))


def _names(report: Report, console: Console) -> Table:
    shared = {(name.entity, name.text) for each in report.collisions for name in each.names}
    table = _table("Names", "entity", "language", "matches", "name")
    for name in report.names:
        collides = (name.entity, name.text) in shared
        table.add_row(
            cell(name.entity, _ENTITY_WIDTH, console),
            name.language,
            Text(name.resolves + (", collides" if collides else ""), "yellow" if collides else ""),
            cell(name.text, _NAME_WIDTH, console),
        )
    return table


def _collisions(collisions: Iterable[Collision], console: Console) -> Table:
    table = _table("Names that collide", "entities", "decided by", "names")
    for each in collisions:
        alike = f"nothing, for {', '.join(each.alike)}" if each.alike else "role and day"
        entities = ", ".join(dict.fromkeys(name.entity for name in each.names))
        names = " = ".join(dict.fromkeys(name.text for name in each.names))
        table.add_row(
            cell(entities, 2 * _ENTITY_WIDTH, console),
            cell(alike, _WHY_WIDTH, console),
            cell(names, _NAME_WIDTH, console),
        )
    return table


def _found(found: Found, console: Console) -> Table:
    table = _table(f"In {_count(found.articles, 'article')}", "entity", "articles", "claims")
    for entity, number in found.speakers.most_common():
        table.add_row(
            cell(entity, _ENTITY_WIDTH, console), f"{number:,}", f"{found.claims[entity]:,}"
        )
    return table


def _undecided(undecided: Sequence[Undecided], console: Console) -> Table:
    table = _table("Without an entity", "articles", "why", "could be", "name", "role")
    rows = Counter(
        (each.why, ", ".join(each.candidates), each.name, each.role or "") for each in undecided
    )
    for (why, candidates, name, role), number in rows.most_common():
        table.add_row(
            f"{number:,}",
            why,
            cell(candidates, _ENTITY_WIDTH, console),
            cell(name, _NAME_WIDTH, console),
            cell(role, _NAME_WIDTH, console),
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, title=title, title_style="bold", title_justify="left")
    for column in columns:
        table.add_column(column, no_wrap=True)
    return table


def _sum(report: Report) -> str:
    ways = Counter(name.resolves for name in report.names)
    matches = ", ".join(f"{way} {number:,}" for way, number in ways.most_common())
    told = (
        f"{_count(len(report.entities), 'entity')} with {_count(len(report.names), 'name')} "
        f"({matches}), {_count(len(report.collisions), 'collision')}"
    )
    if found := report.found:
        claims = found.claims.total()
        told += f" · {_count(claims, 'claim')} of {_count(len(found.speakers), 'entity')}"
        told += f", {_count(len(found.undecided), 'speaker')} without one"
    return told


def _count(number: int, word: str) -> str:
    several = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number:,} {word if number == 1 else several}"
