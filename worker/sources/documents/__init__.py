"""Bytes of a feed document → its entries: what all sources that read feeds share.

``charset`` first, then a module or folder a format, then ``identity``. It opens no file and no
connection.
"""

from __future__ import annotations

from worker.sources.documents.document import Document, Entry, Hints, Problem
from worker.sources.documents.reading import MOST_ENTRIES, REASONS, read

__all__ = ["MOST_ENTRIES", "REASONS", "Document", "Entry", "Hints", "Problem", "read"]
