"""Stand-ins in memory: a source that knows what was committed, a sink that fails on demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from worker.article import Article, Outlet, Record
from worker.copies import Known, Rules, Window
from worker.errors import QalaError, RecordError
from worker.event import Claim, Duplicate, Event, Published, Rejected, Skipped, Stance
from worker.packs import load
from worker.ports import Happening, Memory, Sink
from worker.runtime.acquaintance import Acquaintance
from worker.runtime.budget import Alone, Budget, Lap
from worker.runtime.loop import Job
from worker.runtime.retry import Policy

NOON = dt.datetime(2026, 3, 14, 12, 0, tzinfo=dt.UTC)
QUICK = Policy(first_seconds=0.001, factor=1.0, longest_seconds=0.001, give_up_after_seconds=120)


def claim(stance: Stance = "deny", speaker: str | None = None) -> Claim:
    """Make a claim over the first four letters of the text."""
    return Claim(
        id="c1",
        speaker=speaker,
        field="text",
        kind="direct",
        stance=stance,
        text="Rain",
        spans=[],
        quotes=[],
        cue=None,
        mention=None,
        time=None,
        within=None,
        evidence="test",
        confidence=0.5,
        checkworthy=None,
    )


def event(
    name: str,
    *,
    claims: Sequence[Claim] = (),
    age: dt.timedelta | None = None,
    feed: str | None = None,
) -> Event:
    """Make an event whose article is called ``name``, published ``age`` before noon."""
    article = Article(
        id=name,
        source_id=name,
        revision="r",
        url=None,
        canonical_url=None,
        title=name,
        text="Rain fell.",
        language="en",
        authors=[],
        published_at=None if age is None else NOON - age,
        source=Outlet(feed=feed),
        fingerprint="f",
    )
    return Event(id=f"{name}-r", article=article, speakers=[], claims=list(claims), packs={})


def record(name: str) -> Record:
    """Make a record whose body is ``name``; see ``process``."""
    return Record(form="text", body=name.encode(), place=f"memory:{name}")


def process(given: Record, lap: Lap) -> Published | Skipped | Rejected:
    """Reject bodies that begin with ``bad``, skip ``skip``, fail on ``bug``, publish the rest.

    What stands behind an ``@`` is the feed.
    """
    name, _, feed = given.body.decode().partition("@")
    lap("intake")
    if name.startswith("bad"):
        return Rejected(record=given, reason="empty", message="there is nothing in it")
    if name.startswith("skip"):
        return Skipped(reason="no-pack", message="no pack")
    if name.startswith("bug"):
        message = "boom"
        raise RuntimeError(message)
    lap("enrich")
    return Published(
        event=event(name, age=dt.timedelta(hours=1), feed=feed or None), unknown_fields=1
    )


class MemoryBatch:
    """Some records of a ``MemorySource``."""

    def __init__(self, source: MemorySource, names: Sequence[str]) -> None:
        self._source = source
        self._names = names
        self.records = [record(name) for name in names]

    def commit(self) -> None:
        """Forget the records."""
        self._source.step("commit")
        self._source.on_commit(self._names)
        self._source.committed.extend(self._names)


class MemorySource:
    """Gives its batches in order; ``faults`` are raised at its first calls, None is no fault."""

    def __init__(
        self, batches: Sequence[Sequence[str]], faults: Sequence[QalaError | None] = ()
    ) -> None:
        self._batches = list(batches)
        self._faults = list(faults)
        self.committed: list[str] = []
        self.on_read: Callable[[], None] = lambda: None
        self.on_commit: Callable[[Sequence[str]], None] = lambda _names: None

    def step(self, _name: str) -> None:
        """Raise the next fault."""
        if self._faults and (fault := self._faults.pop(0)):
            raise fault

    def read(self) -> MemoryBatch | None:
        """Return the next batch."""
        self.step("read")
        self.on_read()
        return MemoryBatch(self, self._batches.pop(0)) if self._batches else None

    def close(self) -> None:
        """Nothing to let go of."""


class MemorySink:
    """Keeps by id what was flushed; raises ``fault`` at step ``fail_at``, for ``times`` steps.

    Where ``keeps`` the failing flush has kept everything and only its answer was lost.
    """

    def __init__(
        self,
        *,
        fail_at: int = -1,
        times: int = 1,
        fault: QalaError | None = None,
        keeps: bool = False,
    ) -> None:
        self._failing = range(fail_at, fail_at + times)
        self._fault = fault
        self._keeps = keeps
        self.steps = 0
        self.flushes = 0
        self.kept: dict[str, str] = {}
        self._pending: dict[str, str] = {}
        self.traces: dict[str, str | None] = {}
        self.refuses: set[str] = set()

    def _step(self) -> None:
        self.steps += 1
        if self.steps - 1 in self._failing and self._fault:
            if not self._keeps:
                self._pending.clear()
            self.kept.update(self._pending)
            self._pending.clear()
            raise self._fault

    def publish(self, event: Event, *, trace: str | None = None) -> None:
        """Write an event."""
        if event.article.id in self.refuses:
            reason, message = "too-large", "it does not fit"
            raise RecordError(reason, message)
        self._step()
        self.traces[event.article.id] = trace
        self._pending[event.article.id] = "event"

    def carry(self, duplicate: Duplicate) -> None:
        """Note another feed."""
        self._step()
        self._pending[f"{duplicate.article_id}@{duplicate.feed}"] = "carrier"

    def reject(self, rejected: Rejected) -> None:
        """Write a dead letter."""
        self._step()
        self._pending[rejected.record.body.decode()] = rejected.reason

    def flush(self) -> None:
        """Keep all that is written."""
        self._step()
        self.flushes += 1
        self.kept.update(self._pending)
        self._pending.clear()

    def close(self) -> None:
        """Nothing to let go of."""


class FailingMemory:
    """Keeps what is known over runs; raises ``fault`` at step ``fail_at``, for ``times`` steps.

    Where ``keeps`` the failing call has kept everything and only its answer was lost.
    """

    def __init__(
        self,
        *,
        fail_at: int = -1,
        times: int = 1,
        fault: QalaError | None = None,
        keeps: bool = False,
    ) -> None:
        self._failing = range(fail_at, fail_at + times)
        self._fault = fault
        self._keeps = keeps
        self.steps = 0
        self.kept: dict[str, Known] = {}
        self.on_keep: Callable[[Sequence[Known]], None] = lambda _learnt: None

    def _step(self) -> None:
        self.steps += 1
        if self.steps - 1 in self._failing and self._fault:
            raise self._fault

    def recall(self) -> Iterator[Known]:
        """Yield what is kept; a failure comes after the first half."""
        kept = list(self.kept.values())
        yield from kept[: len(kept) // 2]
        self._step()
        yield from kept[len(kept) // 2 :]

    def news(self) -> Iterator[Known]:
        """Yield nothing: nobody else writes here."""
        yield from ()

    def keep(self, learnt: Sequence[Known], forgotten: Sequence[str]) -> None:
        """Keep."""
        self.on_keep(learnt)
        if not self._keeps:
            self._step()
        for event_id in forgotten:
            self.kept.pop(event_id, None)
        self.kept |= {known.event_id: known for known in learnt}
        if self._keeps:
            self._step()

    def close(self) -> None:
        """Nothing to let go of."""


T = TypeVar("T")


class Diary:
    """An observer that remembers all."""

    def __init__(self) -> None:
        self.happenings: list[Happening] = []

    def __call__(self, happening: Happening, /) -> None:
        """Remember."""
        self.happenings.append(happening)

    def of(self, kind: type[T]) -> list[T]:
        """Return the happenings of a kind."""
        return [each for each in self.happenings if isinstance(each, kind)]


def acquaintance(memory: Memory) -> Acquaintance:
    """Make an acquaintance that knows what ``memory`` kept."""
    rules = Rules(
        span=dt.timedelta(hours=72), most=100, copy_similarity=0.4, cluster_similarity=0.25
    )
    return Acquaintance(Window(rules, {"en": load("en")}), memory)


def job(
    source: MemorySource, sink: Sink, policy: Policy = QUICK, memory: Memory | None = None
) -> Job:
    """Make a job of stand-ins."""
    return Job(
        source=source,
        sink=sink,
        work=Alone(process, Budget(5)),
        policy=policy,
        acquaintance=acquaintance(memory) if memory else None,
    )
