"""The HTTP client of the feeds source, for feed documents and article pages alike.

Servers are strangers, and some are hostile. So every request has one deadline for all of it, a
bound on bytes before and after decompression, and a guard at the place where connections are
made; and whatever a server or the network does is a value: an ``Answer``.
"""

from worker.sources.feeds.fetch.fetcher import Fetcher
from worker.sources.feeds.fetch.limits import Limits
from worker.sources.feeds.fetch.request import ACCEPT_FEED, ACCEPT_PAGE

__all__ = ["ACCEPT_FEED", "ACCEPT_PAGE", "Fetcher", "Limits"]
