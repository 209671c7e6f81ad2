"""A speaker while the article is being read, and the order in which speakers spoke."""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich.fullname import Fullest
from worker.enrich.told import Told
from worker.event import Mention, Speaker, SpeakerKind

MOST_RECENT: Final = 20
"""Speakers back that a name, a description or a pronoun is compared with."""


@mypyc_attr(acyclic=True)
class Entity:
    """One speaker, and what the article has told of them so far."""

    __slots__ = (
        "aliases",
        "gender",
        "head",
        "headed",
        "id",
        "kind",
        "mentions",
        "name",
        "named",
        "organisation",
        "ranks",
        "role",
        "role_tokens",
        "tokens",
    )

    def __init__(self, phrase: Told) -> None:
        self.id = ""
        """Given when it speaks first."""
        self.name = phrase.name
        self.kind: SpeakerKind = phrase.named.kind
        self.tokens = phrase.tokens
        self.headed = phrase.headed
        """Whether its name begins with a noun such as ``ministry``."""
        self.head = phrase.head
        """The first word of role or name, without the article: what a description shares."""
        self.named = phrase.named.name is not None
        """Whether ``name`` is a name, and no description."""
        self.role: str | None = None
        self.role_tokens: frozenset[str] = frozenset()
        self.ranks = phrase.ranks
        """Other titles than that of the role."""
        self.organisation: str | None = None
        self.gender = ""
        self.aliases: dict[str, None] = {}
        """Other names, in the order in which they were met."""
        self.mentions: list[Mention] = []

    def learn(self, phrase: Told, agreement: str) -> None:
        """Keep what a mention tells; ``agreement`` is that of its verb."""
        new = not self.named and self._is_named_by(phrase)
        if new or (phrase.named.name is not None and len(phrase.tokens) > len(self.tokens)):
            self.aliases[self.name] = None
            self.name, self.tokens = phrase.name, phrase.tokens
            self.named = self.named or new
        else:
            self.aliases[phrase.name] = None
        if phrase.role is not None and self.role is None:
            self.role, self.role_tokens, self.head = phrase.role, phrase.role_tokens, phrase.head
        if phrase.ranks:
            self.ranks |= phrase.ranks
        if phrase.organisation is not None and self.organisation is None:
            self.organisation = phrase.organisation
        if phrase.bracketed is not None:
            self.aliases[phrase.bracketed] = None
        self.gender = self.gender or phrase.named.gender
        if not self.gender and agreement in ("m", "f"):
            self.gender = agreement

    def _is_named_by(self, phrase: Told) -> bool:
        """Whether a mention gives a person a first name."""
        named = phrase.named
        return named.name is not None and named.kind == self.kind == "person"

    def complete(self, found: Fullest) -> None:
        """Take over the fullest name that the article has, and a role that stands by it."""
        if found.name is not None:
            self.aliases[self.name] = None
            self.name, self.tokens, self.named = found.name, self.tokens | found.tokens, True
        if self.role is None and found.role is not None:
            self.role, self.role_tokens, self.head = found.role, found.role_tokens, found.head

    def fits(self, tokens: frozenset[str]) -> bool:
        """Whether a description with the same head may be of this speaker.

        More words than one must be in the other, or the other have none but its head: the
        German minister is the minister, and not the minister of health.
        """
        other = self.role_tokens or self.tokens
        return len(tokens) == 1 or len(other) == 1 or len(tokens & other) > 1

    def agrees(self, gender: str) -> bool:
        """Whether the speaker may be of this gender."""
        return not gender or self.gender in ("", gender)

    def speaker(self) -> Speaker:
        """Return the speaker of the event."""
        return Speaker(
            id=self.id,
            name=self.name,
            kind=self.kind,
            role=self.role,
            organisation=self.organisation,
            aliases=[alias for alias in self.aliases if alias != self.name],
            entity=None,
            mentions=self.mentions,
        )


@mypyc_attr(acyclic=True)
class Recent:
    """Those who spoke lately, in the order in which they spoke last: the newest first."""

    def __init__(self) -> None:
        self.newest_first: list[Entity] = []

    def spoke(self, entity: Entity, *, nested: bool) -> None:
        """Note that someone spoke; in a ``nested`` statement they don't become the last."""
        order = self.newest_first
        known = entity in order
        if nested:
            if not known and len(order) < MOST_RECENT:
                order.append(entity)
            return
        if known:
            order.remove(entity)
        elif len(order) == MOST_RECENT:
            order.pop()
        order.insert(0, entity)

    def last(self) -> Entity | None:
        """Return who spoke last."""
        return self.newest_first[0] if self.newest_first else None
