"""Record → Article: one adapter a form of record, then one common step.

json_record  the wire format: a JSON object of qala's own fields
entry        a feed's entry
page         an HTML document
plain        a plain text
compose      what any of them gave → Article, through ``normalise``
reading      picks the adapter; what the pipeline calls
"""

from __future__ import annotations

from worker.intake.reading import REASONS, SKIPS, Reading, identity, read

__all__ = ["REASONS", "SKIPS", "Reading", "identity", "read"]
