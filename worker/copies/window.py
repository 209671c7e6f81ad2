"""The articles of the last hours: which come again, which copy another, which belong together.

1. An event that is known is a duplicate; nothing of it is remembered anew.
2. A revision of a known article keeps the cluster of the article, and what it copies.
3. Any other article copies the first of those whose words are like its own by
   ``copy_similarity``, and joins its cluster; else it joins the cluster of the one most like
   it, by ``cluster_similarity`` at least; else it is the first of a cluster of its own.
4. What is older than the window, or beyond the number of articles that it holds, is forgotten,
   the oldest first. A cluster keeps its name when its first article is forgotten.

Contract: the same articles in the same order with the same times give the same answers. An
article costs about 2 kB (``python -m tests.bench.copies`` measures it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from worker.article import Article
from worker.copies.buckets import Buckets
from worker.copies.known import Known
from worker.copies.signature import METHOD, packed, sign, unpacked
from worker.event import Duplicate, Published
from worker.normalise.folding import folding
from worker.packs import Pack

if TYPE_CHECKING:
    from worker.copies.signature import Signature


class Rules(Struct, frozen=True, kw_only=True):
    """How long and how much a window remembers, and what counts as alike."""

    span: dt.timedelta
    """From an article's arrival until it is forgotten."""
    most: int
    """Articles; each revision counts."""
    copy_similarity: float
    """Estimated share of the words, from 0 to 1, from which an article is a copy."""
    cluster_similarity: float
    """The same, from which two articles are of one cluster."""


class Changes(Struct, frozen=True, kw_only=True):
    """What a memory is to be told."""

    learnt: list[Known]
    forgotten: list[str]
    """Event ids."""


class _Relative(NamedTuple):
    similarity: float
    number: int
    known: Known


class Window:
    """What is known; see the rules above."""

    def __init__(self, rules: Rules, packs: Mapping[str, Pack]) -> None:
        self._rules = rules
        self._folding = {name: folding(pack.script) for name, pack in packs.items()}
        self._buckets = Buckets(rules.most)
        self._known: list[Known | None] = [None] * rules.most
        self._first = self._next = 0
        """Numbers of the oldest article and of the next; a number's slot comes round again."""
        self._events: set[str] = set()
        self._articles: dict[str, int] = {}
        """Number of the last revision of each article."""
        self._learnt: list[Known] = []
        self._forgotten: list[str] = []
        self._placed: list[tuple[Known, int | None]] = []
        """Each that was placed, with the number of the revision before."""

    def __len__(self) -> int:
        return self._next - self._first

    def restore(self, remembered: Iterable[Known], *, at: dt.datetime) -> None:
        """Take in what was remembered, or what others have learnt, the oldest first."""
        for known in remembered:
            if known.event_id not in self._events:
                self._add(known, unpacked(known.signature, known.method))
        self._forget_older_than(at - self._rules.span)

    def place(
        self, outcome: Published, *, at: dt.datetime, signature: bytes | None = None
    ) -> Published | Duplicate:
        """Return ``outcome`` with what its article copies, or as a duplicate; remember it.

        ``signature`` is that of its article, packed, where it is known already.
        """
        self._forget_older_than(at - self._rules.span)
        event = outcome.event
        article = event.article
        if event.id in self._events:
            feed = article.source.feed
            return Duplicate(event_id=event.id, article_id=article.id, feed=feed)
        if signature is None:
            signed = sign(article.title, article.text, self._folding[article.language])
        else:
            signed = unpacked(signature, METHOD)
        cluster, duplicate_of = self._place(article, signed)
        known = Known(
            event_id=event.id,
            article_id=article.id,
            language=article.language,
            at=at,
            cluster=cluster,
            duplicate_of=duplicate_of,
            signature=packed(signed),
            method=METHOD,
        )
        self._placed.append((known, self._articles.get(article.id)))
        self._add(known, signed)
        self._learnt.append(known)
        placed = replace(article, cluster=cluster, duplicate_of=duplicate_of)
        return replace(outcome, event=replace(event, article=placed))

    def changes(self) -> Changes:
        """Return what was learnt and forgotten since the last ``settle``."""
        return Changes(learnt=self._learnt, forgotten=self._forgotten)

    def settle(self) -> None:
        """Take the changes as kept for good."""
        self._learnt, self._forgotten, self._placed = [], [], []

    def undo(self) -> None:
        """Unlearn what was learnt since the last ``settle``; what was forgotten stays so."""
        for known, before in reversed(self._placed):
            if not len(self):  # forgotten since, as everything before it
                break
            self._next -= 1
            slot = self._slot(self._next)
            self._known[slot - 1] = None
            self._buckets.take_back(slot)
            self._events.discard(known.event_id)
            if before is None or before < self._first:
                self._articles.pop(known.article_id, None)
            else:
                self._articles[known.article_id] = before
        self._learnt, self._placed = [], []

    def unlearn(self, event_id: str) -> None:
        """Let an event of the batch in hand, which was not published, be new next time."""
        self._events.discard(event_id)
        self._learnt = [known for known in self._learnt if known.event_id != event_id]

    def _place(
        self, article: Article, signature: Signature | None
    ) -> tuple[str | None, str | None]:
        """Return the cluster of an article, and the id of what it copies."""
        before = self._latest(article.id)
        if before and before.cluster:
            return before.cluster, before.duplicate_of
        if signature is None:
            return None, None
        relatives = self._relatives(article, signature)
        copied = [each for each in relatives if each.similarity >= self._rules.copy_similarity]
        if copied:
            original = min(copied, key=lambda each: each.number).known
            return original.cluster, original.article_id
        if relatives:
            nearest = max(relatives, key=lambda each: (each.similarity, -each.number))
            return nearest.known.cluster, None
        return article.id, None

    def _relatives(self, article: Article, signature: Signature) -> list[_Relative]:
        """Return what is known with words like those of ``article``, and what those go back to."""
        found = self._like(self._buckets.near(signature), article, signature)
        seen = {each.number for each in found}
        behind = {
            self._articles[name]
            for each in found
            for name in (each.known.cluster, each.known.duplicate_of)
            if name in self._articles
        }
        slots = {self._slot(number) for number in behind - seen}
        return found + self._like(slots, article, signature)

    def _like(
        self, slots: Iterable[int], article: Article, signature: Signature
    ) -> list[_Relative]:
        ordered = sorted(slots)
        if not ordered:
            return []
        least = self._rules.cluster_similarity
        return [
            _Relative(share, number, known)
            for slot, share in zip(
                ordered, self._buckets.similarity(ordered, signature), strict=True
            )
            if share >= least
            and (number := self._number(slot)) >= self._first
            and (known := self._known[slot - 1])
            and known.language == article.language
            and known.article_id != article.id
        ]

    def _latest(self, article_id: str) -> Known | None:
        number = self._articles.get(article_id)
        return None if number is None else self._known[self._slot(number) - 1]

    def _add(self, known: Known, signature: Signature | None) -> None:
        if len(self) == self._rules.most:
            self._forget_oldest()
        slot = self._slot(self._next)
        self._buckets.put(slot, signature)
        # The buckets hold the signature.
        self._known[slot - 1] = replace(known, signature=b"")
        self._events.add(known.event_id)
        self._articles[known.article_id] = self._next
        self._next += 1

    def _forget_older_than(self, moment: dt.datetime) -> None:
        while self._first < self._next:
            oldest = self._known[self._slot(self._first) - 1]
            if oldest and oldest.at >= moment:
                return
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        slot = self._slot(self._first)
        known, self._known[slot - 1] = self._known[slot - 1], None
        if known:
            self._events.discard(known.event_id)
            if self._articles[known.article_id] == self._first:
                del self._articles[known.article_id]
            self._forgotten.append(known.event_id)
        self._first += 1

    def _slot(self, number: int) -> int:
        return number % self._rules.most + 1

    def _number(self, slot: int) -> int:
        """Return the number that ``slot`` was given to last."""
        last = self._next - 1
        return last - (last - (slot - 1)) % self._rules.most
