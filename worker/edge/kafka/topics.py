"""Which topics must be there, and how they must be.

``check`` compares what is there with what is needed; ``create`` makes what is missing and
changes nothing that is there. A topic whose clean-up would lose what it must keep is a fault;
fewer partitions or days than proposed are the user's own affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from msgspec import Struct

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.errors import StoppedError

_UNKNOWN: Final = 3
_FORBIDDEN: Final = 29
_HOUR: Final = 3_600_000


class Topic(Struct, frozen=True, kw_only=True):
    """A topic that is needed."""

    name: str
    key: str
    """The setting that names it."""
    purpose: str
    compacted: bool = False
    """Whether it keeps the last message of each key."""
    hours: float | None = None
    """How long messages are kept, where it is made; null leaves it to the brokers."""
    partitions: int | None = None
    """How many it is made with; that of the broker's default where it is null."""
    as_many_as: str | None = None
    """A topic that must have the same number of partitions."""
    message_bytes: int | None = None
    """The largest message that it must take."""

    @property
    def policy(self) -> str:
        """Kafka's ``cleanup.policy``."""
        if not self.compacted:
            return "delete"
        return "compact" if self.hours is None else "compact,delete"

    @property
    def configs(self) -> dict[str, str]:
        """Kafka's settings of the topic, where it is made."""
        made = {"cleanup.policy": self.policy}
        if self.hours is not None:
            made["retention.ms"] = str(round(self.hours * _HOUR))
        if self.message_bytes is not None:
            made["max.message.bytes"] = str(self.message_bytes)
        return made


class Found(Struct, frozen=True, kw_only=True):
    """What is there of a topic."""

    topic: Topic
    partitions: int
    """0 where it is missing."""
    replicas: int = 0
    fault: str | None = None
    """Why it can't be used, and what to do."""


def check(client: Client, topics: Sequence[Topic]) -> list[Found]:
    """Return what is there of each of ``topics``. Raises our errors."""
    with kafka_errors("looking at topics"):
        admin = client.admin()
        try:
            return _found(admin, topics)
        finally:
            admin.close()


def require(client: Client, topics: Sequence[Topic]) -> None:
    """Raise ``StoppedError`` with every fault of ``topics``."""
    faults = [found.fault for found in check(client, topics) if found.fault]
    if faults:
        raise StoppedError("; ".join(faults))


def create(client: Client, topics: Sequence[Topic], *, replicas: int) -> list[Topic]:
    """Make those of ``topics`` that are missing, and return them. Raises our errors.

    ``replicas`` of -1 leaves their number to the brokers.
    """
    missing = [found.topic for found in check(client, topics) if not found.partitions]
    if not missing:
        return []
    with kafka_errors("making topics"):
        admin = client.admin()
        try:
            admin.create_topics(
                {topic.name: _new(topic, replicas) for topic in missing}, wait_for_metadata=True
            )
        finally:
            admin.close()
    return missing


def _new(topic: Topic, replicas: int) -> dict[str, object]:
    return {
        "num_partitions": -1 if topic.partitions is None else topic.partitions,
        "replication_factor": replicas,
        "configs": topic.configs,
    }


def _found(admin: KafkaAdminClient, topics: Sequence[Topic]) -> list[Found]:
    names = [topic.name for topic in topics]
    described = {each["name"]: each for each in admin.describe_topics(names)}
    numbers = {name: len(described[name]["partitions"]) for name in names}
    there = [name for name in names if described[name]["error_code"] == 0]
    policies = _policies(admin, there)
    return [
        Found(
            topic=topic,
            partitions=numbers[topic.name],
            replicas=_replicas(described[topic.name]["partitions"]),
            fault=_fault(topic, described[topic.name]["error_code"], numbers, policies),
        )
        for topic in topics
    ]


def _replicas(partitions: Sequence[dict[str, list[int]]]) -> int:
    return min((len(each["replica_nodes"]) for each in partitions), default=0)


def _policies(admin: KafkaAdminClient, names: Iterable[str]) -> dict[str, str]:
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    if not asked:
        return {}
    configs = admin.describe_configs(asked, config_filter="all")["topic"]
    # Kafka tells of each setting; others that speak its protocol only of those that were set.
    told = {name: configs[name].get("cleanup.policy") for name in configs}
    return {name: policy["value"] for name, policy in told.items() if policy}


def _fault(
    topic: Topic, code: int, numbers: dict[str, int], policies: dict[str, str]
) -> str | None:
    what = f"topic {topic.name} ({topic.key})"
    if code == _UNKNOWN:
        return f"{what} is not there; make it with: qala topics create CONFIG.toml"
    if code == _FORBIDDEN:
        return f"{what} may not be seen; give the user of kafka.sasl the right to describe it"
    if code:
        return f"{what} can't be used: the broker answers with error {code}"
    policy = set(policies.get(topic.name, topic.policy).replace(" ", "").split(","))
    if topic.compacted and "compact" not in policy:
        return f"{what} is not compacted and would forget; set its cleanup.policy={topic.policy}"
    if not topic.compacted and "compact" in policy:
        return f"{what} is compacted and would lose messages; set its cleanup.policy=delete"
    if topic.as_many_as in numbers and numbers[topic.name] != numbers[topic.as_many_as]:
        return (
            f"{what} has {numbers[topic.name]} partitions and {topic.as_many_as} has "
            f"{numbers[topic.as_many_as]}; make it again with as many"
        )
    return None
