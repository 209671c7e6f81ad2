"""Sending messages, in two ways of one shape.

``Outbox``        each message is acknowledged at least once; ``flush`` returns when all are
``Transactions``  what is sent between two commits is seen whole or not at all; with the
                  offsets of a consumer group in it, so is what was read for it

Rules of ``Transactions``:

1. The first message begins a transaction, ``commit`` ends it. Where the outbox is ``joined`` to
   a source, that is the source's commit, and ``flush`` does nothing; else ``flush`` commits.
2. Any failure undoes all since the last commit: the transaction is aborted and the producer
   given up, whose successor of the same name aborts what is open still. Joined, that is an
   ``UndoneError``, after ``on_undone`` has told the source to go back; else an
   ``UnavailableError``. No producer is used again: kafka-python 3.0.12 keeps the offsets of a
   transaction that was aborted, and sends them with the next, of records that nobody has seen.
3. The generation of the group goes with the offsets, so that the brokers refuse the commit of a
   worker whose partitions are another's by now. The caller takes it when it reads the records:
   the client forgets it when it loses the group, and the brokers check nothing then.
4. Calls of the client that have no time limit are waited for in a thread, at most ``patience``
   seconds. When one does not end, what came of it is unknown and the process must end.

Memory is bounded by the caller, which flushes after each batch: the client has no bound.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import described, kafka_errors, translated
from worker.edge.kafka.messages import Message
from worker.edge.kafka.waits import UnansweredError, end, within
from worker.errors import QalaError, StoppedError, UndoneError

Result = Literal["committed", "aborted"]
Offsets = Mapping[TopicPartition, OffsetAndMetadata]

_CLOSE_SECONDS = 5


class Outbox:
    """Sends messages at least once."""

    def __init__(self, client: Client, *, patience: float, **options: Any) -> None:  # noqa: ANN401 - the client's options
        """Connect at the first call; ``options`` are those of the producer."""
        self._client = client
        self._options = options
        self._patience = patience
        self._made: KafkaProducer | None = None
        self._sent: list[Any] = []

    def connect(self) -> None:
        """Reach the brokers. Raises ``UnavailableError`` and ``StoppedError``."""
        self._producer()

    def send(self, message: Message) -> None:
        """Hand over a message; what becomes of it ``flush`` tells."""
        producer = self._producer()
        with kafka_errors(f"sending to {message.topic}"):
            self._sent.append(_send(producer, message))

    def flush(self) -> None:
        """Return when all that was sent is acknowledged."""
        if not self._sent:
            return
        sent, self._sent = self._sent, []
        with kafka_errors("sending"):
            _acknowledged(self._producer(), sent, self._patience)

    def close(self) -> None:
        """Let go of everything; what is not flushed may be lost."""
        if self._made:
            end(self._made, seconds=_CLOSE_SECONDS)
            self._made = None

    def _producer(self) -> KafkaProducer:
        if self._made is None:
            self._made = self._client.producer(**self._options)
        return self._made


class Transactions:
    """Sends messages in transactions; see the rules above."""

    def __init__(
        self,
        client: Client,
        *,
        patience: float,
        joined: bool,
        **options: Any,  # noqa: ANN401 - the client's options
    ) -> None:
        """Connect at the first call; ``options`` are those of the producer."""
        self._client = client
        self._options = options
        self._patience = patience
        self._joined = joined
        self._made: KafkaProducer | None = None
        self._open = False
        self._sent: list[Any] = []
        self.on_undone: Callable[[], None] = lambda: None
        self.on_ended: Callable[[Result], None] = lambda _result: None
        """Told of each transaction how it ended."""

    def connect(self) -> None:
        """Reach the brokers; what a predecessor of the same name left is at its end then.

        It is aborted, unless its commit was under way; and the brokers have told all partitions.
        """
        self._producer()

    def send(self, message: Message) -> None:
        """Hand over a message, as part of the transaction."""
        producer = self._producer()
        try:
            if not self._open:
                producer.begin_transaction()
                self._open = True
            self._sent.append(_send(producer, message))
        except KafkaError as fault:
            self._undo(fault, f"sending to {message.topic}")

    def flush(self) -> None:
        """Commit, unless a source does."""
        if not self._joined:
            self.commit()

    def commit(self, offsets: Offsets | None = None, group: ConsumerGroupMetadata = None) -> None:
        """Commit what was sent, with ``offsets`` where there are any."""
        if not self._open and not offsets:
            return
        producer = self._producer()
        try:
            if not self._open:
                producer.begin_transaction()
                self._open = True
            self._settle_sent()
            if offsets:
                self._within_patience(producer.send_offsets_to_transaction, offsets, group)
            self._within_patience(producer.commit_transaction)
        except KafkaError as fault:
            self._undo(fault, "committing a transaction")
        self._open = False
        self.on_ended("committed")

    def close(self) -> None:
        """Let go of everything; an open transaction is aborted, now or by the brokers in time."""
        if self._made:
            if self._open:
                with contextlib.suppress(KafkaError):
                    within(_CLOSE_SECONDS, self._made.abort_transaction)
            end(self._made, seconds=0)
        self._made, self._open = None, False

    def _settle_sent(self) -> None:
        sent, self._sent = self._sent, []
        if sent:
            try:
                _acknowledged(self._producer(), sent, self._patience)
            except KafkaError as fault:
                self._undo(fault, "sending")

    def _undo(self, fault: KafkaError, doing: str) -> NoReturn:
        """Undo all since the last commit, and raise the error that tells so."""
        self._sent.clear()
        self.close()
        self.on_ended("aborted")
        ours = translated(fault, doing)
        if isinstance(ours, StoppedError) or not self._joined:
            raise ours from fault
        self.on_undone()
        message = f"Kafka: {doing}: {described(fault)}; the batch is undone and read again"
        raise UndoneError(message) from fault

    def _producer(self) -> KafkaProducer:
        if self._made is None:
            made = self._client.producer(**self._options)
            try:
                with kafka_errors("beginning transactions"):
                    made.init_transactions()
            except QalaError:
                end(made, seconds=0)
                raise
            self._made = made
        return self._made

    def _within_patience(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            within(self._patience, call, *arguments)
        except UnansweredError as fault:
            message = (
                f"Kafka: a transaction: {fault}; "
                "are the brokers there? what is not committed is read again at the next start"
            )
            raise StoppedError(message) from fault


def _send(producer: KafkaProducer, message: Message) -> Any:  # noqa: ANN401 - no types
    return producer.send(
        message.topic,
        value=message.value,
        key=message.key,
        headers=message.headers,
        partition=message.partition,
    )


def _acknowledged(producer: KafkaProducer, sent: list[Any], patience: float) -> None:
    """Return when all of ``sent`` is acknowledged. Raises the first failure of the client's."""
    producer.flush(timeout=patience)
    for future in sent:
        if future.failed():
            raise future.exception
