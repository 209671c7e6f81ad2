"""Roster and store of shared feeds on a real broker: what is known after a commit, an undoing, a death."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from msgspec.structs import replace

from tests.kafka.reading import contents
from tests.kafka.topics import Topics
from tests.patience import wait
from tests.runtime.memory import Diary
from worker.edge.kafka import Client, Message, Transactions
from worker.errors import UndoneError
from worker.ports.kafka import LagSeen, PartitionsChanged
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.shared import EntryBounds, Names, SharedFeeds, partition_of
from worker.sources.feeds.shared.messages import feed_message
from worker.sources.feeds.store import Change

DAY = 86_400.0
URLS = [f"https://paper{number}.example/rss" for number in range(16)]
PARTITIONS = 3


class Replica:
    """The parts of a worker that know its feeds."""

    def __init__(self, desk: Desk) -> None:
        self.diary = Diary()
        self.outbox = Transactions(
            desk.client,
            patience=30,
            joined=True,
            transactional_id=f"t-{time.monotonic_ns()}",
            transaction_timeout_ms=round(desk.names.longest_open * 1000),
        )
        self.feeds = SharedFeeds(
            desk.client, desk.names, self.outbox, observe=self.diary, ready=lambda: None
        )
        self.outbox.on_undone = self.feeds.go_back
        self.lists = Lists(feeds=[], states={})
        self._records = desk.records

    def look(self, until: Callable[[Lists], bool]) -> Lists:
        """Ask for news until it is so, and return the last."""

        def so() -> bool:
            if until(self.lists):
                return True
            self.lists = self.feeds.news() or self.lists
            return until(self.lists)

        wait(so, f"news that never came after {self.lists}", every=0)
        return self.lists

    def publish(self, name: str) -> None:
        """Send a record, as the sink does."""
        self.outbox.send(Message(topic=self._records, value=name.encode()))

    def poll(self, url: str, **entries: str) -> None:
        """Publish and commit what a poll has brought."""
        for name in entries:
            self.publish(name)
        polls = (self.lists.states or {}).get(url, State()).polls + 1
        state = State(standing="healthy", polls=polls, last_poll=time.time())
        change = Change(
            url=url, state=state, entries=entries, present=list(entries), at=time.time()
        )
        self.feeds.commit([change])

    def grow_old(self) -> None:
        """Know the generation of the group before this one, as a zombie does."""
        members = self.feeds._members  # noqa: SLF001 - no other way to be one
        members.group = members.group._replace(generation_id=members.group.generation_id - 1)

    def send_all(self) -> None:
        """Have what was sent stand in the topics, in a transaction that is open."""
        self.outbox._producer().flush()  # noqa: SLF001 - a joined outbox never does that alone

    def close(self) -> None:
        """End as on SIGTERM."""
        self.outbox.close()
        self.feeds.close()


class Desk:
    """Topics, and replicas that share them."""

    def __init__(self, topics: Topics) -> None:
        self.bootstrap = topics.bootstrap
        self.client = Client(connection={"bootstrap_servers": topics.bootstrap})
        self.records = topics("records")
        self.names = Names(
            registry=topics("feeds", partitions=PARTITIONS, cleanup_policy="compact"),
            states=topics("states", partitions=PARTITIONS, cleanup_policy="compact"),
            group=f"group-{time.monotonic_ns()}",
            stalled_after_seconds=600,
            session_seconds=30,
            pause_seconds=0.1,
            longest_open=30,
            bounds=EntryBounds(days=90, entries=100),
        )
        self.listed(*URLS)

    def listed(self, *urls: str, **keys: Any) -> None:  # noqa: ANN401 - of a feed
        """Put feeds into the registry."""
        with KafkaProducer(bootstrap_servers=self.bootstrap) as producer:
            for url in urls:
                message = feed_message(self.names.registry, Feed(url=url, **keys), PARTITIONS)
                producer.send(
                    message.topic, message.value, message.key, partition=message.partition
                )
            producer.flush()

    @contextmanager
    def replica(self) -> Iterator[Replica]:
        """Start a replica."""
        made = Replica(self)
        try:
            yield made
        finally:
            made.close()

    def has_open(self, number: int) -> bool:
        """Tell whether a transaction is open in a partition of the states."""
        partition = TopicPartition(self.names.states, number)

        def end(level: str) -> int:
            with KafkaConsumer(bootstrap_servers=self.bootstrap, isolation_level=level) as consumer:
                return int(consumer.end_offsets([partition])[partition])

        return end("read_committed") < end("read_uncommitted")

    def published(self) -> list[str]:
        """Return the records that were committed."""
        return [each.value.decode() for each in contents(self.bootstrap, self.records)]


@pytest.fixture
def desk(topics: Topics) -> Desk:
    """Return topics with some feeds."""
    return Desk(topics)


def has_all(lists: Lists) -> bool:
    """Tell whether all feeds are here."""
    return {feed.url for feed in lists.feeds} == set(URLS)


def has_none(lists: Lists) -> bool:
    """Tell whether none is."""
    return not lists.feeds


def polls_of(lists: Lists, url: str) -> int:
    """Return how often a feed was polled, as far as was kept."""
    return (lists.states or {}).get(url, State()).polls


def test_the_next_replica_knows_what_was_committed(desk: Desk) -> None:
    """States and revisions, in its first news."""
    with desk.replica() as first:
        first.look(has_all)
        first.poll(URLS[0], a="1", b="1")
        first.poll(URLS[0], a="2")
        assert first.feeds.revisions(URLS[0], ["a", "b", "c"]) == {"a": "2", "b": "1"}
    with desk.replica() as second:
        lists = second.look(has_all)
        assert polls_of(lists, URLS[0]) == 1
        assert second.feeds.revisions(URLS[0], ["a", "b", "c"]) == {"a": "2", "b": "1"}
        assert second.feeds.revisions(URLS[1], ["a"]) == {}
    assert desk.published() == ["a", "b", "a"]


def test_the_lag_of_the_registry_is_told(desk: Desk) -> None:
    """A partition that stood still would be seen: here all is read, and none does."""
    with desk.replica() as replica:
        replica.look(has_all)
        whole = LagSeen(
            topic=desk.names.registry, lags=dict.fromkeys(range(PARTITIONS), 0), stalled=0
        )
        replica.look(lambda _: whole in replica.diary.of(LagSeen))


@pytest.mark.needs_apache("generations")
def test_what_was_undone_is_not_known(desk: Desk) -> None:
    """After it all feeds go, and come back with what was committed before."""
    with desk.replica() as replica:
        replica.look(has_all)
        replica.poll(URLS[0], a="1")
        replica.grow_old()
        with pytest.raises(UndoneError):
            replica.poll(URLS[0], b="1")
        assert replica.feeds.revisions(URLS[0], ["a", "b"]) == {"a": "1"}
        replica.look(has_none)
        assert polls_of(replica.look(has_all), URLS[0]) == 1
        assert replica.feeds.revisions(URLS[0], ["a", "b"]) == {"a": "1"}
        replica.poll(URLS[0], b="1")
    assert desk.published() == ["a", "b"]


def test_a_commit_that_nobody_knows_of_is_found(desk: Desk) -> None:
    """Where a transaction was committed and looked undone, its states are read and hold."""
    with desk.replica() as replica:
        replica.look(has_all)
        commit = replica.outbox.commit

        def committed(*arguments: Any) -> None:  # noqa: ANN401 - as it came
            commit(*arguments)
            replica.feeds.go_back()
            raise UndoneError

        replica.outbox.commit = committed  # type: ignore[assignment, method-assign]
        with pytest.raises(UndoneError):
            replica.poll(URLS[0], a="1")
        replica.outbox.commit = commit  # type: ignore[method-assign]
        assert replica.feeds.revisions(URLS[0], ["a"]) == {}
        replica.look(has_none)
        assert polls_of(replica.look(has_all), URLS[0]) == 1
        assert replica.feeds.revisions(URLS[0], ["a"]) == {"a": "1"}


@pytest.mark.needs_apache("read_committed")
def test_a_transaction_that_a_death_left_open_is_waited_for(desk: Desk) -> None:
    """No feed of that partition is polled before the brokers have ended it."""
    desk.names = replace(desk.names, longest_open=200)
    with desk.replica() as first, desk.replica() as second:
        first.look(has_all)
        first.publish("lost")
        number = partition_of(URLS[0], PARTITIONS)
        first.outbox.send(
            Message(topic=desk.names.states, value=None, key=b"state x", partition=number)
        )
        first.send_all()
        first.feeds.close()
        apart = {url for url in URLS if partition_of(url, PARTITIONS) != number}
        second.look(lambda lists: {feed.url for feed in lists.feeds} == apart)
        assert desk.has_open(number)
        first.outbox.close()
        second.look(has_all)
        assert not desk.has_open(number)
    assert desk.published() == []


def test_two_replicas_share_all_feeds_and_tell_of_it(desk: Desk) -> None:
    """Each feed is with one of them, also while partitions go from one to the other."""
    desk.names = replace(desk.names, pause_seconds=3)
    with desk.replica() as first, desk.replica() as second, ThreadPoolExecutor() as threads:
        first.look(has_all)
        shares: list[tuple[set[str], set[str]]] = []

        def shared(_lists: Lists) -> bool:
            # Feeds go from the first to the second, which is looked at before.
            there, here = ({feed.url for feed in each.lists.feeds} for each in (second, first))
            shares.append((here, there))
            return all(shares[-1]) and sum(map(len, shares[-1])) == len(URLS)

        for look in [threads.submit(each.look, shared) for each in (first, second)]:
            look.result()
        assert all(not here & there for here, there in shares)
        owned = [each.owned for each in first.diary.of(PartitionsChanged)]
        assert owned[0] == PARTITIONS
        assert min(owned) < PARTITIONS


def test_a_feed_that_is_listed_otherwise_is_news(desk: Desk) -> None:
    """With what is known of it."""
    with desk.replica() as replica:
        replica.look(has_all)
        replica.poll(URLS[0], a="1")
        assert replica.feeds.news() is None
        desk.listed(URLS[0], name="Post")
        named = replica.look(lambda lists: any(feed.name for feed in lists.feeds))
        assert polls_of(named, URLS[0]) == 1
        assert has_all(named)


def test_what_is_off_the_list_for_long_is_forgotten(desk: Desk) -> None:
    """With the next commit of its partition, by whoever gets that."""
    desk.names = replace(desk.names, bounds=EntryBounds(days=0, entries=100))
    number = partition_of(URLS[0], PARTITIONS)
    other = next(url for url in URLS[1:] if partition_of(url, PARTITIONS) == number)
    with desk.replica() as replica:
        replica.look(has_all)
        replica.poll(other, a="1")
    with KafkaProducer(bootstrap_servers=desk.bootstrap) as producer:
        producer.send(desk.names.registry, None, other.encode(), partition=number).get(60)
    with desk.replica() as replica:
        replica.look(lambda lists: len(lists.feeds) == len(URLS) - 1)
        replica.poll(URLS[0], b="1")
    said = {each.key.decode(): each.value for each in contents(desk.bootstrap, desk.names.states)}
    assert said[f"state {other}"] is None
    assert said[f"entries {other}"] is None
    assert said[f"state {URLS[0]}"] is not None
