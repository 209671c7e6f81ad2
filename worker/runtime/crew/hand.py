"""A hand: a process that looks into records until its input ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import IO

from worker.copies.signature import packed, sign
from worker.event import Published
from worker.normalise.folding import Folding
from worker.runtime.budget import Alone
from worker.runtime.crew.wire import Terms, Told, read_order, told, write

Foldings = Callable[[str], Folding]
"""Gives the folding of a language."""


def serve(ready: Callable[[Terms], tuple[Alone, Foldings]]) -> None:
    """Work as the crew on standard input says; ``ready`` makes what its terms ask for."""
    # The worker decides when to stop, by closing the input; a signal to its group is not for us.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    # What a library prints must not come between the answers: it goes to standard error.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _serve(sys.stdin.buffer, answers, ready)


def _serve(
    orders: IO[bytes], answers: IO[bytes], ready: Callable[[Terms], tuple[Alone, Foldings]]
) -> None:
    work, foldings, signs = None, None, False
    while (order := read_order(orders)) is not None:
        if isinstance(order, Terms):
            work, foldings = ready(order)
            signs = order.signs
        elif work and foldings:
            made = [
                told(each.outcome, each.seconds, _signature(each.outcome, foldings, signs=signs))
                for each in work(order.records)
            ]
            _answer(answers, made)


def _answer(answers: IO[bytes], made: list[Told]) -> None:
    try:
        write(answers, made)
    except BrokenPipeError:  # the worker has gone; what it asked for is nobody's
        os._exit(0)


def _signature(outcome: object, foldings: Foldings, *, signs: bool) -> bytes | None:
    if not (signs and isinstance(outcome, Published)):
        return None
    article = outcome.event.article
    return packed(sign(article.title, article.text, foldings(article.language)))
