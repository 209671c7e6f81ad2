"""The parts of shared feeds that need no broker: places, packed revisions, messages, shards."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from msgspec import Struct

from worker.edge.kafka import Message
from worker.errors import StoppedError
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.shared import ledger, messages, partition_of
from worker.sources.feeds.shared.shard import Shard
from worker.sources.feeds.store.port import Change

URL = "https://www.post.example/rss"
DAY = 86_400.0
BOUNDS = ledger.Bounds(days=10, entries=5)


class Sent(Struct, frozen=True, kw_only=True):
    """A message as a consumer gets it."""

    topic: str = "t"
    partition: int = 0
    offset: int = 0
    key: bytes | None
    value: bytes | None


def received(message: Message, offset: int = 0) -> Sent:
    """Return what a consumer gets of a message."""
    return Sent(topic=message.topic, key=message.key, value=message.value, offset=offset)


def test_feeds_of_a_domain_are_in_one_partition() -> None:
    """Whatever their host, path and scheme; other domains are spread."""
    same = ["https://post.example/a", "http://www.post.example/b", "https://x.y.post.example:8443/"]
    assert len({partition_of(url, 12) for url in same}) == 1
    spread = Counter(partition_of(f"https://paper{n}.example/", 12) for n in range(1_200))
    assert set(spread) == set(range(12))
    assert max(spread.values()) < 150


def test_the_partition_of_a_domain_is_the_same_in_every_process() -> None:
    """It is written down here: another one would leave all states behind."""
    places = [partition_of(f"https://paper{n}.example/", 12) for n in range(8)]
    assert places == [6, 3, 10, 9, 1, 0, 7, 1]


def test_revisions_come_back() -> None:
    """Those that are remembered, the last of each; of an empty ledger none."""
    packed = ledger.after(
        ledger.EMPTY, Change(url=URL, entries={"a": "1", "بريد": "2"}, at=DAY), BOUNDS
    )
    packed = ledger.after(packed, Change(url=URL, entries={"a": "3"}, at=DAY), BOUNDS)
    assert ledger.revisions(packed, ["a", "بريد", "c"]) == {"a": "3", "بريد": "2"}
    assert ledger.revisions(ledger.EMPTY, ["a"]) == {}


def test_entries_that_the_feed_no_longer_shows_are_forgotten() -> None:
    """After ten days; one that is still in the document is not, however old."""
    both = {"old": "1", "still": "1"}
    packed = ledger.after(ledger.EMPTY, Change(url=URL, entries=both, present=both, at=0.0), BOUNDS)
    for day in range(1, 12):
        packed = ledger.after(packed, Change(url=URL, present=["still"], at=day * DAY), BOUNDS)
        assert len(ledger.revisions(packed, both)) == (2 if day <= 10 else 1)
    assert ledger.revisions(packed, both) == {"still": "1"}


def test_a_document_without_entries_forgets_none() -> None:
    """A feed that is empty for a while does not bring all its entries back as new."""
    packed = ledger.after(ledger.EMPTY, Change(url=URL, entries={"a": "1"}, at=0.0), BOUNDS)
    packed = ledger.after(packed, Change(url=URL, at=100 * DAY), BOUNDS)
    assert ledger.revisions(packed, ["a"]) == {"a": "1"}


def test_of_too_many_entries_the_oldest_are_forgotten() -> None:
    """But none of the document."""
    packed = ledger.EMPTY
    for day in range(8):
        change = Change(url=URL, entries={f"e{day}": "1"}, at=day * DAY)
        packed = ledger.after(packed, change, BOUNDS)
    packed = ledger.after(packed, Change(url=URL, present=["e0"], at=8 * DAY), BOUNDS)
    left = ledger.revisions(packed, [f"e{day}" for day in range(8)])
    assert sorted(left) == ["e0", "e3", "e4", "e5", "e6", "e7"]


def test_a_poll_without_news_leaves_the_ledger_as_it_is_for_the_day() -> None:
    """So that most polls write the state alone."""
    packed = ledger.after(ledger.EMPTY, Change(url=URL, entries={"a": "1"}, at=DAY), BOUNDS)
    assert ledger.after(packed, Change(url=URL, present=["a"], at=DAY + 900), BOUNDS) == packed
    assert ledger.after(packed, Change(url=URL, present=["a"], at=2 * DAY), BOUNDS) != packed


def test_an_entry_takes_forty_bytes() -> None:
    """With a revision of the length that documents have; settings count on it."""
    entries = {f"https://post.example/{n}": f"{n:024x}" for n in range(1_000)}
    packed = ledger.after(ledger.EMPTY, Change(url=URL, entries=entries, at=20_000 * DAY), BOUNDS)
    assert len(packed) < 1_000 * 41


def test_a_shard_knows_what_the_topics_say_last() -> None:
    """Feeds, states and entries; what is a tombstone is forgotten."""
    shard = Shard(0, not_before=0.0)
    feed, other = Feed(url=URL, name="Post"), Feed(url="https://other.example/")
    for offset, each in enumerate((feed, other)):
        assert shard.note(received(messages.feed_message("f", each, 12), offset))
    assert not shard.note(received(messages.feed_message("f", feed, 12), 2))
    assert shard.note(received(messages.unlisted("f", other.url, 0), 3))
    assert (shard.feeds, shard.listed_at) == ({URL: feed}, 4)
    state = State(standing="healthy", etag='W/"\xe9"', rhythm=[0.5] * 168)
    shard.remember(received(messages.state_message("s", URL, state, 0)))
    shard.remember(received(messages.entries_message("s", URL, b"\x80", 0)))
    assert (shard.states, shard.entries) == ({URL: state}, {URL: b"\x80"})
    for message in messages.forgotten("s", URL, 0):
        shard.remember(received(message))
    assert (shard.states, shard.entries) == ({}, {})


def test_what_was_off_the_list_for_long_is_left_behind() -> None:
    """A feed that was taken off a day ago is remembered, should it come back."""
    shard, now = Shard(0, not_before=0.0), time.time()
    for url, days in (("listed", 100), ("lately", 1), ("long", 100)):
        state = State(standing="healthy", last_poll=now - days * DAY)
        shard.remember(received(messages.state_message("s", url, state, 0)))
    shard.note(received(messages.feed_message("f", Feed(url="listed"), 1)))
    shard.look_behind(now - 90 * DAY)
    assert shard.left_behind == ["long"]
    shard.forget()
    assert set(shard.states) == {"listed", "lately"}


def test_a_shard_is_whole_when_both_topics_are_read_and_the_pause_is_over() -> None:
    """Not before any of them."""
    early = Shard(0, not_before=time.monotonic() + 3_600)
    late = Shard(1, not_before=time.monotonic())
    for shard in (early, late):
        assert not shard.whole
        shard.listed = shard.remembered = True
    assert (early.whole, late.whole) == (False, True)
    late.read_again()
    assert not late.whole


@pytest.mark.parametrize(
    ("key", "value"),
    [(b"https://a.example/", b"no JSON"), (b"\xff", b"{}"), (None, b"{}"), (b"u", b'{"name": 3}')],
)
def test_a_strange_message_in_the_registry_is_told_with_its_place(
    key: bytes | None, value: bytes
) -> None:
    """It stops the replica: somebody else writes there."""
    with pytest.raises(StoppedError, match=r"t:0:0: .*source\.feeds\.shared\.registry"):
        messages.feed_of(Sent(key=key, value=value))


@pytest.mark.parametrize(
    ("key", "value"), [(b"https://a.example/", b"{}"), (None, b"{}"), (b"state u", b"no JSON")]
)
def test_a_strange_message_among_the_states_is_told_with_its_place(
    key: bytes | None, value: bytes
) -> None:
    """The same."""
    shard = Shard(0, not_before=0.0)
    with pytest.raises(StoppedError, match=r"t:0:0: .*source\.feeds\.shared\.states"):
        shard.remember(Sent(key=key, value=value))
