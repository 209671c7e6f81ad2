"""The values that go out: speakers, claims, the event, and the four fates of a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct, field

from worker.article import Article, Confidence, Moment, Outlet, Record

SCHEMA: Final = "qala.article/1"
CLAIM_SCHEMA: Final = "qala.claim/1"

Field = Literal["title", "text"]
Kind = Literal["direct", "indirect", "mixed"]
Stance = Literal[
    "assert", "deny", "accuse", "demand", "warn", "promise", "describe", "announce", "ask"
]
SpeakerKind = Literal["person", "organisation", "group", "unnamed"]


class Span(Struct, frozen=True, gc=False):
    """Code points ``start`` to ``end`` (exclusive) of the claim's field."""

    start: int
    end: int


class Passage(Struct, frozen=True, kw_only=True, gc=False):
    """Words of the article and where they stand, in the claim's field."""

    text: str
    start: int
    end: int


class Cue(Passage, frozen=True, kw_only=True, gc=False):
    """The words that introduce the claim."""

    lemma: str
    """The pack's lemma: *qala* for *wa-qalat*, ``say`` for ``said``."""


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """A place where a speaker is named as a source."""

    field: Field
    start: int
    end: int


class Time(Struct, frozen=True, kw_only=True, gc=False):
    """When it was said, as the statement tells."""

    text: str
    date: str | None
    """ISO 8601 date, resolved against the article's date; null where that is unknown."""


class Speaker(Struct, frozen=True, kw_only=True, gc=False):
    """Who said something in this article, under the fullest name that it gives."""

    id: str
    """``s1``, ``s2``, … in the order of first speech; unique within the event."""
    name: str
    kind: SpeakerKind
    role: str | None
    organisation: str | None
    aliases: list[str]
    """Other names that the article uses for the same speaker."""
    entity: str | None
    """The id in the user's watch list; never guessed."""
    mentions: list[Mention]


class Claim(Struct, frozen=True, kw_only=True, gc=False):
    """What was said, tied to its speaker."""

    id: str
    """``c1``, ``c2``, … in the order of the text; unique within the event."""
    speaker: str | None
    """A speaker's id; null only where the text names no source."""
    field: Field
    kind: Kind
    stance: Stance
    text: str
    """The words of all spans, joined by `` … ``."""
    spans: list[Span]
    quotes: list[Span]
    """The parts that stand in quotation marks in the article, without the marks."""
    cue: Cue | None
    """Null where no word introduces it, as in a paragraph that is one quotation."""
    mention: Passage | None
    """The source as named here; null where the subject is implicit."""
    time: Time | None
    within: str | None
    """The id of the claim that this one is part of."""
    evidence: str
    """The name of the rule that found it."""
    confidence: Confidence
    checkworthy: Confidence | None


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """What is published for one article."""

    schema: Literal["qala.article/1"] = SCHEMA
    id: str
    """Article id and revision: the same record gives the same id for ever."""
    article: Article
    speakers: list[Speaker]
    claims: list[Claim]
    packs: dict[str, str]
    """Version of each language pack that was used."""


class ArticleHead(Struct, frozen=True, kw_only=True, gc=False):
    """An article without its text: where a claim was made."""

    id: str
    revision: str
    url: str | None
    canonical_url: str | None
    title: str
    language: str
    published_at: Moment | None
    source: Outlet


class ClaimMessage(Struct, frozen=True, kw_only=True, gc=False):
    """One claim by itself, for those who follow speakers and not articles."""

    schema: Literal["qala.claim/1"] = CLAIM_SCHEMA
    id: str
    """Event id and claim id: the same record gives the same ids for ever."""
    event: str
    """The id of the event that holds the claim."""
    article: ArticleHead
    speaker: Speaker | None
    """Null only where the text names no source."""
    claim: Claim


def claim_messages(event: Event) -> Iterator[ClaimMessage]:
    """Give each claim of ``event`` as a message of its own, in the order of the text."""
    head = ArticleHead(
        **{name: getattr(event.article, name) for name in ArticleHead.__struct_fields__}
    )
    speakers = {speaker.id: speaker for speaker in event.speakers}
    for claim in event.claims:
        yield ClaimMessage(
            id=f"{event.id}-{claim.id}",
            event=event.id,
            article=head,
            speaker=None if claim.speaker is None else speakers[claim.speaker],
            claim=claim,
        )


class Unresolved(Struct, frozen=True, kw_only=True, gc=False):
    """A speaker who has a name of the watch list and stays without an entity."""

    speaker: str
    """The speaker's id in the event."""
    candidates: list[str]
    """The entities that have this name, sorted."""
    why: Literal["ambiguous", "unconfirmed"]
    """Several have the name; or one, of whom the article gives no role of that day."""


class Published(Struct, frozen=True, kw_only=True, gc=False):
    """The record became an event."""

    event: Event
    unknown_fields: int = 0
    """Fields of the record that qala does not know; they are left out."""
    unresolved: list[Unresolved] = []
    """Speakers whom the watch list does not decide on."""


class Duplicate(Struct, frozen=True, kw_only=True, gc=False):
    """The record's event was published before; another feed may have carried it now."""

    event_id: str
    article_id: str
    feed: str | None = None
    """The feed that carried it this time."""


class Relayed(Struct, frozen=True, kw_only=True, gc=False):
    """The record goes on as it is, for another worker to look into."""

    record: Record


class Skipped(Struct, frozen=True, kw_only=True, gc=False):
    """The record is well-formed, and not for us: no pack for its language."""

    reason: str
    message: str


class Rejected(Struct, frozen=True, kw_only=True, gc=False):
    """The record can't be processed; it goes to the dead letters, whole."""

    record: Record
    reason: str
    """A bounded label: see ``intake.REASONS``."""
    message: str
    traceback: str | None = field(default=None)
    """Where qala itself failed (reason ``bug``)."""


Outcome = Published | Relayed | Duplicate | Skipped | Rejected
