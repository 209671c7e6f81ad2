"""What ``qala run`` tells a person at the end: who spoke, what they said, how records fared.

An observer gathers it during the run, within fixed bounds: so many speakers, so many claims
of each, so many letters of a claim. Speakers of the same name in several articles are one
line. Columns hold where text is right-to-left: at a terminal each cell that may be so is
isolated, and the longest stands last.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.cli.tally import Tally
from worker.cli.words import cut, isolate
from worker.event import Claim, Event, Published, Speaker
from worker.ports import Happening
from worker.runtime.happenings import RecordSettled

MAX_SPEAKERS = 1_000
MAX_CLAIMS = 12
SHOWN_SPEAKERS = 40
_MAX_LETTERS = 400
_PIPE_WIDTH = 110
_COUNT_WIDTH, _KIND_WIDTH, _NAME_WIDTH, _ROLE_WIDTH = 6, 12, 34, 60
_BORDERS_WIDTH = 14
_UNKNOWN = "(no source named)"


class Said(Struct, frozen=True, kw_only=True):
    """A claim, as far as it is shown."""

    stance: str
    kind: str
    date: str
    """When it was said, ISO 8601; empty where that is not known."""
    text: str


class Voice(Struct, kw_only=True):
    """A speaker, over all articles; grows as articles come."""

    name: str
    role: str
    kind: str
    count: int = 0
    said: list[Said] = []


class Summary:
    """Gathers speakers and claims; ``show`` prints them."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.voices: dict[str, Voice] = {}
        self.more_claims = 0
        """Claims of speakers beyond the bound."""

    def __call__(self, happening: Happening, /) -> None:
        """Gather what is settled."""
        self.tally(happening)
        if isinstance(happening, RecordSettled) and isinstance(happening.outcome, Published):
            self._gather(happening.outcome.event)

    def _gather(self, event: Event) -> None:
        speakers = {speaker.id: speaker for speaker in event.speakers}
        for claim in event.claims:
            voice = self._voice(speakers.get(claim.speaker or ""))
            if voice is None:
                self.more_claims += 1
                continue
            voice.count += 1
            if len(voice.said) < MAX_CLAIMS:
                voice.said.append(_said(claim))

    def _voice(self, speaker: Speaker | None) -> Voice | None:
        name = speaker.name[:_MAX_LETTERS] if speaker else _UNKNOWN
        voice = self.voices.get(name)
        if voice is None and len(self.voices) < MAX_SPEAKERS:
            voice = Voice(name=name, role="", kind=speaker.kind if speaker else "")
            self.voices[name] = voice
        if voice and speaker and speaker.role:
            voice.role = voice.role or speaker.role[:_MAX_LETTERS]
        return voice

    def show(self, console: Console, *, hints: Sequence[str] = ()) -> None:
        """Print the tables, the totals and ``hints``: where results are and what to try."""
        loudest = sorted(
            self.voices.values(), key=lambda voice: (voice.name == _UNKNOWN, -voice.count)
        )
        shown = loudest[:SHOWN_SPEAKERS]
        if shown:
            console.print(_speakers(shown, console))
            for voice in shown:
                console.print(*_claims(voice, console), sep="\n")
        unshown = sum(voice.count for voice in loudest[SHOWN_SPEAKERS:]) + self.more_claims
        if unshown:
            console.print(Text(f"and {unshown:,} claims of other speakers\n", style="dim"))
        console.print(Text(str(self.tally), style="bold"))
        for hint in hints:
            console.print(Text(hint), soft_wrap=True)


def console_for_people() -> Console:
    """Return a console on standard output; where that is a pipe, plain and wide enough."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    # Not left to rich: it takes FORCE_COLOR for a wish to colour pipes too.
    return Console(highlight=False, force_terminal=False, color_system=None, width=_PIPE_WIDTH)


def _rank(voice: Voice) -> tuple[bool, int]:
    """Put the loudest first, and claims without a speaker last."""
    return voice.name == _UNKNOWN, -voice.count


def _said(claim: Claim) -> Said:
    date = (claim.time and claim.time.date) or ""
    return Said(stance=claim.stance, kind=claim.kind, date=date, text=claim.text[:_MAX_LETTERS])


def _speakers(voices: Sequence[Voice], console: Console) -> Table:
    table = Table(box=SIMPLE_HEAD, title="Who spoke", title_style="bold", title_justify="left")
    table.add_column("claims", justify="right", min_width=_COUNT_WIDTH)
    table.add_column("kind", min_width=_KIND_WIDTH)
    room = console.width - _COUNT_WIDTH - _KIND_WIDTH - _BORDERS_WIDTH
    name_width = min(max(room // 2, 8), _NAME_WIDTH)
    role_width = min(max(room - name_width, 8), _ROLE_WIDTH)
    # Cut here and not by the table, which would cut an isolate open.
    table.add_column("speaker", no_wrap=True)
    table.add_column("role", no_wrap=True)
    for voice in voices:
        name = _cell(voice.name, name_width, console, style="bold")
        role = _cell(voice.role, role_width, console)
        table.add_row(f"{voice.count:,}", voice.kind, name, role)
    return table


def _claims(voice: Voice, console: Console) -> Iterator[Text]:
    yield _cell(voice.name, console.width, console, style="bold cyan")
    for said in voice.said:
        head = Text(f"  {said.stance:9} {said.kind:9} {said.date:10} ", style="dim")
        yield head + _cell(said.text, max(console.width - head.cell_len, 20), console)
    if voice.count > len(voice.said):
        yield Text(f"  … and {voice.count - len(voice.said):,} more", style="dim")
    yield Text("")


def _cell(text: str, width: int, console: Console, *, style: str = "") -> Text:
    fitted = cut(text, width)
    return Text(isolate(fitted) if console.is_terminal and fitted else fitted, style=style)
