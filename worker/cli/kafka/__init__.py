"""The wiring of Kafka.

connection  settings → how the brokers are reached
topics      settings → the topics that they need
cluster     settings → the parts of a worker, which share one outbox
"""

from __future__ import annotations

from worker.cli.kafka.cluster import Cluster
from worker.cli.kafka.connection import client
from worker.cli.kafka.topics import of_feeds, topics

__all__ = ["Cluster", "client", "of_feeds", "topics"]
