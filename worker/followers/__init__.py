"""Published events, followed as they come: from the file of a sink, or a topic.

``follow`` tells by the content which sink wrote a file. Nothing is written and no writer is held
up. ``Topic`` follows a topic of Kafka, in the same way.
"""

from __future__ import annotations

from pathlib import Path

from worker import archives
from worker.followers.follow import Follow, Tell
from worker.followers.lines import Lines
from worker.followers.tables import Tables
from worker.followers.topic import Topic

__all__ = ["Follow", "Tell", "Topic", "follow"]


def follow(path: Path, tell: Tell) -> Follow:
    """Follow the file at ``path``. Raises ``ArchiveError`` for what no sink of ours wrote."""
    with archives.open(path) as archive:
        is_tables = isinstance(archive, archives.Tables)
    return Tables(path, tell) if is_tables else Lines(path, tell)
