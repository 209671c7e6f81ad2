"""What a hub is asked, and what its answer says."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from worker.sources.feeds.answer import Answer
from worker.sources.feeds.websub.subscription import Mode, Subscription

_SHOWN: Final = 120


def form(
    subscription: Subscription, callback: str, mode: Mode, *, secret: str, lease: float
) -> bytes:
    """Return the body of the request."""
    fields = {"hub.callback": callback, "hub.mode": mode, "hub.topic": subscription.topic}
    if mode == "subscribe":
        fields |= {"hub.lease_seconds": f"{lease:.0f}", "hub.secret": secret}
    return urlencode(fields).encode("ascii")


def complaint(answer: Answer) -> str | None:
    """Say why the hub did not take a request; None where it did and will now ask back."""
    if answer.failure is not None:
        return answer.message
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    said = plain(answer.body[:1_000].decode("utf-8", "replace"))[:_SHOWN]
    return f"the hub answers HTTP {answer.status}" + (f": {said}" if said else "")


def plain(text: str) -> str:
    """Return what a hub says as one line that no terminal obeys."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
