"""The source of records from a topic of Kafka.

messages   a message → ``Record``
held       records that were fetched and are not yet in a batch
source     ``Kafka``, the source itself
"""

from __future__ import annotations

from worker.sources.kafka.source import Kafka, Subscription

__all__ = ["Kafka", "Subscription"]
