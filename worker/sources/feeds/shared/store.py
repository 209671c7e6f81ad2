"""``SharedFeeds``: which feeds are polled here, and the store of what is remembered of them.

1. ``news`` sees to the group. What it takes is told at once, and no longer polled; what it gives
   is read to its end first, registry and states, so that nothing is polled from an old state.
   Whatever the owner before has committed, or may still commit, stands before that end.
2. ``commit`` sends what polls have changed and ends the transaction that their records are in,
   with the positions and the generation of the group. Only then is it known here.
3. When a transaction is undone, nobody guesses what came of it: all feeds are polled no longer,
   the states are read on to their end, and the feeds are polled again from there.
4. What is remembered of a feed that was taken off the list is forgotten as its entries are, by
   the next worker that gets its partition.

``revisions`` is called in the feed thread, and only looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from kafka.structs import OffsetAndMetadata, TopicPartition
from msgspec import Struct

from worker.edge.kafka import Client, Message, Transactions
from worker.edge.kafka.membership import Change as Given
from worker.edge.kafka.reading import Reading, ends
from worker.ports import Observer
from worker.ports.kafka import LagSeen, PartitionsChanged
from worker.sources.feeds.feed import State
from worker.sources.feeds.roster import Lists
from worker.sources.feeds.shared import ledger, messages
from worker.sources.feeds.shared.members import Members, Membership
from worker.sources.feeds.shared.shard import Shard
from worker.sources.feeds.store.port import NOTHING, Change
from worker.sources.feeds.websub.subscription import Subscription

_LOOK_SECONDS: Final = 0.02
_READ_SECONDS: Final = 1.0
"""How long ``news`` reads what was given before the loop has its turn."""
_DAY: Final = 86_400.0


class Names(Struct, frozen=True, kw_only=True):
    """Where the feeds are and how they are shared."""

    registry: str
    states: str
    group: str
    session_seconds: float
    stalled_after_seconds: float
    pause_seconds: float
    """How long a partition that was given waits: the owner before may just have asked."""
    longest_open: float
    """Seconds that the brokers let a transaction be open."""
    bounds: ledger.Bounds


class _After(Struct, frozen=True, kw_only=True):
    """What is known of a feed once a commit is done."""

    shard: Shard
    state: State | None
    entries: bytes


class SharedFeeds:
    """Roster and store of a worker that shares its feeds with others."""

    def __init__(
        self,
        client: Client,
        names: Names,
        outbox: Transactions,
        *,
        observe: Observer,
        ready: Callable[[], None],
    ) -> None:
        """Connect at the first ``news``. ``outbox`` is that of the sink, joined to this."""
        self._client = client
        self._names = names
        self._outbox = outbox
        self._observe = observe
        membership = Membership(
            topic=names.registry,
            group=names.group,
            session_seconds=names.session_seconds,
            stalled_after_seconds=names.stalled_after_seconds,
        )
        self._members = Members(client, membership, tell_lag=self._tell_lag, ready=ready)
        self._reading = Reading(client, names.states, longest_open=names.longest_open)
        self._shards: dict[int, Shard] = {}
        self._changed = False
        self._undone = False

    def news(self) -> Lists | None:
        """Return the feeds of the partitions that are read, where they changed."""
        until = time.monotonic() + _READ_SECONDS
        while True:
            if self._see_to_group():
                break  # told before any of it may come back
            self._read_states()
            self._open_whole()
            if all(shard.open for shard in self._shards.values()) or time.monotonic() > until:
                break
        if not self._changed:
            return None
        self._changed = False
        opened = [shard for shard in self._shards.values() if shard.open]
        return Lists(
            feeds=[feed for shard in opened for feed in shard.feeds.values()],
            states={url: state for shard in opened for url, state in shard.states.items()},
        )

    def reload(self) -> None:
        """Look for nothing: what is synced comes by itself."""

    def go_back(self) -> None:
        """Take note that the transaction was undone."""
        self._undone = True

    def states(self) -> Mapping[str, State]:
        """Return nothing: states come with the feeds that are given."""
        return {}

    def subscriptions(self) -> Mapping[str, Subscription]:
        """Return nothing: hubs would call a replica that does not know the feed."""
        return {}

    def revisions(self, url: str, identities: Collection[str]) -> Mapping[str, str]:
        """Return what is remembered of ``identities``."""
        shard = self._shard_of(url)
        return ledger.revisions(shard.revisions_of(url), identities) if shard else {}

    def commit(
        self,
        changes: Sequence[Change],
        noted: Mapping[str, Subscription | None] = NOTHING,  # noqa: ARG002 - there are none
    ) -> None:
        """Keep ``changes``, with the records that were sent, in one transaction."""
        if not changes:
            return
        after = self._after(changes)
        shards = {each.shard.number: each.shard for each in after.values()}
        for url, known in after.items():
            for message in self._written(url, known):
                self._outbox.send(message)
        for number, shard in shards.items():
            for url in shard.left_behind:
                for message in messages.forgotten(self._names.states, url, number):
                    self._outbox.send(message)
        positions = {
            TopicPartition(self._names.registry, number): OffsetAndMetadata(shard.listed_at, "", -1)
            for number, shard in shards.items()
        }
        self._outbox.commit(positions, self._members.group)
        for url, known in after.items():
            _keep(url, known)
        for shard in shards.values():
            shard.forget()

    def close(self) -> None:
        """Leave the group, so that others get the feeds at once."""
        self._reading.close()
        self._members.close()

    def _see_to_group(self) -> bool:
        """Poll the registry; tell whether feeds must no longer be polled."""
        changes, listed = self._members.poll(_LOOK_SECONDS)
        gone = self._take(changes)
        if self._undone:
            self._undone = False
            gone = True
            for shard in self._shards.values():
                shard.read_again()
            self._reading.drop(self._shards)
        fresh = {each.partition for change in changes for each in change.given}
        for message in listed:
            noted = self._shards.get(message.partition)
            if noted is not None and noted.number not in fresh and noted.note(message):
                self._changed |= noted.open
        self._changed |= gone
        return gone

    def _tell_lag(self, lags: Mapping[int, int], stalled: int) -> None:
        self._observe(LagSeen(topic=self._names.registry, lags=lags, stalled=stalled))

    def _take(self, changes: Iterable[Given]) -> bool:
        gone = False
        for change in changes:
            taken = sorted(each.partition for each in change.taken)
            given = sorted(each.partition for each in change.given)
            self._reading.drop(taken)
            for number in taken:
                gone |= self._shards.pop(number, None) is not None
            for number in given:
                not_before = time.monotonic() + self._names.pause_seconds
                self._shards[number] = Shard(number, not_before=not_before)
            self._members.from_beginning(given)
            self._observe(
                PartitionsChanged(
                    topic=self._names.registry,
                    given=given,
                    taken=taken,
                    lost=change.lost,
                    owned=self._members.owned,
                )
            )
        return gone

    def _read_states(self) -> None:
        """Read on in what was given and is not read to its end."""
        new = [
            shard
            for shard in self._shards.values()
            if not shard.remembered and shard.number not in self._reading
        ]
        if new:
            self._note_ends(new)
            self._reading.begin({shard.number: shard.states_at for shard in new})
        for message in self._reading.take():
            self._shards[message.partition].remember(message)
        for number, at in self._reading.done().items():
            self._shards[number].states_at = at
            self._shards[number].remembered = True

    def _note_ends(self, shards: Iterable[Shard]) -> None:
        unknown = {
            TopicPartition(self._names.registry, shard.number): shard
            for shard in shards
            if shard.listed_end is None
        }
        if unknown:
            for partition, end in ends(self._client, list(unknown)).items():
                unknown[partition].listed_end = end

    def _open_whole(self) -> None:
        for shard in self._shards.values():
            if not shard.listed and shard.listed_end is not None:
                at = self._members.position(shard.number)
                shard.listed = at is not None and at >= shard.listed_end
            if shard.whole and not shard.open:
                shard.look_behind(time.time() - self._names.bounds.days * _DAY)
                shard.open = self._changed = True

    def _shard_of(self, url: str) -> Shard | None:
        return next((each for each in list(self._shards.values()) if url in each.feeds), None)

    def _after(self, changes: Iterable[Change]) -> dict[str, _After]:
        after: dict[str, _After] = {}
        for change in changes:
            before = after.get(change.url)
            shard = before.shard if before else self._shard_of(change.url)
            if shard is None:
                # Nothing is given to the loop of a feed that is not here, so that this is a bug.
                raise LookupError(change.url)
            packed = before.entries if before else shard.revisions_of(change.url)
            after[change.url] = _After(
                shard=shard,
                state=change.state or (before.state if before else None),
                entries=ledger.after(packed, change, self._names.bounds),
            )
        return after

    def _written(self, url: str, known: _After) -> Iterable[Message]:
        topic, number = self._names.states, known.shard.number
        if known.state is not None:
            yield messages.state_message(topic, url, known.state, number)
        if known.entries != known.shard.revisions_of(url):
            yield messages.entries_message(topic, url, known.entries, number)


def _keep(url: str, known: _After) -> None:
    if known.state is not None:
        known.shard.states[url] = known.state
    known.shard.entries[url] = known.entries
