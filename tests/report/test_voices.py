"""Speakers of many articles, joined."""

from __future__ import annotations

import pytest

from tests.report.told import counted, event, speaker
from worker.event import Speaker
from worker.packs import Pack

JOINED: list[tuple[str, Speaker, Speaker, bool]] = [
    ("one name is one voice", speaker("Nora Quill"), speaker("Nora Quill"), True),
    ("case is no difference", speaker("Nora Quill"), speaker("NORA QUILL"), True),
    (
        "vowel signs and hamzas are no difference",
        speaker("أُمنية الإبراهيمي"),
        speaker("امنية الابراهيمي"),
        True,
    ),
    ("marks are no difference", speaker("Jean-Luc Oak"), speaker("Jean Luc Oak"), True),
    ("namesakes are joined", speaker("Hugh Fell", role="Judge"), speaker("Hugh Fell"), True),
    ("a surname is another voice", speaker("Nora Quill"), speaker("Quill"), False),
    (
        "a person is no organisation",
        speaker("Harbour Watch"),
        speaker("Harbour Watch", "organisation"),
        False,
    ),
    (
        "an entity joins what names do not",
        speaker("سلوى الزمردي", entity="desk:7"),
        speaker("Salwa Zumurrudi", entity="desk:7"),
        True,
    ),
    (
        "entities part namesakes",
        speaker("Hugh Fell", entity="desk:1"),
        speaker("Hugh Fell", entity="desk:2"),
        False,
    ),
    (
        "whom the watch list leaves open is not who it names",
        speaker("Hugh Fell", entity="desk:1"),
        speaker("Hugh Fell"),
        False,
    ),
    (
        "unnamed sources are counted together",
        speaker("a ministry source", "unnamed"),
        speaker("a witness", "unnamed"),
        True,
    ),
]


@pytest.mark.parametrize(
    ("one", "other", "joined"), [row[1:] for row in JOINED], ids=[row[0] for row in JOINED]
)
def test_voices(one: Speaker, other: Speaker, joined: bool, packs: dict[str, Pack]) -> None:  # noqa: FBT001
    """Two speakers of two articles are one voice, or two."""
    found = counted(packs, [event("a", (one, "It rains")), event("b", (other, "It snows"))])
    assert len(found.tallies) == (1 if joined else 2)


def test_a_voice_has_the_name_and_role_that_most_articles_give(packs: dict[str, Pack]) -> None:
    """The most frequent spelling and role are shown, and every spelling is kept."""
    articles = [
        event("a", (speaker("NORA QUILL", role="Mayor"), "It rains")),
        event("b", (speaker("Nora Quill", role="Mayor"), "It snows")),
        event("c", (speaker("Nora Quill", role="candidate"), "It hails")),
    ]
    [tally] = counted(packs, articles).tallies
    assert (tally.voice.name, tally.voice.role) == ("Nora Quill", "Mayor")
    assert tally.voice.spellings == ["Nora Quill", "NORA QUILL"]
    assert (tally.claims, tally.articles) == (3, 3)


def test_nobody_is_ranked_without_a_name(packs: dict[str, Pack]) -> None:
    """Claims without a source, and of unnamed ones, are counted under no name."""
    found = counted(
        packs, [event("a", (None, "It rains"), (speaker("a source", "unnamed"), "It snows"))]
    )
    assert [(tally.voice.kind, tally.voice.name) for tally in found.tallies] == [
        ("unnamed", ""),
        ("nobody", ""),
    ]
    assert found.totals.voices == 0
