"""Permanent redirects: believed once they have lasted, and dropped when they lead nowhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from msgspec.structs import replace

from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import State
from worker.sources.feeds.polling.policy import Policy
from worker.sources.feeds.polling.trouble import HARD, Trouble

_PERMANENT: Final = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_NOWHERE: Final = ("dns", "not-found", "gone")


def moved(
    state: State, answer: Answer, trouble: Trouble | None, now: float, policy: Policy
) -> State:
    """Return the state with what the answer tells of the feed's address."""
    if trouble is not None:
        leads_nowhere = trouble.weight >= HARD or trouble.reason in _NOWHERE
        return _back(state) if state.moved and leads_nowhere else state
    if state.moved and not answer.hops:
        return state
    permanent = bool(answer.hops) and all(hop.status in _PERMANENT for hop in answer.hops)
    if not permanent:
        return _back(state)
    if state.moved_to != answer.url or state.moved_since is None:
        return replace(state, moved_to=answer.url, moved_since=now, moved=False)
    return replace(state, moved=state.moved or now - state.moved_since >= policy.moved_after)


def _back(state: State) -> State:
    return replace(state, moved_to=None, moved_since=None, moved=False)
