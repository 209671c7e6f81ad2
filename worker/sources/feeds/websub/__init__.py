"""WebSub: hubs send us what is new in a feed, in place of most of its polls.

1. A poll finds the feed's hub and topic (``polling.hubs``). ``keys`` makes the callback of the
   pair, which nobody can guess, and the secret that the hub is to sign with.
2. ``subscriber`` asks the hub to subscribe, through the guarded fetcher and in its domain's
   turn; the hub asks back at the callback (``server``), and ``desk`` confirms.
3. What the hub then sends is checked (``signing``) and put into a bounded queue
   (``deliveries``); only what is in there is acknowledged. The poller takes it like a poll.
4. While that works the feed is polled at the slow interval of a backup (``backup``). A poll that
   finds what no delivery has brought makes the subscription ``silent``: polled as ever, until
   the hub sends again.

What follows from an event is decided in ``subscription``, purely. ``ledger`` knows all
subscriptions and has each change kept in the store. None of them needs to be: callbacks and
secrets are made again from the settings, so that a crash costs a request and no delivery.
"""
