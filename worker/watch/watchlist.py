"""Which speakers of an article are whom the user watches. Never guessed.

1. A full name (of the speaker, or another that the article uses) is its entity.
2. A name of one word, a name that the list calls common, and a title that stands alone are an
   entity only where the article gives a role that the entity held on the article's date.
3. Where several entities bear the name, the role decides; between full names also the
   organisation. Where neither does, it is nobody, and that is told.

Contract: pure. A look into a table for each name of a speaker, however long the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from worker.event import Speaker, Unresolved
from worker.packs import Pack
from worker.watch.spelling import Spelling
from worker.watch.watched import Role, Watched

Resolves = Literal["by itself", "beside a role", "in its time"]
"""The last of a title that stands alone: a name of whoever holds the role that day."""


class Name(Struct, frozen=True, kw_only=True):
    """A name of the list."""

    text: str
    language: str
    key: str
    entity: str
    resolves: Resolves


class Collision(Struct, frozen=True, kw_only=True):
    """A name that several entities have, in the spellings of each."""

    names: list[Name]
    alike: list[str]
    """Entities that have no role of their own: beside this name they are never told apart."""


class _Entry(Struct, frozen=True, kw_only=True):
    """What is known of an entity, in keys."""

    kind: str
    titles: Mapping[str, Sequence[Role]]
    organisations: Mapping[str, Sequence[Role]]


class Matched(Struct, frozen=True, kw_only=True):
    """The speakers of an article, those that are watched with their ``entity``."""

    speakers: list[Speaker]
    unresolved: list[Unresolved]


class WatchList:
    """The entities of a list, found by name."""

    def __init__(self, watched: Iterable[Watched], packs: Mapping[str, Pack]) -> None:
        """Take the list; ``packs`` tell how names are spelt."""
        watched = list(watched)
        self._spelling = Spelling(pack.script for pack in packs.values())
        self.names = [name for each in watched for name in _names(each, self._spelling)]
        """Each name of each entity, in the order of the list."""
        self.entities = [each.id for each in watched]
        self._entries = {each.id: _entry(each, self._spelling) for each in watched}
        self._alone: dict[str, set[str]] = {}
        self._beside: dict[str, set[str]] = {}
        for name in self.names:
            index = self._alone if name.resolves == "by itself" else self._beside
            index.setdefault(name.key, set()).add(name.entity)

    def match(self, speakers: Sequence[Speaker], published_at: dt.datetime | None) -> Matched:
        """Return ``speakers`` with their entities, and those that could be one and are not."""
        on = published_at.date() if published_at else None
        found: list[Speaker] = []
        unresolved = []
        for speaker in speakers:
            answer = self._entity(speaker, on)
            if isinstance(answer, Unresolved):
                unresolved.append(answer)
            found.append(replace(speaker, entity=answer) if isinstance(answer, str) else speaker)
        return Matched(speakers=found, unresolved=unresolved)

    def collisions(self) -> list[Collision]:
        """Return the names that several entities of a kind have."""
        sharing: dict[tuple[str, str], list[Name]] = {}
        for name in self.names:
            kind = self._entries[name.entity].kind
            sharing.setdefault((kind, name.key), []).append(name)
        return [
            Collision(names=names, alike=self._alike({name.entity for name in names}))
            for names in sharing.values()
            if len({name.entity for name in names}) > 1
        ]

    def _alike(self, entities: Collection[str]) -> list[str]:
        """Return those of ``entities`` that no role of their own tells from the others."""
        return sorted(
            each
            for each in entities
            if not any(
                all(
                    not _overlaps(role, self._entries[other].titles.get(title, ()))
                    for other in entities
                    if other != each
                )
                for title, roles in self._entries[each].titles.items()
                for role in roles
            )
        )

    def _entity(self, speaker: Speaker, on: dt.date | None) -> str | Unresolved | None:
        name, *aliases = map(self._spelling, (speaker.name, *speaker.aliases))
        full = self._of(self._alone, (name, *aliases), speaker.kind)
        if len(full) == 1:
            return full.pop()
        candidates = full or self._of(self._beside, (name,), speaker.kind)
        if not candidates:
            return None
        decided = self._in_role(candidates, speaker.role, on)
        if full and len(decided) != 1:
            decided = self._in_organisation(decided or full, speaker.organisation, on)
        if len(decided) == 1:
            return decided.pop()
        return Unresolved(
            speaker=speaker.id,
            candidates=sorted(candidates),
            why="ambiguous" if len(candidates) > 1 else "unconfirmed",
        )

    def _of(self, index: Mapping[str, set[str]], keys: Iterable[str], kind: str) -> set[str]:
        found: set[str] = set()
        for key in keys:
            if key in index:
                found |= {each for each in index[key] if self._entries[each].kind == kind}
        return found

    def _in_role(self, among: Collection[str], role: str | None, on: dt.date | None) -> set[str]:
        key = self._spelling(role or "")
        return {each for each in among if _held(self._entries[each].titles.get(key, ()), on)}

    def _in_organisation(
        self, among: Collection[str], organisation: str | None, on: dt.date | None
    ) -> set[str]:
        key = self._spelling(organisation or "")
        return {each for each in among if _held(self._entries[each].organisations.get(key, ()), on)}


def _held(roles: Iterable[Role], on: dt.date | None) -> bool:
    return any(role.held(on) for role in roles)


def _overlaps(role: Role, others: Iterable[Role]) -> bool:
    return any(
        (role.since or dt.date.min) <= (other.until or dt.date.max)
        and (other.since or dt.date.min) <= (role.until or dt.date.max)
        for other in others
    )


def _names(watched: Watched, spelling: Spelling) -> Iterator[Name]:
    alone = [(role.titles, True) for role in watched.roles if role.alone]
    for spelt, is_title in [(watched.names, False), *alone]:
        for language, spellings in spelt.items():
            for text in spellings:
                key = spelling(text)
                needs = watched.common or _is_one_word(text, watched)
                resolves: Resolves = "beside a role" if needs else "by itself"
                yield Name(
                    text=text,
                    language=language,
                    key=key,
                    entity=watched.id,
                    resolves="in its time" if is_title else resolves,
                )


def _is_one_word(text: str, watched: Watched) -> bool:
    """Whether a person is named by one word; organisations are known by an acronym as well."""
    return watched.kind == "person" and len(text.split()) == 1


def _entry(watched: Watched, spelling: Spelling) -> _Entry:
    titles: dict[str, list[Role]] = {}
    organisations: dict[str, list[Role]] = {}
    for role in watched.roles:
        for spelt, index in ((role.titles, titles), (role.organisation, organisations)):
            for text in (one for several in spelt.values() for one in several):
                index.setdefault(spelling(text), []).append(role)
    return _Entry(kind=watched.kind, titles=titles, organisations=organisations)
