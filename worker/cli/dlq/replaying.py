"""``qala dlq replay``: dead letters once more, after what was wrong is mended.

Those of a topic are sent to where their records came from, each once (``deadletters.resend``).
Those of a file go through the pipeline of the settings into their sink; what is not rejected
again is taken away.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

from worker import config
from worker.cli import status, wiring
from worker.cli.command import Commands, declare
from worker.cli.dlq.opening import add_filters, open_file, wanted
from worker.cli.kafka import Cluster
from worker.cli.progress import progress, show_cursor
from worker.cli.tally import Tally
from worker.cli.watching import Watching
from worker.cli.words import cut
from worker.cli.working import working
from worker.config import Settings
from worker.deadletters import Box, DeadLetter, FileBox, Topic
from worker.deadletters.resend import Route, resend
from worker.deadletters.source import Replay
from worker.edge.kafka import topics as needed
from worker.errors import UsageError
from worker.ports import Happening
from worker.runtime import logs
from worker.runtime.happenings import RecordSettled
from worker.runtime.loop import Job, Loop
from worker.runtime.stop import Stop

_LONGEST_LINE = 400


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "replay",
        execute,
        summary="send dead letters again: to the topic that they came from, or from a database "
        "or lines through the pipeline",
        example="qala dlq replay enrich.toml --reason bug --dry-run",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    add_filters(command)
    command.add_argument("--limit", type=int, metavar="N", help="so many at most")
    command.add_argument("--to", metavar="TOPIC", help="in place of where they came from (Kafka)")
    command.add_argument("--again", action="store_true", help="also those replayed before (Kafka)")
    command.add_argument("--dry-run", action="store_true", help="only tell what would be done")
    command.add_argument("--yes", action="store_true", help="do not ask at a terminal")


class Picked:
    """The letters that are to be replayed, and those that can't be."""

    def __init__(self, box: Box, arguments: argparse.Namespace, route: Route | None) -> None:
        self._box = box
        self._arguments = arguments
        self._route = route
        self.number = self.size = self.refused = 0
        for letter in self._wanted():
            if why := self._refusal(letter):
                self.refused += 1
                _say(f"{letter.id}: refused: {why}")
            else:
                self.number += 1
                self.size += len(letter.body)

    def __iter__(self) -> Iterator[DeadLetter]:
        """Yield the letters again, one in memory."""
        return (letter for letter in self._wanted() if not self._refusal(letter))

    def topics(self) -> set[str]:
        """Return where they go."""
        route = self._route
        return {topic for each in self if route and (topic := route.topic(each))}

    def _wanted(self) -> Iterator[DeadLetter]:
        asked = wanted(self._arguments, replayed=self._arguments.again)
        return islice(self._box.letters(asked), self._arguments.limit)

    def _refusal(self, letter: DeadLetter) -> str | None:
        return self._route.refusal(letter) if self._route else letter.unfit


class Sent:
    """How many letters were sent."""

    def __init__(self) -> None:
        self.number = 0

    def __str__(self) -> str:
        return f"{self.number:,} sent"


def execute(arguments: argparse.Namespace) -> int:
    """Look, ask, replay, and tell."""
    settings = config.load(arguments.config, os.environ)
    if settings.sink.kind == "kafka":
        return _to_topics(settings, arguments)
    if arguments.to or arguments.again:
        option = "--to" if arguments.to else "--again"
        message = f"{option}: is for dead letters of Kafka; sink.kind is {settings.sink.kind}"
        raise UsageError(message)
    with closing(open_file(settings)) as box:
        picked = Picked(box, arguments, None)
        where = f"through the pipeline into {settings.sink.kind}"
        if not _agreed(picked, where, arguments):
            return _status(picked)
        return max(_through_pipeline(settings, box, picked), _status(picked))


def _to_topics(settings: Settings, arguments: argparse.Namespace) -> int:
    chosen = settings.sink.kafka
    route = Route(dead_letters=chosen.dead_letters, to=arguments.to, most=chosen.max_message_bytes)
    name = f"{chosen.transactional_id or settings.kafka.client_id}-dlq-{chosen.dead_letters}"
    with ExitStack() as stack:
        cluster = Cluster(settings, logs.observe)
        outbox = stack.enter_context(closing(cluster.outbox_named(name, joined=False)))
        if not arguments.dry_run:
            outbox.connect()
        box = stack.enter_context(closing(Topic(cluster.client, chosen.dead_letters)))
        picked = Picked(box, arguments, route)
        targets = sorted(picked.topics())
        if not _agreed(picked, f"to {', '.join(targets)}", arguments):
            return _status(picked)
        _require(cluster, targets, "--to" if arguments.to else "qala-dlq-topic")
        sent = Sent()
        show = sys.stderr.isatty()
        with progress(sent, show=show, total=picked.size) as advance:

            def count(letter: DeadLetter) -> None:
                sent.number += 1
                advance.by(len(letter.body))

            try:
                resend(picked, route, outbox, count)
            finally:
                _say(f"{sent}, {picked.refused:,} refused")
    return _status(picked)


def _require(cluster: Cluster, names: Sequence[str], key: str) -> None:
    topics = [needed.Topic(name=name, key=key, purpose="records") for name in names]
    needed.require(cluster.client, topics)


def _through_pipeline(settings: Settings, box: FileBox, picked: Picked) -> int:
    tally, stop = Tally(), Stop(before_abort=show_cursor)
    packs = wiring.load_packs(settings)
    replay = Replay(
        box,
        picked,
        batch_records=settings.source.batch_records,
        record_bytes=settings.source.max_record_bytes,
    )

    def settled(happening: Happening, /) -> None:
        if isinstance(happening, RecordSettled):
            replay.settled(happening.record, happening.outcome)

    show = sys.stderr.isatty()
    with ExitStack() as stack:
        stack.enter_context(stop.listen())
        advance = stack.enter_context(progress(tally, show=show, total=picked.size))
        logs.set_up(settings.log.format, "warning")
        observe = wiring.broadcast(logs.observe, tally, advance, settled)
        cluster = wiring.cluster(settings, observe)
        watching = Watching(settings.watch.list, packs, observe)
        sink = stack.enter_context(closing(wiring.sink(settings, cluster)))
        memory = stack.enter_context(closing(wiring.memory(settings, cluster)))
        job = Job(
            source=replay,
            sink=sink,
            work=stack.enter_context(working(settings, packs, watching)),
            policy=wiring.policy(settings.retry),
            acquaintance=wiring.acquaintance(settings.copies, packs, memory),
        )
        stack.callback(lambda: _say(f"{tally}; {picked.refused:,} refused"))
        end = Loop(job, observe=observe, stop=stop).run()
    taken = replay.take_away()
    _say(f"dead letters taken away: {taken:,}; what was rejected again stays")
    return status.INTERRUPTED if end == "stopped" else tally.status


def _agreed(picked: Picked, where: str, arguments: argparse.Namespace) -> bool:
    """Tell whether there is something to do, and a person at a terminal says so."""
    what = f"{picked.number:,} dead letters, {picked.size:,} bytes, {where}"
    if not picked.number or arguments.dry_run:
        _say(f"would replay {what}" if picked.number else "nothing to replay")
        return False
    if arguments.yes or not sys.stdin.isatty():
        return True
    print(f"Replay {what}? [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - a question
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _status(picked: Picked) -> int:
    return status.REJECTED if picked.refused else status.DONE


def _say(line: str) -> None:
    print(f"qala: {cut(line, _LONGEST_LINE)}", file=sys.stderr)  # noqa: T201 - the terminal
