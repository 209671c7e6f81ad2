"""The words of the report, as a table ``report`` in the file of each language.

``{count}`` and the like stand where a figure is set. A table of words has the same keys in every
language; a test sees to it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Section = Literal[
    "voices",
    "stances",
    "days",
    "pairs",
    "checkable",
    "statements",
    "corrections",
    "claims",
    "method",
]
Change = Literal["words", "speaker", "stance", "went", "came"]


class ReportWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the report says, in one language."""

    title: str
    period: str
    one_day: str
    undated_period: str
    made: str
    contents: str
    skip: str
    unnamed: str
    """In place of a name, for sources without one."""
    watched: str
    """Before an id of the watch list."""
    totals: dict[str, str]
    sections: dict[Section, str]
    """The titles, in the order of the page."""
    about: dict[str, str]
    """What a section shows, by its name, and by the unit of time."""
    notes: dict[str, str]
    table: dict[str, str]
    claims: dict[str, str]
    change: dict[Change, str]
