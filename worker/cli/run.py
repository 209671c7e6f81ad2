"""``qala run``: the worker, from its settings to its end.

Standard error holds logs; standard output the summary of a source that came to its end, for
a person at a terminal or where it is asked for. A worker that is stopped sums up nothing.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry

from worker import __version__, config
from worker.cli import status, wiring
from worker.cli.command import Commands, declare
from worker.cli.progress import progress, show_cursor
from worker.cli.summary import Summary, console_for_people
from worker.cli.tally import Tally
from worker.cli.watching import Watching
from worker.cli.working import working
from worker.config import Settings
from worker.errors import StoppedError
from worker.packs import Pack
from worker.ports import Happening, Observer, Relay, Reloadable, Source
from worker.runtime import logs
from worker.runtime.feed_metrics import FeedMetrics
from worker.runtime.happenings import End, Started
from worker.runtime.health import Health, serve
from worker.runtime.kafka_metrics import KafkaMetrics
from worker.runtime.loop import Job, Loop
from worker.runtime.metrics import Metrics
from worker.runtime.stop import Stop
from worker.runtime.watch_metrics import WatchMetrics


def add(commands: Commands) -> None:
    """Declare the command."""
    command = declare(
        commands,
        "run",
        execute,
        summary="run the worker: from its source to its sink, until stopped or all is read",
        example="qala run seeds/qala.toml --summary",
    )
    command.add_argument("config", type=Path, metavar="CONFIG.toml")
    command.add_argument(
        "--summary",
        action=argparse.BooleanOptionalAction,
        help="sum up speakers and claims when the source ends (default: at a terminal)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Wire the parts, run the loop, sum up."""
    settings = config.load(arguments.config, os.environ)
    wanted = sys.stdout.isatty() if arguments.summary is None else arguments.summary
    tally, stop = Tally(), Stop(before_abort=show_cursor)
    summary = Summary() if wanted else None
    with stop.listen(), progress(tally, show=sys.stderr.isatty()) as advance:
        logs.set_up(settings.log.format, settings.log.level)
        watchers: list[Observer] = [tally, advance, *([summary] if summary else [])]
        end = _run(settings, stop, watchers)
    if end is None:
        return status.GAVE_UP
    if end == "stopped":
        return status.INTERRUPTED if stop.signal is signal.SIGINT else status.DONE
    if summary:
        summary.show(console_for_people(), hints=wiring.hints(settings))
    return tally.status


def _run(settings: Settings, stop: Stop, watchers: list[Observer]) -> End | None:
    """Return how the loop ended; None where it gave up, which the logs then tell."""
    packs = wiring.load_packs(settings)
    with ExitStack() as stack:
        observe = wiring.broadcast(*_observers(settings, packs, stack), *watchers)
        cluster = wiring.cluster(settings, observe)
        watching = Watching(settings.watch.list, packs, observe)
        source = stack.enter_context(closing(wiring.source(settings, observe, cluster)))
        stack.enter_context(_reloading(source, watching))
        sink = stack.enter_context(closing(wiring.sink(settings, cluster)))
        memory = stack.enter_context(closing(wiring.memory(settings, cluster)))
        observe(_started(settings, packs))
        ingests = settings.role == "ingest"
        job = Job(
            source=source,
            sink=sink,
            work=stack.enter_context(working(settings, packs, watching)),
            policy=wiring.policy(settings.retry),
            relay=sink if isinstance(sink, Relay) else None,
            acquaintance=None if ingests else wiring.acquaintance(settings.copies, packs, memory),
            renew=watching.renew,
        )
        try:
            return Loop(job, observe=observe, stop=stop).run()
        except StoppedError:
            return None


@contextmanager
def _reloading(source: Source, watching: Watching) -> Iterator[None]:
    """Let SIGHUP have lists of feeds and of speakers read anew, within this context."""
    reloads = [watching.reload] if watching.list else []
    if isinstance(source, Reloadable):
        reloads.append(source.reload)
    if not reloads:
        yield
        return
    before = signal.signal(signal.SIGHUP, lambda *_: [reload() for reload in reloads])
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def _observers(settings: Settings, packs: dict[str, Pack], stack: ExitStack) -> list[Observer]:
    """Return logs, and where a port is set also metrics and health, served on it."""
    if not settings.http.port:
        return [logs.observe]
    registry, health = CollectorRegistry(), Health()
    metrics = Metrics(
        registry, source=settings.source.kind, languages=packs, reasons=wiring.reasons()
    )
    watchers: list[Observer] = [logs.observe, metrics, health]
    if settings.source.kind == "feeds":
        watchers.append(
            FeedMetrics(
                registry,
                results=wiring.poll_results(),
                standings=wiring.standings(),
                subscriptions=wiring.subscriptions(),
            )
        )
    if settings.watch.list:
        watchers.append(WatchMetrics(registry))
    if settings.uses_kafka:
        chosen = settings.source
        shared = chosen.feeds.shared.registry if settings.shares_feeds else None
        topic = chosen.kafka.topic if chosen.kind == "kafka" else shared
        watchers.append(KafkaMetrics(registry, topic=topic))
    stack.enter_context(serve(health, registry, host=settings.http.host, port=settings.http.port))
    return watchers


def _started(settings: Settings, packs: dict[str, Pack]) -> Happening:
    return Started(
        version=__version__,
        source=settings.source.kind,
        sink=settings.sink.kind,
        packs={language: pack.version for language, pack in packs.items()},
    )
