"""Topics for tests: each test has its own, so that tests may share a broker.

Owns the names, and the deletion of what was made.
"""

from __future__ import annotations

import uuid

from kafka.admin import KafkaAdminClient


class Topics:
    """Makes topics with names that were never used."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        self._made: list[str] = []

    def __call__(self, name: str = "topic", *, partitions: int = 1, **configs: str) -> str:
        """Make a topic, wait until it has its leaders, and return its name.

        ``configs`` are those of Kafka with ``_`` for each dot: ``cleanup_policy="compact"``.
        """
        unique = f"{name}-{uuid.uuid4().hex[:8]}"
        options = {key.replace("_", "."): value for key, value in configs.items()}
        self._admin.create_topics(
            {unique: {"num_partitions": partitions, "configs": options}}, wait_for_metadata=True
        )
        self._made.append(unique)
        return unique

    def close(self) -> None:
        """Delete them: the broker may be one that lasts."""
        if self._made:
            self._admin.delete_topics(self._made)
        self._admin.close()
