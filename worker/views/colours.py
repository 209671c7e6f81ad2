"""The colours of speakers, for light pages and dark ones.

Any two can be told apart by those who see all colours and by those who see no red, green or
blue; as text, each has a contrast of 4.5 to 1 and more on every surface. The tests compute
both. Colour is never the only sign: each speaker has a number, and a line of its own style,
which changes with another period than the colour does, so that 28 speakers look different.
"""

from __future__ import annotations

from typing import Final

LIGHT: Final = ("#0217d9", "#a93209", "#00789b", "#76038a", "#595f52", "#d60084", "#26324d")
DARK: Final = ("#7097ff", "#f8b05a", "#4fe7b7", "#d1b3ff", "#f2e836", "#f570b1", "#cafffc")
"""In the order of speakers; the same hues as ``LIGHT``."""
LINES: Final = ("solid", "dashed", "double", "dotted")
"""Styles of an underline or border, as CSS calls them."""

SURFACES_LIGHT: Final = ("#ffffff", "#f5f6f8")
"""Behind text: of the page, and of what is set apart on it."""
SURFACES_DARK: Final = ("#15171b", "#20242b")


def voice(position: int) -> str:
    """Return the classes of the speaker at ``position`` (from 0): colour and style of line."""
    return f"v{position % len(LIGHT)} u{position % len(LINES)}"


def style_sheet() -> str:
    """Return the classes as CSS: ``--voice`` is the colour, ``--line`` the style of line.

    ``--surface`` and ``--raised`` are the surfaces. ``v0`` to ``v6`` and ``u0`` to ``u3`` are
    what ``voice`` gives. ``--voice-0`` to ``--voice-6`` are the colours by themselves.
    """
    classes = [f".v{at}{{--voice:var(--voice-{at})}}" for at in range(len(LIGHT))]
    lines = [f".u{at}{{--line:{line}}}" for at, line in enumerate(LINES)]
    light, dark = _variables(LIGHT, SURFACES_LIGHT), _variables(DARK, SURFACES_DARK)
    return (
        f":root{{{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"{''.join(classes)}\n{''.join(lines)}\n"
    )


def _variables(palette: tuple[str, ...], surfaces: tuple[str, str]) -> str:
    voices = "".join(f"--voice-{at}:{colour};" for at, colour in enumerate(palette))
    return f"{voices}--surface:{surfaces[0]};--raised:{surfaces[1]};"
