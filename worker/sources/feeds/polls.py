"""``Polls``: one poll of one feed, from the request to what is given to the loop.

1. Ask, with the validators of the feed where they can be trusted.
2. Read the document in a process that can be killed; not where its bytes are those of the last.
3. Compare its entries with those that are remembered: new, changed, seen.
4. Read the pages of new and changed entries that are short.
5. Make records of them, and decide when the feed is asked again.

Whatever server and document do is the feed's fate and no error, and so is a bug of ours that
they lay bare (reason ``bug``); only the errors of the store and of the machine go on.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from worker.errors import RecordError, StoppedError, UnavailableError
from worker.ports.feeds import EntryResult, FeedDelivered, FeedPolled
from worker.sources.documents.document import Document, Entry
from worker.sources.feeds import bugs
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.pages import Filled, Pages
from worker.sources.feeds.polled import Brought, Polled
from worker.sources.feeds.polling import (
    Found,
    Policy,
    Trouble,
    broken,
    request,
    settle,
    trouble_of,
)
from worker.sources.feeds.polling.trouble import unread
from worker.sources.feeds.records import identity_of, record_of
from worker.sources.feeds.store import Store

Fetch = Callable[[str, Mapping[str, str]], Awaitable[Answer]]
"""URL and headers → what the server answered; never raises for what it does."""
Read = Callable[[Answer], Awaitable[Document]]
"""The answer's body → its entries. Raises ``RecordError`` for what is no feed."""


class Steps(Struct, frozen=True, kw_only=True):
    """What a poll is made of."""

    fetch: Fetch
    read: Read
    pages: Pages
    store: Store
    policy: Policy
    max_record_bytes: int
    chance: Callable[[], float]
    """A share from 0 to 1, for jitter and for polls without validators."""


class _Fresh(Struct, frozen=True, kw_only=True):
    """A document beside what is remembered of its feed."""

    document: Document
    present: dict[str, Entry]
    """By identity; the first of those that share one."""
    new: list[Entry]
    changed: list[Entry]


class Polls:
    """Polls a feed; ``poller`` says when."""

    def __init__(self, steps: Steps) -> None:
        """Take the steps."""
        self._steps = steps

    async def __call__(self, feed: Feed, state: State, now: float) -> Polled:
        """Poll ``feed``. Raises ``UnavailableError`` and ``StoppedError`` alone."""
        began = time.monotonic()
        try:
            return await self._polled(feed, state, now, began)
        except (UnavailableError, StoppedError):
            raise
        except Exception as bug:  # noqa: BLE001 - one feed must not end the others
            return self._broken(feed, state, now, began, bug)

    async def _polled(self, feed: Feed, state: State, now: float, began: float) -> Polled:
        steps = self._steps
        asked = request(feed, state, chance=steps.chance())
        answer = await steps.fetch(asked.url, asked.headers)
        digest = _digest(answer)
        same = digest is not None and digest == state.digest
        read = None
        if not same:
            read = await self._document(answer, conditional=asked.conditional)
        fresh = self._compared(feed, read) if isinstance(read, Document) else None
        found = _found(fresh) if fresh else read if isinstance(read, Trouble) else None
        after = settle(
            feed, state, answer, found, now=now, policy=steps.policy, jitter=steps.chance()
        )
        after = replace(after, digest=digest if fresh else state.digest)
        filled = Filled(entries=[], pages={}, waits=[])
        if fresh:
            filled = await steps.pages.fill(feed, [*fresh.new, *fresh.changed])
        told = _told(feed, state, after, fresh, filled, time.monotonic() - began)
        return Polled(
            url=feed.url,
            state=after,
            brought=self._brought(feed, fresh, filled),
            present=list(fresh.present) if fresh else [],
            at=now,
            told=replace(told, result="same") if same else told,
        )

    async def deliver(self, feed: Feed, state: State, answer: Answer, now: float) -> Polled | None:
        """Return what a document brings that a hub has sent.

        None where nothing can be made of it, so that the feed is to be polled. Raises what a
        poll raises. The state's validators and interval are those of polls, and stay.
        """
        began = time.monotonic()
        try:
            return await self._delivered(feed, state, answer, now, began)
        except (UnavailableError, StoppedError):
            raise
        except Exception as bug:  # noqa: BLE001 - as above
            return self._broken(feed, state, now, began, bug)

    async def _delivered(
        self, feed: Feed, state: State, answer: Answer, now: float, began: float
    ) -> Polled | None:
        document = await self._document(answer, conditional=False)
        if not isinstance(document, Document) or not document.entries:
            return None
        fresh = self._compared(feed, document)
        filled = await self._steps.pages.fill(feed, [*fresh.new, *fresh.changed])
        seconds = time.monotonic() - began
        return Polled(
            url=feed.url,
            state=replace(state, last_entry=now) if fresh.new else state,
            brought=self._brought(feed, fresh, filled),
            present=list(fresh.present),
            at=now,
            told=FeedDelivered(
                url=feed.url,
                seconds=max(seconds - sum(filled.waits), 0.0),
                entries=_counts(fresh),
                pages=filled.pages,
                waits=filled.waits,
                traceback=filled.traceback,
            ),
        )

    def _broken(self, feed: Feed, state: State, now: float, began: float, bug: Exception) -> Polled:
        trouble = unread("bug", f"qala itself failed on this feed ({type(bug).__name__})")
        steps = self._steps
        after = broken(feed, state, trouble, now=now, policy=steps.policy, jitter=steps.chance())
        none = Filled(entries=[], pages={}, waits=[], traceback=bugs.traceback_of(bug))
        told = _told(feed, state, after, None, none, time.monotonic() - began)
        return Polled(url=feed.url, state=after, brought=[], present=[], at=now, told=told)

    async def _document(self, answer: Answer, *, conditional: bool) -> Document | Trouble | None:
        if trouble_of(answer) is not None:
            return None
        if answer.status == HTTPStatus.NOT_MODIFIED:
            if conditional:
                return None
            return unread("not-asked", "HTTP 304 to a request without conditions")
        try:
            return await self._steps.read(answer)
        except RecordError as fault:
            return unread(fault.reason, str(fault))

    def _compared(self, feed: Feed, document: Document) -> _Fresh:
        present: dict[str, Entry] = {}
        for entry in document.entries:
            present.setdefault(identity_of(entry), entry)
        known = self._steps.store.revisions(feed.url, present)
        return _Fresh(
            document=document,
            present=present,
            new=[entry for name, entry in present.items() if name not in known],
            changed=[
                entry
                for name, entry in present.items()
                if name in known and known[name] != entry.revision
            ],
        )

    def _brought(self, feed: Feed, fresh: _Fresh | None, filled: Filled) -> list[Brought]:
        if fresh is None:
            return []
        limit = self._steps.max_record_bytes
        return [
            Brought(
                record=record_of(feed, fresh.document, entry, limit=limit),
                identity=identity_of(entry),
                revision=fresh.present[identity_of(entry)].revision,
            )
            for entry in filled.entries
        ]


def _digest(answer: Answer) -> str | None:
    """Return the hash of a document; None where there is none."""
    if answer.failure or answer.status != HTTPStatus.OK:
        return None
    return hashlib.blake2b(answer.body, digest_size=16).hexdigest()


def _found(fresh: _Fresh) -> Found:
    document = fresh.document
    return Found(
        entries=len(fresh.present),
        new=len(fresh.new),
        hints=document.hints,
        title=document.title,
    )


def _counts(fresh: _Fresh | None) -> dict[EntryResult, int]:
    new, changed = (len(fresh.new), len(fresh.changed)) if fresh else (0, 0)
    seen = len(fresh.present) - new - changed if fresh else 0
    return {"new": new, "changed": changed, "seen": seen}


def _told(  # noqa: PLR0913, PLR0917 - what is told comes from six places
    feed: Feed, before: State, after: State, fresh: _Fresh | None, filled: Filled, seconds: float
) -> FeedPolled:
    entries = _counts(fresh)
    brought = entries["new"] or entries["changed"]
    result = "new" if brought else "same" if fresh else "not-modified"
    return FeedPolled(
        url=feed.url,
        result=after.reason or result,
        seconds=max(seconds - sum(filled.waits), 0.0),
        entries=entries,
        pages=filled.pages,
        waits=filled.waits,
        before=before.standing,
        standing=after.standing,
        message=after.message,
        traceback=filled.traceback,
    )
