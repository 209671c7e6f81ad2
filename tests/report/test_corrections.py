"""What became of claims in the next revision of their article."""

from __future__ import annotations

import pytest

from tests.report.told import Told, counted, event
from worker.packs import Pack
from worker.report import compared

NINE = "The bridge can carry 9 tonnes"
TEN = "The bridge can carry 10 tonnes"
Change = tuple[str, str | None, str | None]
REVISED: list[tuple[str, list[Told], list[Told], list[Change]]] = [
    ("nothing changed", [("Nora Quill", NINE)], [("Nora Quill", NINE)], []),
    ("marks are no change", [("Nora Quill", NINE)], [("Nora Quill", f"{NINE}!")], []),
    ("the order is no change", [("Nora Quill", NINE), ("Hugh Fell", "It rains")], [("Hugh Fell", "It rains"), ("Nora Quill", NINE)], []),
    ("a figure", [("Nora Quill", NINE)], [("Nora Quill", TEN)], [("words", NINE, TEN)]),
    ("the speaker", [("Nora Quill", NINE)], [("Hugh Fell", NINE)], [("speaker", NINE, NINE)]),
    ("the stance", [("Nora Quill", NINE)], [("Nora Quill", NINE, "deny")], [("stance", NINE, NINE)]),
    ("gone", [("Nora Quill", NINE), ("Hugh Fell", "It rains")], [("Nora Quill", NINE)], [("went", "It rains", None)]),
    ("come", [("Nora Quill", NINE)], [("Nora Quill", NINE), ("Hugh Fell", "It rains")], [("came", None, "It rains")]),
    ("something else altogether", [("Nora Quill", NINE)], [("Nora Quill", "It rains")], [("went", NINE, None), ("came", None, "It rains")]),
    ("the likest belong together", [("Nora Quill", NINE), ("Nora Quill", "The old bridge is safe")], [("Nora Quill", "The old bridge is not safe"), ("Nora Quill", TEN)], [("words", NINE, TEN), ("words", "The old bridge is safe", "The old bridge is not safe")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "changes"), [row[1:] for row in REVISED], ids=[row[0] for row in REVISED]
)
def test_corrections(
    old: list[Told], new: list[Told], changes: list[Change], packs: dict[str, Pack]
) -> None:
    """Claims of two revisions are compared, and the figures are of the later one."""
    found = counted(packs, [event("a", *old), event("a", *new, revision="2")])
    assert [
        (each.change, each.old and each.old.text, each.new and each.new.text)
        for each in found.corrections
    ] == changes
    assert (found.totals.claims, found.totals.articles, found.totals.superseded) == (
        len(new),
        1,
        1,
    )


def test_the_same_event_again_corrects_nothing(packs: dict[str, Pack]) -> None:
    """An event that a crash made be written twice counts once, and is no revision."""
    found = counted(packs, [event("a", ("Nora Quill", NINE)), event("a", ("Nora Quill", TEN))])
    assert (found.corrections, found.totals.superseded) == ([], 0)
    assert [said.text for said in found.claims] == [TEN]


def test_compared_texts_tell_what_differs() -> None:
    """Each text comes in pieces, of which those are marked that the other has not."""
    old, new = compared("the bridge carries nine tonnes", "the bridge carries ten tonnes")
    assert [(piece.text, piece.changed) for piece in old] == [
        ("the bridge carries", False),
        ("nine", True),
        ("tonnes", False),
    ]
    assert [piece.text for piece in new if piece.changed] == ["ten"]
