"""Where the words that name a source begin and end.

``after`` reads on from a cue (verb-first: *qāla al-wazīr*; inverted: said the mayor), ``before``
reads back from it (the mayor, a lawyer, said). Neither knows parts of speech: a phrase ends at a
word of a closed class, at a mark that opens no apposition, at a phrase of time.
"""

from __future__ import annotations

from worker.enrich.phrases.after import after
from worker.enrich.phrases.before import before
from worker.enrich.phrases.grammar import NOMINAL, PLAIN, is_owned, is_prefixed

__all__ = ["NOMINAL", "PLAIN", "after", "before", "is_owned", "is_prefixed"]
