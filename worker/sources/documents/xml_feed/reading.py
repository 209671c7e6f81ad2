"""``xml_feed``: the readers in their order."""

from __future__ import annotations

from msgspec.structs import replace

from worker.sources.documents.document import Parsed
from worker.sources.documents.xml_feed import loose, tree
from worker.sources.documents.xml_text import clean, mended


def xml_feed(body: bytes, most: int) -> Parsed:
    """Return at most so many entries of UTF-8. Raises ``RecordError`` for no such document."""
    body, problems = clean(body)
    parsed = tree.parsed(body, most)
    if parsed is None:
        whole, mendings = mended(body)
        if mendings and (parsed := tree.parsed(whole, most)):
            problems = [*problems, *mendings]
    if parsed is None:
        parsed = loose.parsed(body, most)
    return replace(parsed, problems=[*problems, *parsed.problems])
