"""A parser process: reads jobs from standard input and answers on standard output.

``python -m worker.sources.feeds.parsers.child CPU_SECONDS MEMORY_BYTES MAX_ENTRIES``. It ends
when its input does. Over its CPU time it is ended by the system; over its memory it says so.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from worker.errors import RecordError
from worker.sources import documents
from worker.sources.feeds.parsers.pages import text_of_page
from worker.sources.feeds.parsers.wire import LENGTH, Done, Job, packed

_TOO_MUCH = Done(reason="too-much-memory", message="it needs more memory than is allowed")


def main(arguments: list[str]) -> None:
    """Serve until the input ends."""
    cpu, memory, most = float(arguments[0]), int(arguments[1]), int(arguments[2])
    # The worker decides when to stop, by closing the input; a signal to its group is not for us.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    limit = _baseline() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    source = sys.stdin.buffer
    # What a library prints must not come between the answers: it goes to standard error.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while job := _next(source):
        # The default action of SIGPROF ends the process, whatever it is in the middle of.
        signal.setitimer(signal.ITIMER_PROF, cpu)
        done = _done(job, most)
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(packed(done))
        answers.flush()


def _baseline() -> int:
    """Return the address space that is in use already."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _next(source: BinaryIO) -> Job | None:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return msgspec.msgpack.decode(source.read(LENGTH.unpack(head)[0]), type=Job)


def _done(job: Job, most: int) -> Done:
    try:
        if job.what == "page":
            return Done(page=text_of_page(job.body))
        return Done(document=documents.read(job.body, url=job.url, max_entries=most))
    except RecordError as fault:
        if isinstance(fault.__cause__, MemoryError):
            return _TOO_MUCH
        return Done(reason=fault.reason, message=str(fault))
    except MemoryError:
        return _TOO_MUCH
    except Exception as bug:  # noqa: BLE001 - a library's bug is the document's fate
        return Done(reason="crashed", message=f"its parser failed: {bug!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
