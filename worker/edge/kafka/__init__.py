"""The edge to Kafka, shared by source, sink and memory.

errors      the client's errors become ours, split by what the caller does next
tokens      where OAUTHBEARER gets its tokens
waits       waiting for the client: each wait has an end
patient     what the client gets wrong while brokers are away or refuse
reasons     why connecting failed
client      how the brokers are reached: makes consumers, producers and admin clients
topics      which topics must be there, and how: checked at the start, made by ``qala topics``
messages    what is sent: topic, key, value, headers
outbox      sends messages: acknowledged at least once, or in transactions
membership  what a consumer group gave and took
progress    how far a consumer is, and whether a partition stands still
reading     reads a topic to its end, without a group
view        a topic looked at without a group, from where one likes
"""

from __future__ import annotations

from worker.edge.kafka.client import Client
from worker.edge.kafka.errors import kafka_errors
from worker.edge.kafka.messages import Message
from worker.edge.kafka.outbox import Outbox, Transactions

__all__ = ["Client", "Message", "Outbox", "Transactions", "kafka_errors"]
