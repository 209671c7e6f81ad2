"""The sink of events into topics of Kafka.

messages  Event, Duplicate, Rejected, Record → messages, with their keys and headers
sink      ``Kafka``, the sink itself, which relays records as well
"""

from __future__ import annotations

from worker.sinks.kafka.sink import Kafka, Topics

__all__ = ["Kafka", "Topics"]
