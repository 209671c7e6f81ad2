"""Settings → the parts of WebSub: who subscribes to hubs, and what they send."""

from __future__ import annotations

import time
from collections.abc import Callable

from worker.config import Settings
from worker.sources.feeds.poller import Delivery
from worker.sources.feeds.store import Store
from worker.sources.feeds.turns import Turns
from worker.sources.feeds.waiting import Waiting
from worker.sources.feeds.websub.backup import Backup
from worker.sources.feeds.websub.deliveries import Deliveries
from worker.sources.feeds.websub.desk import Deliver, Desk
from worker.sources.feeds.websub.ledger import Ledger
from worker.sources.feeds.websub.server import Server
from worker.sources.feeds.websub.subscriber import Contact, Post, Subscriber
from worker.sources.feeds.websub.subscription import Terms

_DELIVERIES_AHEAD = 8
"""Deliveries of the largest size that may be read and wait."""


def hubs(settings: Settings, store: Store) -> Hubs | None:
    """Return the parts; None where the settings ask for none."""
    websub = settings.source.feeds.websub
    if websub.callback is None or websub.secret is None:
        return None
    return Hubs(settings, store, callback=websub.callback, secret=websub.secret.reveal())


class Hubs:
    """Everything about hubs that the poller and the subscriber share."""

    def __init__(self, settings: Settings, store: Store, *, callback: str, secret: str) -> None:
        """Take what the store has of subscriptions."""
        self._settings = settings.source.feeds.websub
        self._secret = secret
        feeds = settings.source.feeds
        max_bytes = feeds.requests.max_bytes
        self._terms = Terms(
            lease=float(self._settings.lease_seconds), backup=self._settings.backup_seconds
        )
        self._ledger = Ledger(store.subscriptions(), secret=self._secret, base=callback)
        self._deliveries = Deliveries(size=_DELIVERIES_AHEAD * max_bytes)
        self._backup = Backup(
            self._ledger, seconds=self._terms.backup, shortest=feeds.schedule.shortest_seconds
        )
        self._desk = Desk(
            self._ledger,
            self._deliveries,
            secret=self._secret,
            terms=self._terms,
            max_bytes=max_bytes,
            hurry=self._backup.hurry,
            clock=time.time,
        )

    def delivery(self, deliver: Deliver) -> Delivery:
        """Return what the poller takes from hubs; ``deliver`` reads a document."""
        return Delivery(
            deliveries=self._deliveries,
            deliver=self._desk.reading(deliver),
            due=self._backup.due,
        )

    def subscriber(
        self,
        post: Post,
        turns: Turns,
        waiting: Waiting,
        *,
        replan: Callable[[str], None],
    ) -> Subscriber:
        """Return who asks hubs."""
        contact = Contact(
            post=post,
            turns=turns,
            server=Server(self._desk, host=self._settings.host, port=self._settings.port),
            secret=self._secret,
            terms=self._terms,
            clock=time.time,
        )
        return Subscriber(self._ledger, self._desk, contact, waiting, replan=replan)
