"""The files source: files, folders and patterns → records, in a steady order.

What a file holds is told by its suffix:

    .jsonl .ndjson            a record a line
    .json                     one record, or a JSON Feed: a record an entry
    .txt .html .htm           one record
    .xml .rss .atom .rdf      a feed document: a record an entry

A named file without a suffix, such as a pipe, is read as lines. What can't be brought (a file
that can't be opened, is empty, is no feed; a line over the limit) is a record with a
``fault``: it is counted, goes to the dead letters, and the rest goes on.

Whatever the size of a file of lines, one line is in memory. Nothing is remembered on disk
between runs: each run reads all that is there. As ids are deterministic and a sink keeps an
event that comes again once, that repeats work and changes nothing.
"""

from __future__ import annotations

from worker.sources.files.document import FORMATS, REASONS, Limits
from worker.sources.files.source import Files, records

__all__ = ["FORMATS", "REASONS", "Files", "Limits", "records"]
