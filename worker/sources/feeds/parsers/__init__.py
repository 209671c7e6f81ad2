"""Documents and pages are parsed in processes of their own, which can be killed.

A parser may take minutes or gigabytes over a hostile document. In here it takes at most what
the settings allow: then its process dies, its document has a reason, and another takes over.
"""

from __future__ import annotations

from worker.sources.feeds.parsers.pages import Page, text_of_page, with_page
from worker.sources.feeds.parsers.pool import REASONS, Parsers

__all__ = ["REASONS", "Page", "Parsers", "text_of_page", "with_page"]
