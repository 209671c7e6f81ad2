"""The summary that a person reads."""

from __future__ import annotations

import io
import re
from typing import Literal

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.runtime.memory import NOON, claim, event, record
from worker.cli.summary import MAX_CLAIMS, MAX_SPEAKERS, SHOWN_SPEAKERS, Summary
from worker.event import Claim, Published, Speaker, Time
from worker.runtime.happenings import RecordSettled

LONG = "لن نغلق الجسر قبل أن تنتهي اللجنة من عملها " * 12


def speaker(name: str, role: str | None = None, number: int = 1) -> Speaker:
    """Make a speaker."""
    return Speaker(
        id=f"s{number}",
        name=name,
        kind="person",
        role=role,
        organisation=None,
        aliases=[],
        entity=None,
        mentions=[],
    )


def said(text: str, by: str | None = "s1", on: str = "") -> Claim:
    """Make a claim."""
    time = Time(text="on Monday", date=on) if on else None
    return msgspec.structs.replace(claim("promise", by), text=text, time=time)


def summary(*events: tuple[list[Speaker], list[Claim]]) -> Summary:
    """Make a summary of articles."""
    gathered = Summary()
    for speakers, claims in events:
        told = msgspec.structs.replace(event("a", claims=claims), speakers=speakers)
        outcome = Published(event=told)
        gathered(RecordSettled(record=record("a"), outcome=outcome, at=NOON))
    return gathered


def show(gathered: Summary, *, width: int = 80, terminal: bool = False) -> str:
    """Return what is printed."""
    stream = io.StringIO()
    colours: Literal["standard"] | None = "standard" if terminal else None
    console = Console(
        file=stream, width=width, force_terminal=terminal, color_system=colours, highlight=False
    )
    gathered.show(console, hints=["Results: qala.db"])
    return stream.getvalue()


def test_speakers_and_their_claims() -> None:
    """A table of speakers, the most quoted first, then the claims of each."""
    told = show(
        summary(
            (
                [speaker("Ada Lind", "mayor"), speaker("ليلى حداد", "وزيرة النقل", 2)],
                [
                    said("It is safe", on="2026-03-09"),
                    said("الجسر آمن", "s2"),
                    said("لن يغلق", "s2"),
                    said("Somebody knew", None),
                ],
            )
        )
    )
    rows = [line.split() for line in told.splitlines()]
    assert ["2", "person", "ليلى", "حداد", "وزيرة", "النقل"] in rows
    assert ["1", "person", "Ada", "Lind", "mayor"] in rows
    assert ["promise", "direct", "2026-03-09", "It", "is", "safe"] in rows
    assert told.index("حداد") < told.index("Ada Lind") < told.index("(no source named)")
    assert told.endswith("1 record: 1 published with 4 claims\nResults: qala.db\n")


def test_one_speaker_of_several_articles_is_one_line() -> None:
    """The first role that is known is shown."""
    told = show(
        summary(
            ([speaker("Ada Lind")], [said("one")]),
            ([speaker("Ada Lind", "mayor")], [said("two")]),
        )
    )
    assert ["2", "person", "Ada", "Lind", "mayor"] in [line.split() for line in told.splitlines()]


@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("terminal", [False, True])
def test_lines_fit(width: int, terminal: bool) -> None:  # noqa: FBT001 - of the table
    """Nothing is wider than the terminal, whatever the words."""
    told = show(
        summary(([speaker("ليلى " * 30, "وزيرة " * 30)], [said(LONG, on="2026-03-09")] * 3)),
        width=width,
        terminal=terminal,
    )
    told = re.sub(r"\x1b\[[0-9;]*m", "", told)
    assert max(cell_len(line) for line in told.splitlines()) <= width
    assert "…" in told
    assert all(line.count("\u2068") == line.count("\u2069") for line in told.splitlines())
    assert ("\u2068" in told) is terminal


def test_a_terminal_gets_isolates_that_are_closed() -> None:
    """Each cell that may be right-to-left is isolated, and the isolate ends in its line."""
    told = show(summary(([speaker("ليلى", "وزيرة")], [said(LONG)])), terminal=True)
    assert "\u2068ليلى\u2069" in told
    assert all(line.count("\u2068") == line.count("\u2069") for line in told.splitlines())


def test_words_can_not_steer_the_terminal() -> None:
    """Escape sequences and markup in an article are shown, not obeyed."""
    told = show(summary(([speaker("Ada\x1b[2J [bold]Lind[/bold]")], [said("x\x1b]0;y\x07")])))
    assert "\x1b" not in told
    assert "[bold]Lind[/bold]" in told


def test_memory_is_bounded() -> None:
    """Speakers, claims of each and letters are kept up to a bound; all are counted."""
    gathered = Summary()
    for number in range(MAX_SPEAKERS + 5):
        told = msgspec.structs.replace(
            event("a", claims=[said("word " * 1_000)] * 2), speakers=[speaker(f"Speaker {number}")]
        )
        gathered(RecordSettled(record=record("a"), outcome=Published(event=told), at=NOON))
    for _ in range(MAX_CLAIMS):
        told = msgspec.structs.replace(
            event("a", claims=[said("x")] * 2), speakers=[speaker("Speaker 0")]
        )
        gathered(RecordSettled(record=record("a"), outcome=Published(event=told), at=NOON))
    assert len(gathered.voices) == MAX_SPEAKERS
    loud = gathered.voices["Speaker 0"]
    assert (loud.count, len(loud.said)) == (2 + 2 * MAX_CLAIMS, MAX_CLAIMS)
    assert len(loud.said[0].text) < 1_000
    text = show(gathered)
    assert f"and {2 * (MAX_SPEAKERS + 5 - SHOWN_SPEAKERS):,} claims of other speakers" in text
    assert f"… and {loud.count - MAX_CLAIMS:,} more" in text


def test_nothing_said() -> None:
    """Without claims there are only totals."""
    assert show(Summary()) == "0 records\nResults: qala.db\n"
