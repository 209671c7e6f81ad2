"""A bug of ours that a feed or a page lays bare → where it is, for the log.

What its error says is left out, since it may quote the feed.
"""

from __future__ import annotations

import traceback


def traceback_of(bug: BaseException) -> str:
    """Return the calls that led to ``bug``, and its type; of a group those of each."""
    lines = traceback.format_tb(bug.__traceback__)
    if isinstance(bug, BaseExceptionGroup):
        lines += [f"{traceback_of(each)}\n" for each in bug.exceptions]
    return "".join(lines) + type(bug).__name__
