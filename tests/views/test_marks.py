"""Marks that overlap → a tree: written as brackets, so that a case shows what is cut where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.views.marks import Mark, Piece, nested

TEXT = "abcdefgh"
Given = list[tuple[int, int, int]]


def marks_of(given: Given) -> list[Mark[str]]:
    """Make marks of start, end and rank, named a, b, c, … in their order."""
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        Mark(start=start, end=end, rank=rank, what=names[at % 26])
        for at, (start, end, rank) in enumerate(given)
    ]


def drawn(inside: list[str | Piece[str]]) -> str:
    """Write pieces as ``A(…)``, and those that go on as ``a(…)``."""
    return "".join(
        each
        if isinstance(each, str)
        else f"{each.what if each.first else each.what.lower()}({drawn(each.within)})"
        for each in inside
    )


@pytest.mark.parametrize(
    ("given", "tree"),
    [
        ([], "abcdefgh"),
        ([(2, 4, 0)], "abA(cd)efgh"),
        ([(0, 8, 0)], "A(abcdefgh)"),
        ([(1, 3, 0), (3, 5, 0)], "aA(bc)B(de)fgh"),
        ([(1, 6, 0), (2, 4, 0)], "aA(bB(cd)ef)gh"),
        ([(2, 4, 1), (2, 4, 0)], "abB(A(cd))efgh"),
        ([(1, 4, 0), (3, 6, 0)], "aA(bcB(d))b(ef)gh"),
        ([(1, 3, 0), (2, 7, 0), (4, 8, 0)], "aA(bB(c))b(dC(efg))c(h)"),
        ([(-3, 2, 0)], "a(ab)cdefgh"),
        ([(6, 99, 0)], "abcdefA(gh)"),
        ([(4, 4, 0), (5, 3, 0), (-9, -2, 0), (20, 30, 0)], "abcdefgh"),
    ],
)
def test_pieces_lie_in_one_another(given: Given, tree: str) -> None:
    """A mark that ends behind the one around it is cut there; what is outside is left out."""
    assert drawn(nested(TEXT, marks_of(given))) == tree


def covered(inside: list[str | Piece[str]], around: str = "") -> list[tuple[str, str]]:
    """Return each character with the marks that it lies in."""
    found: list[tuple[str, str]] = []
    for each in inside:
        if isinstance(each, str):
            found += [(sign, "".join(sorted(around))) for sign in each]
        else:
            found += covered(each.within, around + each.what)
    return found


_PLACES = st.integers(-3, 12)


@given(st.lists(st.tuples(_PLACES, _PLACES, st.integers(0, 3)), max_size=12))
def test_every_character_keeps_its_marks(given: Given) -> None:
    """However marks overlap, the text is whole and each character is in just its own marks."""
    marks = marks_of(given)
    assert covered(nested(TEXT, marks)) == [
        (sign, "".join(sorted(mark.what for mark in marks if mark.start <= at < mark.end)))
        for at, sign in enumerate(TEXT)
    ]


def test_marks_without_end_are_bounded() -> None:
    """A thousand marks around one another make no page that a browser, or we, can't walk down."""
    text = "x" * 2000
    tree = drawn(nested(text, marks_of([(at, 2000 - at, 0) for at in range(1000)])))
    assert tree.count("(") <= 50
    assert tree.count("x") == 2000
