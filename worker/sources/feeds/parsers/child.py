"""A parser process: reads jobs from standard input and answers on standard output.

``python -m worker.sources.feeds.parsers.child CPU_SECONDS MEMORY_BYTES MAX_ENTRIES``. It ends
when its input does. Over its CPU time it is ended by the system; over its memory it says so.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from worker.errors import RecordError
from worker.sources import documents
from worker.sources.feeds.parsers.pages import text_of_page
from worker.sources.feeds.parsers.wire import LENGTH, TAKEN, Done, Job, packed

USE: Final = Path("/proc/self/statm")
"""The address space in use, in pages, on Linux."""
_TOO_MUCH = Done(reason="too-much-memory", message="it needs more memory than is allowed")


def main(arguments: list[str]) -> None:
    """Serve until the input ends."""
    cpu, memory, most = float(arguments[0]), int(arguments[1]), int(arguments[2])
    # The worker decides when to stop, by closing the input; a signal to its group is not for us.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    source = sys.stdin.buffer
    # What a library prints must not come between the answers: it goes to standard error.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory(memory)
    while job := _next(source, answers):
        # The default action of SIGPROF ends the process, whatever it is in the middle of.
        signal.setitimer(signal.ITIMER_PROF, cpu)
        done = _done(job, most)
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(packed(done))
        answers.flush()


def _limit_memory(more: int) -> None:
    """Allow ``more`` bytes than are in use; where the system tells no use, only time limits."""
    try:
        pages = int(USE.read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):
        print("qala: no limit of memory: this system does not tell what is in use")  # noqa: T201


def _next(source: BinaryIO, answers: BinaryIO) -> Job | None:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    # Before the rest, which may take more memory than there is.
    answers.write(TAKEN)
    answers.flush()
    return msgspec.msgpack.decode(source.read(LENGTH.unpack(head)[0]), type=Job)


def _done(job: Job, most: int) -> Done:
    try:
        if job.what == "page":
            return Done(page=text_of_page(job.body))
        document = documents.read(
            job.body, url=job.url, content_type=job.content_type, max_entries=most
        )
        return Done(document=document)
    except RecordError as fault:
        if isinstance(fault.__cause__, MemoryError):
            return _TOO_MUCH
        return Done(reason=fault.reason, message=str(fault))
    except MemoryError:
        return _TOO_MUCH
    except Exception as bug:  # noqa: BLE001 - a library's bug is the document's fate
        return Done(reason="crashed", message=f"its parser failed: {bug!r}")


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the worker was killed: nobody waits for more
        main(sys.argv[1:])
