"""The dead letters of the Kafka sink, and what is known of those that were replayed.

A mark is a message of the same topic and partition with the header ``qala-dlq-replayed``: its
value is a JSON list of the offsets that were sent again, and it was sent in one transaction with
them. It is younger than its letters, so that it lives as long as they do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from kafka.structs import TopicPartition

from worker.deadletters.letter import DeadLetter, Wanted
from worker.edge.kafka.client import Client
from worker.edge.kafka.messages import Message
from worker.edge.kafka.view import View
from worker.sinks.kafka.messages import DEAD

MARK: Final = DEAD + "replayed"


class Topic:
    """Reads the topic as it is when it is made."""

    def __init__(self, client: Client, topic: str) -> None:
        """Connect, and read on to the end for marks."""
        self.name = topic
        self._reading = View(client, topic)
        try:
            self._ends = self._reading.ends()
            self._starts = self._reading.starts()
            self._replayed: set[tuple[int, int]] = set()
            for message in self._messages(None):
                self._note(message)
        except BaseException:
            self.close()
            raise

    def letters(self, wanted: Wanted) -> Iterator[DeadLetter]:
        """Yield those that are wanted, partition by partition."""
        for message in self._messages(wanted.since):
            letter = self._letter(message)
            if letter and wanted(letter):
                yield letter

    def find(self, name: str) -> DeadLetter | None:
        """Return the letter at ``partition:offset``."""
        partition, _, offset = name.rpartition(":")
        if not (partition.isdecimal() and offset.isdecimal()):
            return None
        at = TopicPartition(self.name, int(partition))
        number = int(offset)
        if not self._starts.get(at, 0) <= number < self._ends.get(at, 0):
            return None
        for message in self._reading.between(at, number, number + 1):
            return self._letter(message)
        return None

    def close(self) -> None:
        """Let go of the consumer."""
        self._reading.close()

    def _messages(self, since: dt.datetime | None) -> Iterator[Any]:
        # A letter is sent after its record was rejected, so that nothing before can be wanted.
        starts = self._starts if since is None else self._reading.starts(since)
        for partition, end in self._ends.items():
            yield from self._reading.between(partition, starts[partition], end)

    def _note(self, message: Any) -> None:  # noqa: ANN401 - the client has no types
        if any(name == MARK for name, _ in message.headers):
            offsets = msgspec.json.decode(message.value, type=list[int])
            self._replayed.update((message.partition, offset) for offset in offsets)

    def _letter(self, message: Any) -> DeadLetter | None:  # noqa: ANN401 - the client has no types
        told = {
            name.removeprefix(DEAD): (value or b"").decode("utf-8", "replace")
            for name, value in message.headers
            if name.startswith(("qala-", DEAD))
        }
        if "replayed" in told or "reason" not in told:
            return None
        return DeadLetter(
            id=f"{message.partition}:{message.offset}",
            at=_moment(told.get("at"), message.timestamp),
            reason=told["reason"],
            message=told.get("error", ""),
            place=_place(told),
            form=told.get("qala-form", "json"),
            source_id=told.get("qala-source-id", ""),
            feed=told.get("qala-feed"),
            attempts=_number(told.get("attempts")),
            version=told.get("version"),
            cut_from=_number(told.get("cut-from")),
            replayed=(message.partition, message.offset) in self._replayed,
            traceback=told.get("traceback"),
            body=message.value or b"",
            key=message.key,
            headers=[(name, value or b"") for name, value in message.headers],
        )


def mark(topic: str, partition: int, offsets: Iterable[int]) -> Message:
    """Make the message that tells which letters of a partition were sent again."""
    value = msgspec.json.encode(list(offsets))
    return Message(topic=topic, partition=partition, value=value, headers=[(MARK, b"1")])


def _place(told: dict[str, str]) -> str:
    if "topic" in told:
        return ":".join(told.get(name, "") for name in ("topic", "partition", "offset"))
    return told.get("qala-place", "")


def _moment(told: str | None, timestamp: int) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(told or "").astimezone(dt.UTC)
    except ValueError:
        return dt.datetime.fromtimestamp(max(timestamp, 0) / 1000, dt.UTC)


def _number(told: str | None) -> int | None:
    return int(told) if told and told.isdecimal() else None
