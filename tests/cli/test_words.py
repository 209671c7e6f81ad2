"""Words from outside on a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from worker.cli.words import cut, isolate

CUTS = [
    ("short enough", "rain fell", 9, "rain fell"),
    ("too long", "rain fell today", 10, "rain fell…"),
    ("line breaks and tabs", "rain\n\tfell", 20, "rain fell"),
    ("escape sequences", "rain\x1b[31m fell", 20, "rain [31m fell"),
    ("direction marks", "rain\u202e fell\u2066", 20, "rain fell"),
    ("Arabic", "هطل المطر أمس على المدينة", 12, "هطل المطر أ…"),
    ("wide letters", "雨が降った", 6, "雨が…"),
    ("nothing", "", 10, ""),
    ("only marks, cut", "\u202e" * 100, 10, "…"),
]


@pytest.mark.parametrize(
    ("text", "width", "shown"), [row[1:] for row in CUTS], ids=[row[0] for row in CUTS]
)
def test_cut(text: str, width: int, shown: str) -> None:
    """One line that fits, with nothing in it that moves the cursor."""
    assert cut(text, width) == shown
    assert cell_len(cut(text, width)) <= width


def test_an_isolate_takes_no_room() -> None:
    """Columns stay where they are."""
    assert cell_len(isolate("مطر")) == 3
