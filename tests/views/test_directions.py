"""The direction of a text, by most of its letters."""

from __future__ import annotations

from typing import Literal

import pytest

from worker.views.directions import direction_of


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The bridge is closed.", "ltr"),
        ("الجسر مغلق.", "rtl"),
        ("Norvane تقول إن الجسر مغلق منذ يومين", "rtl"),
        ("The Arabic for said is قال in all books", "ltr"),
        ("הגשר סגור", "rtl"),
        ("«12:30» الجسر", "rtl"),
    ],
)
def test_most_letters_decide(text: str, direction: str) -> None:
    """Neither the first letter nor figures decide."""
    assert direction_of(text) == direction


@pytest.mark.parametrize("default", ["ltr", "rtl"])
def test_without_letters_the_default_holds(default: Literal["ltr", "rtl"]) -> None:
    """A text of figures goes as what is around it."""
    assert direction_of("12:30", default) == default
    assert direction_of("", default) == default
