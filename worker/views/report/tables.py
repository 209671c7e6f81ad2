"""Tables, legends and notes: the plain parts of a section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import htpy as h
from msgspec import Struct

from worker.views.report.charts import Chart, drawn
from worker.views.report.reading import Reading, Target
from worker.views.words.report import Section

UNFOLDED: Final = 10
"""Rows of a long table that are not folded away."""


class Key(Struct, frozen=True, kw_only=True):
    """A colour of a chart, and what it stands for."""

    name: str
    target: Target
    """Where its claims are."""


def table(label: str, head: Sequence[str], rows: Iterable[Sequence[h.Node]]) -> h.Element:
    """Return a table that scrolls by itself where the page is narrow; ``label`` names it.

    The first cell of a row names the row.
    """
    return h.div(".scroll", role="region", aria_label=label, tabindex="0")[
        h.table[
            h.thead[h.tr[(h.th(scope="col")[each] for each in head)]],
            h.tbody[
                (h.tr[h.th(scope="row")[row[0]], (h.td[cell] for cell in row[1:])] for row in rows)
            ],
        ]
    ]


def folded(
    reading: Reading, label: str, head: Sequence[str], rows: Iterable[Sequence[h.Node]]
) -> h.Node:
    """Return a table of the first rows, and the others in one that is folded away."""
    listed = list(rows)
    first, others = listed[:UNFOLDED], listed[UNFOLDED:]
    if not others:
        return table(label, head, first)
    more = reading.wording.table["more"].format(count=f"{len(others):,}")
    return [
        table(label, head, first),
        h.details(".tabled")[h.summary[more], table(f"{label}: {more}", head, others)],
    ]


def section(reading: Reading, name: Section, *content: h.Node, about: str = "") -> h.Element:
    """Return the section ``name`` with its heading and what it shows (``about``, else by name)."""
    wording = reading.wording
    return h.section(id=name, aria_labelledby=f"{name}-title", aria_describedby=f"{name}-about")[
        h.h2(id=f"{name}-title")[wording.sections[name]],
        h.p(".quiet", id=f"{name}-about")[wording.about[about or name]],
        content,
    ]


def figure(
    reading: Reading, name: Section, chart: Chart, keys: Sequence[Key], tabled: h.Node
) -> h.Element:
    """Return a chart with its colours explained and its table to open."""
    wording = reading.wording
    title = wording.sections[name]
    return h.figure[
        _legend(keys) if keys else None,
        h.div(".plot", role="region", aria_label=title, tabindex="0")[
            drawn(
                chart,
                title=title,
                about=f"{name}-about",
                right_to_left=reading.words.direction == "rtl",
            )
        ],
        h.details(".tabled")[h.summary[wording.table["show"]], tabled],
    ]


def nothing(reading: Reading) -> h.Element:
    """Return the line of a section that has nothing to show."""
    return h.p(".none")[reading.wording.table["none"]]


def cut(reading: Reading, shown: int, count: int) -> h.Node:
    """Return a line that tells what is not shown; nothing where all is."""
    if shown >= count:
        return None
    line = reading.wording.table["cut"].format(shown=f"{shown:,}", count=f"{count:,}")
    return h.p(".cut")[line]


def _legend(keys: Sequence[Key]) -> h.Element:
    return h.ul(".legend")[
        (
            h.li[
                h.span(f".swatch.color-{place}", aria_hidden="true"),
                _named(key),
            ]
            for place, key in enumerate(keys)
        )
    ]


def _named(key: Key) -> h.Element:
    return h.a(href=key.target.anchor, data_show=key.target.query, aria_label=key.name)[
        h.bdi[key.name]
    ]
