"""Which articles are known already, and which have the words of others.

known      what is remembered of an article
signature  a text → a few numbers, alike for texts alike (MinHash)
buckets    the signatures of a window, and which of them may be like a given one (LSH)
window     the articles of the last hours: known again, copies, clusters

Rule: a wire copy is known by its words, whatever its headline; an article by its id. A revision
of an article is no copy of it. What was decided of an article stays, and nothing is compared
across languages.

Contract: no I/O and no clock; memory is bounded by the number of articles, and what an article
costs does not grow with it.
"""

from __future__ import annotations

from worker.copies.known import Known
from worker.copies.window import Changes, Rules, Window

__all__ = ["Changes", "Known", "Rules", "Window"]
