"""Quality is a floor that only rises: our own articles, through the whole pipeline."""

from __future__ import annotations

import tomllib
import warnings
from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tests.quality import calibration, gold, run
from tests.quality.figures import Figures, figures
from tests.quality.score import Scored

FLOORS: Final = Path(__file__).with_name("floors.toml")
ROOM: Final = 0.02
"""How far a figure may stand above its floor before the floor should rise."""
BELOW: Final = 0.005
"""How far below the figure a new floor is set."""


ORDER: Final = 0.55
"""How often a right claim must have more confidence than a wrong one; 0.5 is chance."""


class FloorCouldRise(UserWarning):
    """A figure is well above its floor."""


def _floors() -> list[tuple[str, str, float]]:
    table = msgspec.convert(tomllib.loads(FLOORS.read_text()), dict[str, dict[str, float]])
    return [
        (language, name, floor) for language in table for name, floor in table[language].items()
    ]


@cache
def _measured(language: str) -> Figures:
    return figures(_scored(language))


@cache
def _scored(language: str) -> list[Scored]:
    return run.scored(gold.own(language))


@pytest.mark.filterwarnings("default::tests.quality.test_floors.FloorCouldRise")
@pytest.mark.parametrize(("language", "name", "floor"), _floors())
def test_no_figure_falls_below_its_floor(language: str, name: str, floor: float) -> None:
    """A change that makes the extraction worse fails; one that makes it better asks for a new floor."""
    measured = _measured(language)[name]
    assert measured >= floor, (
        f"{language} {name} is {measured:.3f}, its floor is {floor}: `make quality ERRORS=100` lists the errors"
    )
    if measured > floor + ROOM:
        warnings.warn(
            f'floors.toml: raise [{language}] "{name}" to {measured - BELOW:.3f}',
            FloorCouldRise,
            stacklevel=1,
        )


def test_every_language_has_floors() -> None:
    """A language with articles of our own can't go without floors."""
    assert {language for language, _, _ in _floors()} == set(gold.languages())


def test_claims_of_more_confidence_are_right_more_often() -> None:
    """Confidence orders claims better than chance, over both languages together."""
    articles = [scored for language in gold.languages() for scored in _scored(language)]
    assert calibration.order(calibration.verdicts(articles)) >= ORDER
