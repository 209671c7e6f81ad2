"""Topics for tests: each test has its own, so that tests may share a broker.

Owns the names, and the deletion of what was made. A client lives for one call: brokers come and go
between two, and its thread would run on in the tests of others.
"""

from __future__ import annotations

import uuid
from contextlib import suppress

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from tests.patience import PATIENCE


class Topics:
    """Makes topics with names that were never used."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self._made: list[str] = []

    def __call__(self, name: str = "topic", *, partitions: int = 1, **configs: str) -> str:
        """Make a topic, wait until it has its leaders, and return its name.

        ``configs`` are those of Kafka with ``_`` for each dot: ``cleanup_policy="compact"``.
        """
        unique = f"{name}-{uuid.uuid4().hex[:8]}"
        options = {key.replace("_", "."): value for key, value in configs.items()}
        with KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
            admin.create_topics({unique: {"num_partitions": partitions, "configs": options}})
            self._made.append(unique)
            admin.wait_for_topics([unique], timeout_ms=PATIENCE * 1000)
        return unique

    def close(self) -> None:
        """Delete them: the broker may be one that lasts."""
        if self._made:
            with suppress(KafkaError), KafkaAdminClient(bootstrap_servers=self.bootstrap) as admin:
                admin.delete_topics(self._made)
