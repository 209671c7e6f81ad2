"""Who speaks about whom."""

from __future__ import annotations

import pytest

from tests.report.told import counted, event, speaker
from worker.event import Speaker
from worker.packs import Pack

NORA = speaker("Nora Quill", aliases=["Quill"])
SALWA = speaker("سلوى الزمردي", aliases=["الزمردي"])
ELSEWHERE: list[tuple[str, Speaker, str, bool]] = [
    ("a full name", NORA, "We trust Nora Quill in this", True),
    ("in other spelling", NORA, "We trust NORA QUILL’S word", True),
    ("a surname may be another's", NORA, "We trust Quill in this", False),
    ("names need all of their words together", NORA, "Nora and Quill are names", False),
    ("a part of a word is no name", NORA, "Nora Quillfeather is another", False),
    ("behind what is joined to it", SALWA, "نثق بسلوى الزمردي في هذا", True),
    ("behind a conjunction", SALWA, "هاني وسلوى الزمردي في المرسى", True),
    ("behind a preposition that shortens the article", speaker("الهيئة الساحلية", "organisation"), "لم يسمح للهيئة الساحلية بالعمل", True),
    ("a full name in Arabic", SALWA, "لا علاقة سلوى الزُّمردي بالأمر", True),
    ("a group is a description", speaker("the northern farmers", "group"), "We trust the northern farmers", False),
    ("an organisation has a name", speaker("Harbour Watch", "organisation"), "We trust Harbour Watch", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("whom", "claim", "named"), [row[1:] for row in ELSEWHERE], ids=[row[0] for row in ELSEWHERE]
)
def test_names_of_other_articles(
    whom: Speaker,
    claim: str,
    named: bool,  # noqa: FBT001
    packs: dict[str, Pack],
) -> None:
    """A claim names a voice of another article in full, or it does not name it."""
    found = counted(packs, [event("a", (whom, "It rains")), event("b", ("Hugh Fell", claim))])
    assert [pair.claims for pair in found.pairs] == ([1] if named else [])


def test_short_names_count_where_the_article_has_the_speaker(packs: dict[str, Pack]) -> None:
    """A surname is enough in an article in which its bearer speaks."""
    found = counted(packs, [event("a", (NORA, "It rains"), ("Hugh Fell", "We trust Quill"))])
    [pair] = found.pairs
    assert (pair.who.name, pair.whom.name) == ("Hugh Fell", "Nora Quill")


def test_nobody_speaks_about_themselves(packs: dict[str, Pack]) -> None:
    """A claim that names who makes it is no pair."""
    assert counted(packs, [event("a", (NORA, "Nora Quill never lies"))]).pairs == []
