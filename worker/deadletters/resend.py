"""Dead letters of a topic, sent again to where their records came from.

1. Key, bytes and headers are those of the record; of ours only ``qala-dlq-attempts`` stays, so
   that a further rejection goes on counting.
2. A chunk is one transaction, with a mark of its letters (``topic``) in it: both are seen or
   neither, and a second replay leaves them out.
3. One replay of a topic at a time: its transactions have one name, so that a second one, once
   connected, has the brokers refuse what the first goes on to send. Connect before letters are
   read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from worker.deadletters.letter import DeadLetter
from worker.deadletters.topic import mark
from worker.edge.kafka.messages import Message
from worker.edge.kafka.outbox import Outbox, Transactions
from worker.sinks.kafka.messages import DEAD

_LETTERS: Final = 500
_BYTES: Final = 8_000_000
"""Of a chunk."""
_KEPT: Final = DEAD + "attempts"

Told = Callable[[DeadLetter], None]


class Route(Struct, frozen=True, kw_only=True):
    """Where letters go."""

    dead_letters: str
    to: str | None
    """In place of the topics that the records came from."""
    most: int
    """Bytes of a message."""

    def topic(self, letter: DeadLetter) -> str | None:
        """Return where ``letter`` goes; None where nothing says it."""
        return self.to or (letter.origin[0] if letter.origin else None)

    def refusal(self, letter: DeadLetter) -> str | None:
        """Return why ``letter`` can't be sent; None where it can."""
        if letter.unfit:
            return letter.unfit
        topic = self.topic(letter)
        if topic is None:
            return "came from no topic; name one with --to TOPIC"
        if topic == self.dead_letters:
            return f"would go to {topic}, where dead letters are kept; name another with --to TOPIC"
        size = message_of(letter, topic).size
        if size > self.most:
            return f"takes {size:,} bytes; sink.kafka.max_message_bytes is {self.most:,}"
        return None


def message_of(letter: DeadLetter, topic: str) -> Message:
    """Make the message that the record came in, for ``topic``."""
    kept = [
        (name, value)
        for name, value in letter.headers
        if name == _KEPT or not name.startswith(DEAD)
    ]
    return Message(topic=topic, key=letter.key, value=letter.body, headers=kept)


def resend(
    letters: Iterable[DeadLetter], route: Route, outbox: Outbox | Transactions, sent: Told
) -> None:
    """Send ``letters``, none of which is refused; ``sent`` is told of each once it is kept."""
    chunk: list[DeadLetter] = []
    size = 0
    for letter in letters:
        chunk.append(letter)
        size += len(letter.body)
        if len(chunk) >= _LETTERS or size >= _BYTES:
            _settle(chunk, route, outbox, sent)
            chunk, size = [], 0
    _settle(chunk, route, outbox, sent)


def _settle(
    chunk: list[DeadLetter], route: Route, outbox: Outbox | Transactions, sent: Told
) -> None:
    offsets: defaultdict[int, list[int]] = defaultdict(list)
    for letter in chunk:
        topic = route.topic(letter)
        assert topic is not None, letter.id  # noqa: S101 - refused before
        outbox.send(message_of(letter, topic))
        partition, _, offset = letter.id.partition(":")
        offsets[int(partition)].append(int(offset))
    if isinstance(outbox, Outbox):  # without a transaction, nothing may be marked that is lost
        outbox.flush()
    for number, replayed in offsets.items():
        outbox.send(mark(route.dead_letters, number, replayed))
    outbox.flush()
    for letter in chunk:
        sent(letter)
