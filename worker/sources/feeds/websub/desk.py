"""``Desk``: what is answered to those who come to the callbacks.

A token is a password: who does not know one learns nothing. Whoever knows it may still be a
stranger, so that a delivery counts only with the hub's signature; one without, or with a wrong
one, is answered like the others and dropped. Only what is in the queue is acknowledged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from msgspec import Struct

from worker.ports.feeds import DeliveryResult
from worker.sources.feeds.answer import Answer
from worker.sources.feeds.feed import Feed, State
from worker.sources.feeds.polled import Polled
from worker.sources.feeds.websub import subscription as deciding
from worker.sources.feeds.websub.asking import plain
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.keys import signing_secret
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.signing import verdict
from worker.sources.feeds.websub.subscription import Intent, Subscription, Terms

_MOST_FIELDS: Final = 50
_AGAIN_SECONDS: Final = 60
"""When a hub may come again with what found no room."""


Deliver = Callable[[Feed, State, Answer, float], Awaitable[Polled | None]]
"""A document that a hub has sent → what it brings; None where nothing can be made of it."""


class Reply(Struct, frozen=True, kw_only=True):
    """An HTTP answer."""

    status: HTTPStatus
    body: bytes = b""
    retry_after: int | None = None
    """Seconds."""


NOT_FOUND: Final = Reply(status=HTTPStatus.NOT_FOUND)
GONE: Final = Reply(status=HTTPStatus.GONE)
"""There is no such subscription, or no longer; the hub may forget it."""
TAKEN: Final = Reply(status=HTTPStatus.ACCEPTED)
FULL: Final = Reply(status=HTTPStatus.SERVICE_UNAVAILABLE, retry_after=_AGAIN_SECONDS)
TOO_LARGE: Final = Reply(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
ENCODED: Final = Reply(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


class Desk:
    """Confirms subscriptions and takes deliveries."""

    def __init__(  # noqa: PLR0913 - what it knows, and whom it tells
        self,
        ledger: Ledger,
        deliveries: Deliveries,
        *,
        secret: str,
        terms: Terms,
        max_bytes: int,
        hurry: Callable[[str, float], None],
        clock: Callable[[], float],
    ) -> None:
        """Take the parts. ``hurry`` is told of a feed that should be polled since that time."""
        self._ledger = ledger
        self._deliveries = deliveries
        self._secret = secret
        self._terms = terms
        self._hurry = hurry
        self._clock = clock
        self.max_bytes = max_bytes
        """Of one delivery."""
        self._results: Counter[DeliveryResult] = Counter()

    def confirm(self, path: str, query: str) -> Reply:
        """Answer a hub that asks whether we mean it, or that says no (GET)."""
        callback = self._ledger.callback(path)
        subscription = self._ledger.at(callback)
        intent, challenge = _intent(query)
        if callback is None or subscription is None or intent is None:
            return NOT_FOUND
        meant, after = deciding.confirmed(subscription, intent, self._clock(), self._terms)
        if not meant:
            return NOT_FOUND
        self._ledger.put(callback, after)
        return Reply(status=HTTPStatus.OK, body=challenge.encode())

    def admit(self, path: str, size: int, encoding: str) -> Reply | None:
        """Refuse a delivery before its body is read, or reserve ``size`` bytes (POST).

        What is reserved is given back with ``dismiss``.
        """
        subscription = self._subscription(path)
        if subscription is None:
            return GONE
        if encoding not in {"", "identity"}:
            self._results["encoded"] += 1
            return ENCODED
        if size > self.max_bytes:
            return self.too_large()
        if not self._deliveries.reserve(subscription.feed, size, self._clock()):
            self._results["refused"] += 1
            return FULL
        return None

    def too_large(self) -> Reply:
        """Refuse a delivery that is over the limit, or grew over it."""
        self._results["too-large"] += 1
        return TOO_LARGE

    def dismiss(self, size: int) -> None:
        """Give back what ``admit`` has reserved."""
        self._deliveries.free(size)

    def take(self, path: str, body: bytes, *, signature: str | None, kind: str) -> Reply:
        """Take a delivery that was admitted; ``kind`` is its Content-Type."""
        subscription = self._subscription(path)
        callback = self._ledger.callback(path)
        if subscription is None or callback is None:
            return GONE
        found = verdict(signature, body, signing_secret(self._secret, callback))
        if found != "genuine":
            self._results[found] += 1
            return TAKEN
        now = self._clock()
        if body.strip():
            self._queue(subscription, body, kind)
        else:
            self._results["empty"] += 1
            self._hurry(subscription.feed, now)
        self._ledger.put(callback, deciding.delivered(subscription, now))
        return TAKEN

    def reading(self, deliver: Deliver) -> Deliver:
        """Return ``deliver`` so that a document of no use has its feed polled."""

        async def read(feed: Feed, state: State, document: Answer, now: float) -> Polled | None:
            polled = await deliver(feed, state, document, now)
            if polled is None:
                self._results["unreadable"] += 1
                self._hurry(feed.url, now)
            return polled

        return read

    def counted(self) -> dict[DeliveryResult, int]:
        """Return what came of deliveries that ended here, since the last call."""
        results, self._results = self._results, Counter()
        return dict(results)

    def _queue(self, subscription: Subscription, body: bytes, kind: str) -> None:
        document = Answer(
            url=subscription.topic,
            status=HTTPStatus.OK,
            headers={"content-type": kind},
            body=body,
        )
        self._deliveries.put(subscription.feed, document)

    def _subscription(self, path: str) -> Subscription | None:
        found = self._ledger.at(self._ledger.callback(path))
        return None if found is None or found.standing == "leaving" else found


def _intent(query: str) -> tuple[Intent | None, str]:
    try:
        fields = parse_qs(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None, ""
    of = {name: values[0] for name, values in fields.items()}
    lease = of.get("hub.lease_seconds", "")
    intent = Intent(
        mode=of.get("hub.mode", ""),
        topic=of.get("hub.topic", ""),
        lease=float(lease) if lease.isascii() and lease.isdecimal() else None,
        reason=plain(of.get("hub.reason", "")),
    )
    return intent, of.get("hub.challenge", "")
