"""Which mentions are the same speaker, and who speaks where nobody is named.

Sieves, in order; the first that answers has the mention:

1. the same name, or a name whose words are all in the other (Peskov = Dmitry Peskov);
2. a description (the president, al-wizāra): the last speaker whose role or name begins so;
3. a pronoun: the last speaker who agrees with it in gender and number;
4. nobody named: the speaker of the statement before, if the verb agrees with them.

Where no sieve answers, a description is a speaker of its own, and a pronoun is nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from worker.enrich import kinds as k
from worker.enrich import told
from worker.enrich.aliases import is_acronym, same_in_other_script
from worker.enrich.fullname import bearer, fullest, fullest_organisation, person_before
from worker.enrich.names import Named
from worker.enrich.prose import Prose
from worker.enrich.statement import Statement
from worker.enrich.told import Told
from worker.event import Field, Mention, Speaker, SpeakerKind


class Placed(Struct, frozen=True):
    """A statement and the field that it stands in."""

    field: Field
    prose: Prose
    statement: Statement


class _Entity:
    """A speaker while the article is being read."""

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
        self.organisation: str | None = None
        self.gender = ""
        self.aliases: list[str] = []
        self.mentions: list[Mention] = []


class Cast:
    """The speakers of one article, in the order of their first speech."""

    def __init__(self, proses: Sequence[Prose]) -> None:
        self._proses = proses
        self._entities: list[_Entity] = []
        self._recent: list[_Entity] = []

    def speaker(self, placed: Placed, *, nested: bool) -> str | None:
        """Return the id of the statement's speaker; None where nobody is known.

        Whoever speaks in a ``nested`` statement does not become the one who goes on.
        """
        entity = self._resolve(placed)
        if entity is None:
            return None
        recent = self._recent
        known = entity in recent
        if nested and not known:
            recent.insert(0, entity)
        elif not nested and not (known and recent[-1] is entity):
            if known:
                recent.remove(entity)
            recent.append(entity)
        if not entity.id:
            self._entities.append(entity)
            entity.id = f"s{len(self._entities)}"
        return entity.id

    def speakers(self) -> list[Speaker]:
        """Return the speakers of the event."""
        return [
            Speaker(
                id=e.id,
                name=e.name,
                kind=e.kind,
                role=e.role,
                organisation=e.organisation,
                aliases=[a for a in dict.fromkeys(e.aliases) if a != e.name],
                entity=None,
                mentions=e.mentions,
            )
            for e in self._entities
        ]

    def _resolve(self, placed: Placed) -> _Entity | None:
        statement, prose = placed.statement, placed.prose
        agreement = statement.site.form.agreement if statement.site else ""
        if statement.mention is None:
            if statement.antecedent is not None:
                phrase = told.read(prose, statement.antecedent)
                return self._by_name(prose, statement.antecedent.start, phrase, agreement)
            return self._last(agreement) if statement.carried else None
        if statement.carried and self._recent:
            return self._recent[-1]
        mention = statement.mention
        kind = prose.kinds[mention.start]
        if kind & k.PRONOUN and mention.stop - mention.start == 1:
            entity = self._by_pronoun(prose, mention.start)
        else:
            verb = statement.site is not None and statement.site.form.part != "source"
            phrase = told.read(prose, mention)
            if self._recent and verb and phrase.issued:
                entity = self._recent[-1]
            else:
                entity = self._by_name(prose, mention.start, phrase, agreement)
        if entity is not None:
            start, end = prose.offsets(mention)
            entity.mentions.append(Mention(field=placed.field, start=start, end=end))
        return entity

    def _last(self, agreement: str) -> _Entity | None:
        """Sieve 4."""
        if agreement == "p":
            kinds = ("group", "organisation", "unnamed")
            of_kind = [[e for e in reversed(self._recent) if e.kind == kind] for kind in kinds]
            return next((found[0] for found in of_kind if found), None)
        for entity in reversed(self._recent):
            if agreement in ("m", "f") and entity.gender and entity.gender != agreement:
                continue
            return entity
        return self._recent[-1] if self._recent else None

    def _by_pronoun(self, prose: Prose, i: int) -> _Entity | None:
        """Sieve 3: the last speaker who agrees, else the person named last before the pronoun."""
        kind = prose.kinds[i]
        if kind & k.FIRST_PRONOUN:
            return None
        if kind & k.PLURAL_PRONOUN:
            return next((e for e in reversed(self._recent) if e.kind != "person"), None)
        gender = "f" if kind & k.FEMININE_PRONOUN else "m"
        found = self._person_of(gender)
        if found is None and (name := person_before(prose, i)) is not None:
            found = self._by_name(prose, name.start, told.read(prose, name), "")
        if found is not None:
            found.gender = gender
        return found

    def _person_of(self, gender: str) -> _Entity | None:
        """Return the last person who spoke and may have this gender."""
        for entity in reversed(self._recent):
            if entity.kind == "person" and entity.gender in ("", gender):
                return entity
        return None

    def _by_name(self, prose: Prose, start: int, phrase: Told, agreement: str) -> _Entity:
        entity = self._known(phrase)
        if entity is None and phrase.named.name is not None:
            entity = self._otherwise_spelt(phrase, prose)
        if entity is None:
            entity = _Entity(phrase)
            named = told.shifted(phrase.named, start)
            if named.kind in ("person", "organisation"):
                self._complete(entity, prose, named)
            if entity.name == phrase.name and (again := self._again(prose, named)):
                return again
        _learn(entity, phrase)
        if not entity.gender and agreement in ("m", "f"):
            entity.gender = agreement
        return entity

    def _complete(self, entity: _Entity, prose: Prose, named: Named) -> None:
        """Look through the article for the fullest form of a name, and a role."""
        if named.kind == "organisation":
            found = fullest_organisation(prose, self._proses, named.whole)
        elif named.name is None:
            found = bearer(prose, self._proses, named.whole)
        else:
            found = fullest(prose, self._proses, named.name)
        if found.name is not None:
            entity.aliases.append(entity.name)
            entity.name, entity.tokens = found.name, entity.tokens | found.tokens
            entity.named = True
        if named.role is None and found.role is not None:
            entity.role, entity.head = found.role, found.head
            entity.role_tokens = frozenset(map(prose.lexicon.fold, found.role.split()))

    def _known(self, phrase: Told) -> _Entity | None:
        """Sieves 1 and 2."""
        named, tokens, head = phrase.named, phrase.tokens, phrase.head
        described = named.name is None or named.kind != "person"
        for entity in reversed(self._recent):
            if tokens == entity.tokens and entity.kind != "group":
                return entity
            if tokens and (tokens <= entity.tokens or entity.tokens <= tokens):
                shorter = len(tokens) == 1 and tokens <= entity.tokens
                if entity.kind == "person" and entity.named and (shorter or not described):
                    return entity
                if named.kind == entity.kind != "person":
                    return entity
        if described:
            for entity in reversed(self._recent):
                if head == entity.head and _fits(tokens, entity):
                    return entity
        return None

    def _otherwise_spelt(self, phrase: Told, prose: Prose) -> _Entity | None:
        """Sieve 1, last: the name in another script, its acronym, or what the acronym is of."""
        name, kind = phrase.name, phrase.named.kind
        classes = prose.lexicon.pack.script.skeleton
        for entity in reversed(self._recent):
            if entity.kind == kind == "person":
                if same_in_other_script(name, entity.name, classes):
                    return entity
            elif entity.kind != "person" and (
                is_acronym(name, entity.name)
                or is_acronym(entity.name, name)
                or name in entity.aliases
            ):
                return entity
        return None

    def _again(self, prose: Prose, named: Named) -> _Entity | None:
        """Sieve 2, last: a bare description (the official) is the last person who spoke."""
        words = named.whole
        if named.name is not None and named.kind == "person":
            return None
        kind = prose.kinds[words.start]
        if kind & (k.PLACE | k.OUTLET | k.NAME | k.CAPITAL) or not kind & _AGAIN:
            return None
        if any(prose.kinds[i] & k.SAME for i in range(words.start, words.stop)):
            return self._last_of(lambda entity: entity.kind == "person", named)
        rest = prose.kinds[words.start + 1 : words.stop]
        if not named.definite or any(not kind & k.ATTRIBUTE for kind in rest):
            return None
        if kind & k.UNNAMED:
            return self._last_of(lambda entity: entity.kind in ("person", "unnamed"), named)
        if rest:
            return None
        if kind & k.ORGANISATION:
            return self._last_of(lambda e: e.kind == "organisation" and not e.headed, named)
        return self._last_of(lambda e: e.kind == "person" and e.named and not e.role, named)

    def _last_of(self, fits: Callable[[_Entity], bool], named: Named) -> _Entity | None:
        """Return the last speaker who fits and agrees in gender."""
        for entity in reversed(self._recent):
            if fits(entity) and named.gender in ("", entity.gender or named.gender):
                return entity
        return None


def _learn(entity: _Entity, phrase: Told) -> None:
    """Keep what a new mention tells of a known speaker."""
    if phrase.named.name is not None and len(phrase.tokens) > len(entity.tokens):
        entity.aliases.append(entity.name)
        entity.name, entity.tokens = phrase.name, phrase.tokens
    else:
        entity.aliases.append(phrase.name)
    if phrase.role is not None and entity.role is None:
        entity.role = phrase.role
        entity.role_tokens = phrase.role_tokens
        entity.head = phrase.head
    if phrase.organisation is not None and entity.organisation is None:
        entity.organisation = phrase.organisation
    entity.gender = entity.gender or phrase.named.gender
    if phrase.bracketed is not None:
        entity.aliases.append(phrase.bracketed)


_AGAIN = k.TITLE | k.ORGANISATION | k.UNNAMED
"""Heads of descriptions that may stand for whoever spoke last."""


def _fits(tokens: frozenset[str], entity: _Entity) -> bool:
    """Whether a description with the head of a speaker's role or name may be that speaker.

    More words than one must be in the other, or the other have none but its head: the German
    minister is the minister, and not the minister of health.
    """
    other = entity.role_tokens or entity.tokens
    return len(tokens) == 1 or len(other) == 1 or len(tokens & other) > 1
