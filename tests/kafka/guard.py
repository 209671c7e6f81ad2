"""Who sees to it that no broker outlives the process that started it, however that ends.

Owns a shell that leads a process group and waits at a pipe. When the pipe's other end is gone, because
it was closed or its owner died, the shell kills the group, and itself with it.
"""

from __future__ import annotations

import subprocess
from types import TracebackType
from typing import Self


class Guard:
    """``with Guard() as guard``: what is started with ``process_group=guard.group`` ends with it."""

    def __init__(self) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", "cat; kill -KILL 0"], stdin=subprocess.PIPE, process_group=0
        )

    @property
    def group(self) -> int:
        """The process group to be started in."""
        return self._shell.pid

    def close(self) -> None:
        """Kill the group."""
        if self._shell.stdin is not None:
            self._shell.stdin.close()
        self._shell.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
