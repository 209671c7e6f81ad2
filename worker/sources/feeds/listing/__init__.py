"""A list of feeds as a file: ours in TOML, and OPML, which every feed reader writes.

The suffix tells which it is. ``read`` gives the feeds in the order of the file; a TOML list is
strict, and all its faults are told at once (``ListError``); from an OPML list, which others
wrote, what can't be polled is left out and named.

    tables    TOML → feeds        opml    OPML → feeds
    written   feeds → either
"""

from __future__ import annotations

from worker.sources.feeds.listing.listing import Dropped, Listing, read, read_all
from worker.sources.feeds.listing.written import SUFFIXES, written

__all__ = ["SUFFIXES", "Dropped", "Listing", "read", "read_all", "written"]
