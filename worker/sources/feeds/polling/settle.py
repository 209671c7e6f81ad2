"""``settle``: state, answer and document → the next state, with the time of the next poll.

``broken`` gives the same where a bug of ours has left nothing to decide on.
"""

from __future__ import annotations

from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from worker.sources.documents.document import Hints
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polling import hints, hubs, interval, moving, rhythm
from worker.sources.feeds.polling.policy import Policy
from worker.sources.feeds.polling.retry_after import retry_after
from worker.sources.feeds.polling.trouble import Trouble, trouble_of


class Found(Struct, frozen=True, kw_only=True):
    """What a document held."""

    entries: int
    new: int
    """Entries that the feed had never shown us; those that have changed are not among them."""
    hints: Hints = Hints()
    title: str | None = None


def settle(  # noqa: PLR0913 - what is decided on is six things
    feed: Feed,
    state: State,
    answer: Answer,
    document: Found | Trouble | None,
    *,
    now: float,
    policy: Policy,
    jitter: float,
) -> State:
    """Return the state after a poll.

    ``document`` is None where none was needed (304) or the answer itself is a failure;
    ``jitter`` a share from 0 to 1.
    """
    trouble = trouble_of(answer)
    if trouble is None and isinstance(document, Trouble):
        trouble = document
    state = moving.moved(state, answer, trouble, now, policy)
    state = replace(state, polls=state.polls + 1, last_poll=now)
    if trouble is not None:
        return _failed(feed, state, answer, trouble, now=now, policy=policy, jitter=jitter)
    found = document if isinstance(document, Found) else None
    return _succeeded(feed, state, answer, found, now=now, policy=policy, jitter=jitter)


def broken(  # noqa: PLR0913 - as above
    feed: Feed, state: State, trouble: Trouble, *, now: float, policy: Policy, jitter: float
) -> State:
    """Return the state after a poll in which qala itself failed, whatever the server said."""
    state = replace(state, polls=state.polls + 1, last_poll=now)
    none = Answer(url=feed.url)
    return _failed(feed, state, none, trouble, now=now, policy=policy, jitter=jitter)


def _succeeded(  # noqa: PLR0913 - as above
    feed: Feed,
    state: State,
    answer: Answer,
    found: Found | None,
    *,
    now: float,
    policy: Policy,
    jitter: float,
) -> State:
    since = state.last_success
    new = found.new if found else 0
    length = state.interval or policy.first
    missed = state.missed
    if since is not None and now > since:
        entries = found.entries if found else 0
        length = interval.adapted(length, elapsed=now - since, entries=entries, new=new)
        if interval.lost_stories(entries, new):
            missed += max(rhythm.expected(state.rhythm, since, now) - new, 1.0)
    overlap = state.overlap
    if found and since is not None:
        overlap = interval.smoothed(overlap, found.entries, new)
    length = _bounded(length, feed, policy)
    hub, topic = hubs.hub_of(answer, found.hints) if found else (state.hub, state.topic)
    state = replace(
        _validated(state, answer, new),
        standing="healthy",
        reason=None,
        message=None,
        failures=0.0,
        interval=length,
        hints=replace(found.hints, hub=None, topic=None) if found else state.hints,
        last_success=now,
        last_entry=now if new else state.last_entry,
        overlap=overlap,
        missed=missed,
        rhythm=state.rhythm if since is None else rhythm.learnt(state.rhythm, since, now, new),
        title=(found.title if found else None) or state.title,
        hub=hub,
        topic=topic,
    )
    wait = _wait(state, answer, feed, now=now, policy=policy)
    at = now + wait * (1 + policy.jitter * jitter)
    return replace(state, next_poll=hints.after_skipped(at, state.hints))


def _wait(state: State, answer: Answer, feed: Feed, *, now: float, policy: Policy) -> float:
    """Return the interval, by the hour of the week and what server and feed ask for."""
    wait = state.interval / rhythm.busy(state.rhythm, now, polls=state.polls)
    losing = state.overlap is not None and state.overlap < interval.ENOUGH_OVERLAP
    if not losing:
        asked = hints.asked_for(answer.headers, state.hints)
        wait = max(wait, min(asked, policy.longest_hint))
    return _bounded(wait, feed, policy)


def _bounded(seconds: float, feed: Feed, policy: Policy) -> float:
    shortest = policy.shortest if feed.shortest_interval is None else feed.shortest_interval
    longest = policy.longest if feed.longest_interval is None else feed.longest_interval
    return max(min(seconds, longest), shortest)


def _validated(state: State, answer: Answer, new: int) -> State:
    """Take over the validators as they came; note where the same ones came with new entries."""
    etag = answer.headers.get("etag")
    modified = answer.headers.get("last-modified")
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return replace(
            state, etag=etag or state.etag, last_modified=modified or state.last_modified
        )
    same = (etag or modified) and (etag, modified) == (state.etag, state.last_modified)
    lied = state.lied or bool(same and new)
    return replace(state, etag=etag, last_modified=modified, lied=lied)


def _failed(  # noqa: PLR0913 - as above
    feed: Feed,
    state: State,
    answer: Answer,
    trouble: Trouble,
    *,
    now: float,
    policy: Policy,
    jitter: float,
) -> State:
    failures = state.failures + trouble.weight
    length = _bounded(state.interval or policy.first, feed, policy)
    gone = trouble.reason == "gone"
    wait = policy.gone if gone else min(length * (1 + failures), policy.longest_back_off)
    asked = min(retry_after(answer, now), policy.longest_retry_after)
    return replace(
        state,
        standing="gone" if gone else "failing",
        reason=trouble.reason,
        message=trouble.message,
        failures=failures,
        interval=length,
        next_poll=now + max(wait, asked) * (1 + policy.jitter * jitter),
    )
