"""Transactions that fail leave nothing behind: neither messages nor offsets."""

from __future__ import annotations

from contextlib import closing

import pytest
from kafka import KafkaConsumer
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

from tests.kafka.reading import contents
from tests.kafka.topics import Topics
from worker.edge.kafka import Client, Message, Transactions
from worker.errors import UndoneError


def at(offset: int) -> OffsetAndMetadata:
    """Return an offset to be committed."""
    return OffsetAndMetadata(offset, "", -1)


@pytest.mark.needs_apache("generations", "read_committed")
def test_offsets_of_a_transaction_that_failed_are_not_in_the_next(topics: Topics) -> None:
    """The group has changed, and another partition is committed: the first stays where it was."""
    topic, group = topics("records", partitions=2), topics("group")
    refused = ConsumerGroupMetadata(group, 7, "nobody", None, None)
    alone = ConsumerGroupMetadata(group, -1, "", None, None)
    first, second = TopicPartition(topic, 0), TopicPartition(topic, 1)
    client = Client(connection={"bootstrap_servers": topics.bootstrap})
    undone: list[str] = []
    outbox = Transactions(client, patience=60, joined=True, transactional_id=group)
    outbox.on_undone = lambda: undone.append("undone")
    with closing(outbox):
        outbox.send(Message(topic=topic, key=b"k", value=b"undone", partition=0))
        with pytest.raises(UndoneError, match="metadata mismatch"):
            outbox.commit({first: at(5)}, refused)
        assert undone == ["undone"]
        outbox.send(Message(topic=topic, key=b"k", value=b"kept", partition=1))
        outbox.commit({second: at(3)}, alone)
    assert [each.value for each in contents(topics.bootstrap, topic)] == [b"kept"]
    # Who reads only what was committed is told of no offset before its transaction has ended.
    options = {"group_id": group, "isolation_level": "read_committed"}
    with KafkaConsumer(bootstrap_servers=topics.bootstrap, **options) as consumer:
        assert [consumer.committed(each) for each in (first, second)] == [None, 3]
