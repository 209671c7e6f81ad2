"""Which mentions are the same speaker, and who speaks where nobody is named.

The sieves, in order; the first that answers has the mention:

1. the same name, or a name whose words are all in the other (Peskov = Dmitry Peskov);
2. a description (the president, *al-wizāra*): the last speaker whose role or name begins so;
3. the name in another script, an acronym, a bare description of whoever spoke last, a first
   full name without a role after a description without a name;
4. a pronoun: the last speaker who agrees with it in gender and number, else who was named last;
5. nobody named: whom the sentence before is about, else the speaker of the statement before.

Where no sieve answers, a description is a speaker of its own, and a pronoun is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich import kinds as k
from worker.enrich import sieves, told
from worker.enrich.entity import Entity, Recent
from worker.enrich.fullname import Fullest, bearer, fullest, fullest_organisation, person_before
from worker.enrich.named import Named
from worker.enrich.prose import Prose, Range
from worker.enrich.statement import Statement
from worker.enrich.told import Told
from worker.event import Field, Mention, Speaker


@mypyc_attr(acyclic=True)
class Placed:
    """A statement and the field that it stands in."""

    __slots__ = ("field", "prose", "statement")

    def __init__(self, field: Field, prose: Prose, statement: Statement) -> None:
        self.field: Final[Field] = field
        self.prose: Final = prose
        self.statement: Final = statement


@mypyc_attr(acyclic=True)
class Cast:
    """The speakers of one article, in the order of their first speech."""

    def __init__(self, proses: Sequence[Prose]) -> None:
        self._proses = proses
        self._entities: list[Entity] = []
        self._recent = Recent()
        self.sieve = ""
        """How the speaker of the statement before was found, in words."""

    def speaker(self, placed: Placed, *, nested: bool) -> str | None:
        """Return the id of the statement's speaker; None where nobody is known.

        Whoever speaks in a ``nested`` statement does not become the one who goes on.
        """
        entity = self._resolve(placed)
        if entity is None:
            return None
        self._recent.spoke(entity, nested=nested)
        if not entity.id:
            self._entities.append(entity)
            entity.id = f"s{len(self._entities)}"
        return entity.id

    def speakers(self) -> list[Speaker]:
        """Return the speakers of the event."""
        return [entity.speaker() for entity in self._entities]

    def _resolve(self, placed: Placed) -> Entity | None:
        statement, prose = placed.statement, placed.prose
        agreement = statement.site.form.agreement if statement.site else ""
        if statement.mention is None:
            if statement.antecedent is not None:
                phrase = told.read(prose, statement.antecedent)
                found = self._by_phrase(prose, statement.antecedent, phrase, agreement)
                self.sieve = "nobody is named: it is whom the sentence before is about"
                return found
            if not statement.carried:
                self.sieve = "nobody is named, and nobody is carried over"
                return None
            self.sieve = "nobody is named: who spoke last goes on, in gender and number"
            return sieves.carried_over(self._recent.newest_first, agreement)
        last = self._recent.last()
        if statement.carried and last is not None:
            self.sieve = "the speaker of the statement before goes on"
            return last
        source = statement.site is not None and statement.site.form.part == "source"
        entity = self._named(prose, statement.mention, agreement, verb=not source)
        if entity is not None:
            start, end = prose.offsets(statement.mention)
            entity.mentions.append(Mention(field=placed.field, start=start, end=end))
        return entity

    def _named(self, prose: Prose, mention: Range, agreement: str, *, verb: bool) -> Entity | None:
        """Return the speaker that a mention names; a ``verb`` may have a statement for subject."""
        if prose.kinds[mention.start] & k.PRONOUN and mention.stop - mention.start == 1:
            found = self._by_pronoun(prose, mention.start)
            self.sieve = "a pronoun: who agrees with it and spoke or was named last"
            return found
        phrase = told.read(prose, mention)
        last = self._recent.last()
        if last is not None and verb and phrase.issued:
            self.sieve = "what was issued stands for who spoke last"
            return last
        return self._by_phrase(prose, mention, phrase, agreement)

    def _by_pronoun(self, prose: Prose, i: int) -> Entity | None:
        kind = prose.kinds[i]
        if kind & k.FIRST_PRONOUN:
            return None
        gender = "f" if kind & k.FEMININE_PRONOUN else "m"
        found = sieves.of_pronoun(self._recent.newest_first, kind, gender)
        if found is None and not kind & (k.PLURAL_PRONOUN | k.NEUTER_PRONOUN):
            name = person_before(prose, i)
            if name is not None:
                found = self._by_phrase(prose, name, told.read(prose, name), "")
        if found is not None and found.kind == "person":
            found.gender = gender
        return found

    def _by_phrase(self, prose: Prose, mention: Range, phrase: Told, agreement: str) -> Entity:
        recent = self._recent.newest_first
        self.sieve = "the name of an earlier speaker, or a part of it"
        entity = sieves.same_name(recent, phrase)
        if entity is None:
            self.sieve = "a description of an earlier speaker, by its first noun"
            entity = sieves.same_head(recent, phrase)
        if entity is None:
            self.sieve = "an earlier speaker's name in another script, or its acronym"
            entity = sieves.otherwise_spelt(recent, phrase, prose)
        if entity is None:
            self.sieve = "a new speaker"
            entity = Entity(phrase)
            named = phrase.named.shifted(mention.start)
            entity.complete(self._elsewhere(prose, named))
            known = entity.name != phrase.name
            found = sieves.same(recent, entity) if known else sieves.again(recent, prose, named)
            if found is None and recent and not recent[0].named:
                found = sieves.named_now(recent[0], entity, prose, named)
            if found is not None:
                self.sieve = "an earlier speaker, whose full name it has or who it describes"
                entity = found
        entity.learn(phrase, agreement)
        return entity

    def _elsewhere(self, prose: Prose, named: Named) -> Fullest:
        """Look through the article for the fullest form of a name, and a role."""
        if named.kind == "organisation":
            return fullest_organisation(prose, self._proses, named.whole)
        if named.kind != "person":
            return Fullest()
        if named.name is None:
            return bearer(prose, self._proses, named.whole)
        return fullest(prose, self._proses, named.name, titled=named.role is not None)
