"""Marked articles: our own, one TOML file each, and sets in JSONL, as one value.

README.md gives both formats and the conventions of marking. A string that can't be found, or
is found more than once without an ``nth``, is a ``MarkingError`` that names file and place.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Struct

from worker.event import Field, Kind, SpeakerKind, Stance

OWN = Path(__file__).parent / "gold"
GAP = " [...] "
"""In a claim, stands for all the words between its first ones and its last ones."""

Spans = list[tuple[int, int]]


class MarkingError(ValueError):
    """A marked article contradicts itself; the message names the file and the place."""


class Statement(Struct, frozen=True, kw_only=True):
    """What must be found; the conventions are those of README.md."""

    field: Field = "text"
    spans: Spans
    """Code points of the field."""
    claim: list[str]
    """The words of each span."""
    cue: str = ""
    mention: str = ""
    """The source as it is named at this place; empty where it is implicit or there is none."""
    speaker: str = ""
    """The speaker's fullest name in the article."""
    keys: list[str] = []
    """A speaker is right whose name holds one; without any, right is a claim without speaker."""
    source_spans: Spans | None = None
    """In place of ``keys``: where the source stands; right is a mention that touches it."""
    role: str = ""
    speaker_kind: SpeakerKind | None = None
    kind: Kind = "indirect"
    stance: Stance | None = None
    date: str = ""
    """The day on which it was said, where the statement tells."""
    optional: bool = False
    """Reasonable people differ: neither required nor wrong."""
    nested: bool = False
    """It lies inside another statement."""


class Marked(Struct, frozen=True, kw_only=True):
    """An article with its statements."""

    id: str
    language: str
    title: str = ""
    text: str
    published_at: str | None = None
    statements: list[Statement]

    def record(self) -> bytes:
        """Return the article as qala's record, as JSON, without its statements."""
        fields = ("id", "language", "title", "text", "published_at")
        return msgspec.json.encode({name: getattr(self, name) for name in fields})


class _Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a TOML file."""


class _Speaker(_Strict, frozen=True, kw_only=True):
    name: str
    keys: list[str]
    role: str = ""
    kind: SpeakerKind = "person"


class _Statement(_Strict, frozen=True, kw_only=True):
    claim: str | list[str]
    by: str = ""
    cue: str = ""
    mention: str = ""
    kind: Kind = "indirect"
    stance: Stance = "assert"
    date: dt.date | None = None
    field: Literal["title", "text"] = "text"
    nth: Annotated[int, msgspec.Meta(ge=0)] = 0
    optional: bool = False
    nested: bool = False


class _Article(_Strict, frozen=True, kw_only=True):
    shows: list[str]
    title: str = ""
    published_at: dt.datetime
    text: str
    speakers: dict[str, _Speaker] = {}
    statement: list[_Statement]


def own(language: str) -> list[Marked]:
    """Return our own articles of a language, by name of file."""
    return [read_toml(path) for path in sorted((OWN / language).glob("*.toml"))]


def languages() -> list[str]:
    """Return the languages that have articles of our own."""
    return sorted(path.name for path in OWN.iterdir() if path.is_dir())


def read_jsonl(path: Path) -> list[Marked]:
    """Read a set, one article a line. Raises ``MarkingError``."""
    lines = path.read_bytes().splitlines()
    return [_line(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _line(line: bytes, place: str) -> Marked:
    try:
        return msgspec.json.decode(line, type=Marked)
    except msgspec.MsgspecError as fault:
        message = f"{place}: {fault}"
        raise MarkingError(message) from fault


def read_toml(path: Path) -> Marked:
    """Read an article of our own. Raises ``MarkingError``."""
    try:
        article = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Article)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        message = f"{path.name}: {fault}"
        raise MarkingError(message) from fault
    article = msgspec.structs.replace(article, text=article.text.strip())
    try:
        statements = [_found(article, statement) for statement in article.statement]
        _check_speakers(article)
    except MarkingError as fault:
        message = f"{path.parent.name}/{path.name}: {fault}"
        raise MarkingError(message) from None
    return Marked(
        id=f"{path.parent.name}/{path.stem}",
        language=path.parent.name,
        title=article.title,
        text=article.text,
        published_at=article.published_at.isoformat(),
        statements=statements,
    )


def _found(article: _Article, marked: _Statement) -> Statement:
    words = article.title if marked.field == "title" else article.text
    parts = [marked.claim] if isinstance(marked.claim, str) else marked.claim
    for part in (marked.cue, marked.mention):
        if part not in words:
            message = f"{part!r} of the statement {parts[0]!r} is not in the {marked.field}"
            raise MarkingError(message)
    speaker = article.speakers.get(marked.by)
    if marked.by and speaker is None:
        message = f"{marked.by!r} of the statement {parts[0]!r} is not among the speakers"
        raise MarkingError(message)
    spans = list(_places(words, parts, marked.nth))
    return Statement(
        field=marked.field,
        spans=spans,
        claim=[words[start:end] for start, end in spans],
        cue=marked.cue,
        mention=marked.mention,
        speaker=speaker.name if speaker else "",
        keys=speaker.keys if speaker else [],
        role=speaker.role if speaker else "",
        speaker_kind=speaker.kind if speaker else None,
        kind=marked.kind,
        stance=marked.stance,
        date=marked.date.isoformat() if marked.date else "",
        optional=marked.optional,
        nested=marked.nested,
    )


def _places(words: str, parts: Iterable[str], nth: int) -> Iterator[tuple[int, int]]:
    """Yield where the parts stand: the first is the ``nth`` of its kind, the rest follow it."""
    at = 0
    for number, part in enumerate(parts):
        begin, gap, end = part.partition(GAP)
        if not begin or (gap and not end):
            message = f"{part!r} is not a claim: words are missing"
            raise MarkingError(message)
        start = _nth(words, begin, nth) if number == 0 else words.find(begin, at)
        at = start + len(begin)
        if gap and start >= 0:
            last = words.find(end, at)
            at, start = last + len(end), start if last >= 0 else last
        if start < 0:
            message = f"{part!r} is not in the text"
            raise MarkingError(message)
        yield start, at


def _nth(words: str, part: str, nth: int) -> int:
    """Return where a part stands for the ``nth`` time (0: the only time), or -1."""
    times = words.count(part)
    if nth == 0 and times > 1:
        message = f"{part!r} stands {times} times in the text: say which by nth"
        raise MarkingError(message)
    at = -1
    for _ in range(max(nth, 1)):
        at = words.find(part, at + 1)
        if at < 0:
            break
    return at


def _check_speakers(article: _Article) -> None:
    used = {statement.by for statement in article.statement}
    for by, speaker in article.speakers.items():
        if by not in used:
            message = f"the speaker {by!r} has no statement"
            raise MarkingError(message)
        if not any(key in speaker.name for key in speaker.keys):
            message = f"no key of the speaker {by!r} is part of its name {speaker.name!r}"
            raise MarkingError(message)
