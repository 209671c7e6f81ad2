"""The same statement in several articles."""

from __future__ import annotations

import pytest

from tests.report.told import counted, event
from worker.packs import Pack

WORDS = "The ferry to Saltmarsh will run again before the end of the month"
SAME: list[tuple[str, str, str, bool]] = [
    ("the same words", WORDS, WORDS, True),
    ("marks and case are no words", WORDS, f"“{WORDS.upper()}”", True),
    ("a word more", WORDS, f"{WORDS} surely", True),
    ("the order does not count", WORDS, "Before the end of the month the ferry to Saltmarsh will run again", True),
    (
        "spellings of one word",
        "إن أعمال الصيانة في المرسى انتهت أمس",
        "ان اعمال الصيانة في المرسى انتهت امس",
        True,
    ),
    ("a negation more is another statement", WORDS, WORDS.replace("will", "will not"), False),
    ("so is one that is joined to a conjunction", "سيعود القارب إلى الميناء قبل نهاية الشهر وسيحمل الركاب", "سيعود القارب إلى الميناء قبل نهاية الشهر ولن يحمل الركاب وسيحمل", False),
    ("another figure is another statement", f"{WORDS} 7", f"{WORDS} 8", False),
    ("a figure more is another statement", WORDS, f"{WORDS} 7", False),
    ("half of the words", WORDS, "The ferry to Saltmarsh will stay where it is for years", False),
    ("a short claim needs every word", "It rains here", "It rains today", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "same"), [row[1:] for row in SAME], ids=[row[0] for row in SAME]
)
def test_statements(one: str, other: str, same: bool, packs: dict[str, Pack]) -> None:  # noqa: FBT001
    """Two claims of one voice are the same statement, or two."""
    found = counted(
        packs,
        [
            event("a", ("Nora Quill", one), outlet="Herald"),
            event("b", ("Nora Quill", other), outlet="Ledger"),
        ],
    )
    assert len(found.statements) == int(same)


def test_a_statement_is_of_one_voice(packs: dict[str, Pack]) -> None:
    """The same words of two voices are two statements."""
    found = counted(
        packs,
        [
            event("a", ("Nora Quill", WORDS), outlet="Herald"),
            event("b", ("Hugh Fell", WORDS), outlet="Ledger"),
        ],
    )
    assert found.statements == []


def test_a_statement_names_its_carriers(packs: dict[str, Pack]) -> None:
    """The earliest claim leads, whatever came first, and outlets stand in the order of carrying."""
    found = counted(
        packs,
        [
            event("b", ("Nora Quill", WORDS), outlet="Ledger", day="2026-09-03"),
            event("a", ("Nora Quill", f"{WORDS}, surely"), outlet="Herald", day="2026-09-01"),
            event("c", ("Nora Quill", WORDS), outlet="Post", day="2026-09-02"),
            event("d", ("Nora Quill", WORDS), outlet="Post", day="2026-09-04"),
        ],
    )
    [statement] = found.statements
    assert statement.said.text == f"{WORDS}, surely"
    assert statement.outlets == {"Herald": 1, "Post": 2, "Ledger": 1}
    assert found.statement_of == [1, 1, 1, 1]


def test_a_statement_in_one_outlet_is_no_row(packs: dict[str, Pack]) -> None:
    """Where one outlet alone carries it, it is not told of."""
    found = counted(packs, [event(name, ("Nora Quill", WORDS)) for name in "ab"])
    assert found.statements == []


def test_small_changes_do_not_chain(packs: dict[str, Pack]) -> None:
    """A claim joins what leads, and not what has joined: what is far apart stays apart."""
    words = "one two three four five six seven eight nine ten".split()
    chain = [" ".join([*words[step:], *"abcdefghij"[:step]]) for step in range(6)]
    found = counted(
        packs,
        [
            event(f"a{step}", ("Nora Quill", text), outlet=f"O{step}", day=f"2026-09-0{step + 1}")
            for step, text in enumerate(chain)
        ],
    )
    assert len(set(found.statement_of)) > 1
