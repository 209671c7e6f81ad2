"""``Parsers``: the pool of parser processes.

1. A process is started when it is first needed, serves a job at a time, and is replaced after
   many, or when it dies.
2. A job that takes too long, by its CPU time or by the clock, or too much, takes its process
   with it; the others go on.
3. A process that was dead before it took the job up, whoever killed it, costs no document: the
   job goes to a new one, once.
4. ``close`` ends the inputs, which ends the processes; what does not end is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from types import TracebackType
from typing import Final, Self

import msgspec

from worker.errors import RecordError, UnavailableError
from worker.sources.documents import Document
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.parsers.pages import Page
from worker.sources.feeds.parsers.wire import LENGTH, TAKEN, Done, Job, packed

REASONS: Final = ("crashed", "too-much-memory", "too-slow")
"""Every reason of this pool's own."""
JOBS: Final = 500
"""After which a process is replaced, whatever it has leaked."""
_CLOSE_SECONDS: Final = 2.0
_PATIENCE: Final = 3.0
"""Times its CPU time that a job may take by the clock: machines are busy."""
_GRACE_SECONDS: Final = 5.0
_START_SECONDS: Final = 60.0
"""More until the first job of a process is taken up: Python and its imports come before it."""


class _DeadError(Exception):
    """The process was dead before it took the job up."""


class _Child:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.jobs = 0

    async def ask(self, job: Job, seconds: float) -> Done:
        """Have a job done. Raises ``RecordError`` where the process dies of it."""
        start = 0.0 if self.jobs else _START_SECONDS
        self.jobs += 1
        taken = False
        try:
            async with asyncio.timeout(start + seconds) as deadline:
                back = await self._given(job)
                taken = True
                deadline.reschedule(asyncio.get_running_loop().time() + seconds)
                (length,) = LENGTH.unpack(await back.readexactly(LENGTH.size))
                return msgspec.msgpack.decode(await back.readexactly(length), type=Done)
        except TimeoutError:
            raise RecordError("too-slow", f"not read within {seconds:g} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if not taken:
                raise _DeadError from None
            code = await self.process.wait()
            if code == -signal.SIGPROF:
                raise RecordError("too-slow", "it takes more CPU time than is allowed") from None
            raise RecordError("crashed", f"its parser process ended with {code}") from None

    async def _given(self, job: Job) -> asyncio.StreamReader:
        """Hand the job over; return where its answer comes from."""
        to, back = self.process.stdin, self.process.stdout
        if to is None or back is None:
            raise ConnectionError
        to.write(packed(job))
        await to.drain()
        await back.readexactly(len(TAKEN))
        return back

    async def end(self) -> None:
        """Let it end, or kill it."""
        if self.process.stdin:
            self.process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            try:
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


class Parsers:
    """Reads documents and pages, so many at once."""

    def __init__(
        self, *, processes: int, cpu_seconds: float, memory_bytes: int, max_entries: int
    ) -> None:
        """Start nothing yet."""
        self._arguments = (str(cpu_seconds), str(memory_bytes), str(max_entries))
        self._seconds = _PATIENCE * cpu_seconds + _GRACE_SECONDS
        self._free = asyncio.Semaphore(processes)
        self._idle: list[_Child] = []
        self._busy: set[_Child] = set()

    async def __aenter__(self) -> Self:
        """Begin with no process."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all processes."""
        await asyncio.gather(*(child.end() for child in (*self._idle, *self._busy)))

    async def document(self, answer: Answer) -> Document:
        """Return the document in an answer. Raises ``RecordError`` for what is none."""
        content_type = answer.headers.get("content-type")
        job = Job(what="document", body=answer.body, url=answer.url, content_type=content_type)
        done = await self._do(job)
        if done.document is None:
            raise RecordError("crashed", "its parser process gave no document")
        return done.document

    async def page(self, answer: Answer) -> Page | None:
        """Return the text of the page in an answer. Raises ``RecordError`` for no page."""
        return (await self._do(Job(what="page", body=answer.body, url=answer.url))).page

    async def _do(self, job: Job) -> Done:
        async with self._free:
            try:
                done = await self._by(self._idle.pop() if self._idle else None, job)
            except _DeadError:
                done = await self._by_new(job)
        if done.reason is not None:
            raise RecordError(done.reason, done.message)
        return done

    async def _by_new(self, job: Job) -> Done:
        try:
            return await self._by(None, job)
        except _DeadError:
            message = "parser processes end as soon as they start; is there memory left?"
            raise UnavailableError(message) from None

    async def _by(self, idle: _Child | None, job: Job) -> Done:
        child = idle or await self._started()
        self._busy.add(child)
        done: Done | None = None
        try:
            done = await child.ask(job, self._seconds)
        finally:
            # Shielded: a cancel must not leave a process that nobody knows.
            await asyncio.shield(self._settle(child, done))
        return done

    async def _settle(self, child: _Child, done: Done | None) -> None:
        """Keep a process that is well; end one that failed, or that has served for long."""
        well = done is not None and done.reason != "too-much-memory"
        if well and child.jobs < JOBS:
            self._idle.append(child)
        else:
            if not well:
                with contextlib.suppress(ProcessLookupError):
                    child.process.kill()
            await child.end()
        self._busy.discard(child)

    async def _started(self) -> _Child:
        # By our own search path, and not by a folder ``worker`` that may lie where we were started.
        path = os.pathsep.join(filter(None, sys.path))
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "worker.sources.feeds.parsers.child",
                *self._arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": path},
                start_new_session=True,
            )
        except OSError as error:
            message = f"no parser process can be started: {error}; is there memory left?"
            raise UnavailableError(message) from error
        return _Child(process)
