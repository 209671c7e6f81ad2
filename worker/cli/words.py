"""Words from outside, made safe for a terminal: one line, no control characters, cut to fit."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"
_JOINERS = "\u200c\u200d"


def one_line(text: str) -> str:
    """Return ``text`` without control and direction characters, its spaces single."""
    return " ".join("".join(map(_safe, text)).split())


def _safe(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cc", "Cs", "Zl", "Zp"}:
        return " "
    return "" if category == "Cf" and sign not in _JOINERS else sign


def cut(text: str, width: int) -> str:
    """Return ``text`` on one line of at most ``width`` columns, with … where it was cut."""
    start = text[: 8 * width]
    line = one_line(start)
    if len(start) == len(text) and cell_len(line) <= width:
        return line
    kept = chop_cells(line, max(width - 1, 1))
    return kept[0].rstrip() + "…" if kept else "…"


def isolate(text: str) -> str:
    """Return ``text`` so that its direction does not disturb the columns beside it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def cell(text: str, width: int, console: Console) -> Text:
    """Return ``text`` for a column of a table: cut, and isolated where a terminal sets it."""
    fitted = cut(text, width)
    return Text(isolate(fitted) if console.is_terminal and fitted else fitted)
