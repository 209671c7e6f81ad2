"""The colours of speakers, computed as eyes see them: with all cones, and with one kind missing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from worker.views.colours import (
    DARK,
    LIGHT,
    LINES,
    SURFACES_DARK,
    SURFACES_LIGHT,
    style_sheet,
    voice,
)

Matrix = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, in linear RGB, for a cone that is missing.
EYES: dict[str, Matrix] = {
    "all cones": np.eye(3),
    "no red (protanopia)": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green (deuteranopia)": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no blue (tritanopia)": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Oklab, of linear RGB.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# A just noticeable difference is about 0.02.
APART = 0.09


def linear(colour: str) -> Matrix:
    """Return a colour such as ``#0217d9`` in linear RGB, from 0 to 1."""
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it: from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((float(linear(each) @ weights) for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str, eye: Matrix) -> float:
    """Return how far apart an eye sees two colours, in Oklab."""
    seen = [np.clip(eye @ linear(each), 0, 1) for each in (one, other)]
    left, right = (_LAB @ np.cbrt(_CONES @ each) for each in seen)
    return float(np.linalg.norm(left - right))


@pytest.mark.parametrize(("palette", "surfaces"), [(LIGHT, SURFACES_LIGHT), (DARK, SURFACES_DARK)])
def test_every_colour_can_be_read_on_every_surface(
    palette: tuple[str, ...], surfaces: tuple[str, ...]
) -> None:
    """As text, each colour has a contrast of at least 4.5 to 1."""
    low = {
        (colour, surface): contrast(colour, surface) for colour in palette for surface in surfaces
    }
    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_colours_look_alike(palette: tuple[str, ...], eye: str) -> None:
    """Whichever cone is missing, each two colours are well apart."""
    seen = {pair: distance(*pair, EYES[eye]) for pair in combinations(palette, 2)}
    assert {pair: round(far, 3) for pair, far in seen.items() if far < APART} == {}


def test_many_speakers_look_different() -> None:
    """Colour and line together tell as many speakers apart as their product."""
    number = len(LIGHT) * len(LINES)
    assert len({voice(at) for at in range(number)}) == number == 28
    assert voice(number) == voice(0)


def test_the_style_sheet_has_every_class() -> None:
    """Each class that ``voice`` gives is in the style sheet, and each colour."""
    style = style_sheet()
    names = {name for at in range(28) for name in voice(at).split()}
    assert [name for name in names if f".{name}{{" not in style] == []
    assert [colour for colour in (*LIGHT, *DARK) if colour not in style] == []
