"""Feeds and what is remembered of them, as messages of compacted topics.

registry  ``URL``          the feed as JSON
states    ``state URL``    the state as JSON
states    ``entries URL``  what ``ledger`` packs
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from worker.edge.kafka.messages import Message
from worker.errors import StoppedError
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.shared.placing import partition_of

Kind = Literal["state", "entries"]


def feed_message(topic: str, feed: Feed, partitions: int) -> Message:
    """Return the message that lists a feed."""
    return Message(
        topic=topic,
        key=feed.url.encode(),
        value=msgspec.json.encode(feed),
        partition=partition_of(feed.url, partitions),
    )


def unlisted(topic: str, url: str, partition: int) -> Message:
    """Return the message that takes a feed off the list."""
    return Message(topic=topic, key=url.encode(), value=None, partition=partition)


def state_message(topic: str, url: str, state: State, partition: int) -> Message:
    """Return the message that keeps a feed's state."""
    value = msgspec.json.encode(state)
    return Message(topic=topic, key=_key("state", url), value=value, partition=partition)


def entries_message(topic: str, url: str, packed: bytes, partition: int) -> Message:
    """Return the message that keeps the revisions of a feed's entries."""
    return Message(topic=topic, key=_key("entries", url), value=packed, partition=partition)


def forgotten(topic: str, url: str, partition: int) -> list[Message]:
    """Return the messages that forget a feed."""
    keys = (_key("state", url), _key("entries", url))
    return [Message(topic=topic, key=key, value=None, partition=partition) for key in keys]


def feed_of(message: Any) -> tuple[str, Feed | None]:  # noqa: ANN401 - the client has no types
    """Return URL and feed; None where it was taken off the list. Raises ``StoppedError``."""
    try:
        url = message.key.decode()
        return url, msgspec.json.decode(message.value, type=Feed) if message.value else None
    except (msgspec.MsgspecError, UnicodeDecodeError, AttributeError) as fault:
        raise _strange(message, fault, "source.feeds.shared.registry") from fault


def remembered_of(message: Any) -> tuple[Kind, str]:  # noqa: ANN401 - the client has no types
    """Return what a message of the states' topic is about. Raises ``StoppedError``."""
    kind, _, url = (message.key or b"").decode(errors="replace").partition(" ")
    if kind == "state" and url:
        return "state", url
    if kind == "entries" and url:
        return "entries", url
    raise _strange(message, "an unknown key", "source.feeds.shared.states")


def state_of(message: Any) -> State:  # noqa: ANN401 - the client has no types
    """Return the state in a message. Raises ``StoppedError``."""
    try:
        return msgspec.json.decode(message.value, type=State)
    except msgspec.MsgspecError as fault:
        raise _strange(message, fault, "source.feeds.shared.states") from fault


def _key(kind: Kind, url: str) -> bytes:
    return f"{kind} {url}".encode()


def _strange(message: Any, fault: object, key: str) -> StoppedError:  # noqa: ANN401 - as above
    place = f"{message.topic}:{message.partition}:{message.offset}"
    return StoppedError(f"Kafka: {place}: not what qala keeps there: {fault}; name another {key}")
