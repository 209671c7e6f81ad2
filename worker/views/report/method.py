"""The section that says how the figures were counted."""

from __future__ import annotations

import htpy as h

from worker.report import ALIKE
from worker.views.report.reading import Reading


def method(reading: Reading) -> h.Element:
    """Return the notes that the figures need to be read rightly."""
    notes, totals = reading.wording.notes, reading.figures.totals
    lines = [
        notes["joined"],
        notes["unnamed"],
        notes["revisions"].format(count=f"{totals.superseded:,}"),
        notes["copies"],
        notes["mentions"],
        notes["alike"].format(share=f"{ALIKE:.0%}"),
        reading.bounded and notes["bounded"],
        totals.undated and notes["undated"].format(count=f"{totals.undated:,}"),
    ]
    return h.section("#method", aria_labelledby="method-title")[
        h.h2("#method-title")[reading.wording.sections["method"]],
        h.ul(".notes")[(h.li[line] for line in lines if line)],
    ]
