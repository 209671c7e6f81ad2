"""Processes that look into records for one loop: a crew of hands, each a process of its own.

wire   what goes between the two
hand   what a hand does: terms in, then records in and outcomes out
crew   ``Crew``: gives records to hands, and outcomes back in the order of the records
"""

from __future__ import annotations

from worker.runtime.crew.crew import CRASHED, Crew
from worker.runtime.crew.hand import serve
from worker.runtime.crew.wire import Terms

__all__ = ["CRASHED", "Crew", "Terms", "serve"]
