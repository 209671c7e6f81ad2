"""A source phrase → name, role, organisation, kind, gender.

al-mutaḥaddith bi-sm al-Krimlīn Dīmitrī Bīskūf → Dīmitrī Bīskūf, with the role al-mutaḥaddith
bi-sm al-Krimlīn (the spokesman of the Kremlin).
Jane Roe, a spokeswoman for the ministry → Jane Roe, with the role "spokeswoman for the ministry".
"""

from __future__ import annotations

from typing import Final

from worker.enrich import kinds as k
from worker.enrich import titled
from worker.enrich.aliases import is_acronym
from worker.enrich.named import Named
from worker.enrich.prose import Prose, Range
from worker.event import SpeakerKind

_LEADING: Final = k.DETERMINER | k.TIME | k.ADVERB | k.DEMONSTRATIVE | k.MARK | k.COORDINATOR
_CUTS: Final = k.COMMA | k.OPENING_BRACKET | k.CLOSING_BRACKET
_TRAILING: Final = k.MARK | k.PREPOSITION | k.COORDINATOR | k.DETERMINER
LONGEST_UNKNOWN: Final = 3
"""Words of a name of which the pack knows none."""
SHORTEST_ACRONYM: Final = 3
"""Letters of an acronym that stands alone: two may be the initials of a person."""


def read(prose: Prose, mention: Range) -> Named:
    """Return what the words of ``mention`` tell of the speaker."""
    segments = _segments(prose, mention)
    name: Range | None = None
    role: Range | None = None
    for segment in segments:
        found_role, found_name = _split(prose, segment)
        if name is None or (found_role is None and _pure(prose, found_name)):
            name = found_name
        elif found_name is not None and found_role is None:
            continue
        if role is None:
            role = found_role
    whole = segments[0]
    if _joint(prose, mention):
        whole = Range(whole.start, segments[-1].stop)
        return Named(name=whole, kind="group", gender="", whole=whole, definite=False)
    kind = _kind(prose, whole, name, role)
    before = prose.kinds[whole.start - 1] if whole.start > mention.start else 0
    definite = bool(prose.kinds[whole.start] & k.DEFINITE or before & k.THE)
    if kind != "person":
        bracketed = _bracketed(prose.kinds, mention)
        return Named(
            name=whole,
            kind=kind,
            gender=_gender(prose, whole),
            whole=whole,
            definite=definite,
            bracketed=bracketed,
        )
    return Named(
        name=name,
        kind=kind,
        gender=_gender(prose, mention),
        whole=whole,
        definite=definite,
        role=role,
        organisation=_organisation(prose, role) if role else None,
    )


def _joint(prose: Prose, mention: Range) -> bool:
    """Whether two or more are named: Putin and Trump."""
    kinds = prose.kinds
    person = k.NAME | k.CAPITAL | k.TITLE
    named = bool(kinds[mention.start] & (k.NAME | k.CAPITAL | k.RELATION))
    for i in range(mention.start + 1, mention.stop):
        joined = kinds[i] & k.PROCLITIC and not kinds[i - 1] & k.COMMA
        if joined and named and kinds[i] & (person | k.ATTRIBUTE):
            return True
        named = named or bool(kinds[i] & (k.NAME | k.CAPITAL))
        if kinds[i] & k.COORDINATOR and i + 1 < mention.stop and kinds[i + 1] & person:
            before = kinds[i - 1]
            if before & person and not before & k.ORGANISATION:
                return True
    return False


def _pure(prose: Prose, name: Range | None) -> bool:
    """Whether a phrase of its own is a name beyond doubt, though a longer one held a name too."""
    return name is not None and bool(prose.kinds[name.start] & (k.NAME | k.CAPITAL))


def _bracketed(kinds: list[int], mention: Range) -> Range | None:
    """Return the single word that stands in brackets in or right behind the phrase."""
    for i in range(mention.start, min(mention.stop + 1, len(kinds) - 2)):
        if kinds[i] & k.OPENING_BRACKET and kinds[i + 2] & k.CLOSING_BRACKET:
            return Range(i + 1, i + 2)
    return None


def _segments(prose: Prose, mention: Range) -> list[Range]:
    """Cut a phrase at its commas and leave brackets out."""
    kinds = prose.kinds
    inside = 0
    for i in range(mention.start, mention.stop):
        inside |= kinds[i]
    if not inside & _CUTS:
        return [_cut(kinds, mention)]
    segments: list[Range] = []
    start, depth = mention.start, 0
    for i in range(mention.start, mention.stop):
        kind = kinds[i]
        if kind & (k.COMMA | k.OPENING_BRACKET) and not depth:
            segments.append(Range(start, i))
            start = i + 1
        depth += bool(kind & k.OPENING_BRACKET) - bool(kind & k.CLOSING_BRACKET)
        if kind & k.CLOSING_BRACKET:
            start = i + 1
    segments.append(Range(start, mention.stop))
    cut = [_cut(kinds, segment) for segment in segments]
    return [segment for segment in cut if segment.stop > segment.start] or [mention]


def _cut(kinds: list[int], segment: Range) -> Range:
    start, stop = segment.start, segment.stop
    while start < stop - 1 and kinds[start] & _LEADING and not kinds[start] & k.CAPITAL:
        start += 1
        if kinds[start - 1] & k.QUOTATION_MARK:
            break
    while start < stop - 1 and kinds[start] & k.DETERMINER:
        start += 1
    while stop > start + 1 and kinds[stop - 1] & _TRAILING:
        stop -= 1
    return Range(start, stop)


def _split(prose: Prose, segment: Range) -> tuple[Range | None, Range | None]:
    """Return role and name of a phrase that has no comma."""
    kinds = prose.kinds
    start, stop = segment.start, segment.stop
    while start < stop - 1 and kinds[start] & k.HONORIFIC and not kinds[start] & k.ROLE:
        start += 1
    if prose.lexicon.capitals:
        return _split_by_capitals(kinds, start, stop)
    if not kinds[start] & k.TITLE:
        return _split_by_order(kinds, start, stop)
    if kinds[start] & k.RELATION and not _owned(prose, start):
        return Range(start, stop), None
    at = titled.name_start(kinds, start, stop)
    role_stop = at
    while role_stop > start + 1 and kinds[role_stop - 1] & k.HONORIFIC:
        role_stop -= 1
    if at >= stop:
        return Range(start, role_stop), None
    behind = titled.behind(kinds, at, stop)
    if behind is not None:
        return Range(behind, stop), Range(at, behind)
    return Range(start, titled.first_stop(kinds, start, role_stop)), Range(at, stop)


def _split_by_order(kinds: list[int], start: int, stop: int) -> tuple[Range | None, Range | None]:
    """Split a phrase that begins with a name: the first title behind it begins the role."""
    while start < stop - 1 and kinds[start] & k.ATTRIBUTE and kinds[start + 1] & k.NAME:
        start += 1
    for i in range(start + 1, stop):
        if i == start + 1 == stop - 1 and kinds[i] & k.DEFINITE and kinds[start] & k.NAME:
            break
        if kinds[i] & k.TITLE and not kinds[i] & k.NAME and _may_be_name(kinds, start, i):
            return Range(i, stop), Range(start, i)
    return None, Range(start, stop) if _may_be_name(kinds, start, stop) else None


def _owned(prose: Prose, i: int) -> bool:
    """Whether a relation names its owner by a joined pronoun, so that a name may follow."""
    return prose.words[i].text.endswith(prose.lexicon.object_suffixes)


def _split_by_capitals(
    kinds: list[int], start: int, stop: int
) -> tuple[Range | None, Range | None]:
    """Split where capitals tell names: what follows the last role word is the name."""
    named = stop
    while (
        named > start
        and kinds[named - 1] & k.CAPITAL
        and not kinds[named - 1] & (k.TITLE | k.HONORIFIC)
    ):
        named -= 1
    roles = [i for i in range(start, stop) if kinds[i] & k.TITLE]
    name = Range(named, stop) if named < stop else None
    if not roles:
        if name is None or named > start:
            return None, Range(start, stop) if name and _may_be_name(kinds, start, stop) else None
        return None, name
    if name is None or roles[0] > named:
        return Range(start, stop), None
    if any(kinds[i] & k.PREPOSITION for i in range(roles[0], named)):
        return Range(start, stop), None
    role_stop = named
    while role_stop > start + 1 and kinds[role_stop - 1] & k.HONORIFIC:
        role_stop -= 1
    return Range(start, role_stop), name


def _may_be_name(kinds: list[int], start: int, stop: int) -> bool:
    """Whether a phrase without a title may be a person's name."""
    inside = 0
    for i in range(start, stop):
        inside |= kinds[i]
    if inside & (k.ORGANISATION | k.GROUP | k.UNNAMED | k.DOCUMENT):
        return False
    return bool(inside & (k.NAME | k.CAPITAL)) or stop - start <= LONGEST_UNKNOWN


def _kind(prose: Prose, whole: Range, name: Range | None, role: Range | None) -> SpeakerKind:
    kinds = prose.kinds
    head = kinds[whole.start]
    inside = 0
    for i in range(whole.start, whole.stop):
        inside |= kinds[i]
    if role is None and _is_acronym(prose, whole):
        return "organisation"
    if name is not None and role is not None:
        return "person"
    if head & k.GROUP or (inside & k.GROUP and not inside & k.TITLE and name is None):
        return "group"
    if head & k.UNNAMED or (inside & k.UNNAMED and not inside & k.TITLE and name is None):
        return "unnamed"
    if role is not None:
        return "person"
    if head & (k.ORGANISATION | k.OUTLET | k.DOCUMENT) or inside & k.ORGANISATION:
        return "organisation"
    if head & k.PLACE and not head & k.NAME:
        return "organisation"
    if name is not None:
        return "person"
    return "organisation" if inside & (k.DOCUMENT | k.OUTLET | k.PLACE) else "unnamed"


def _is_acronym(prose: Prose, whole: Range) -> bool:
    """Whether a name is an acronym, or has one in brackets behind it that is its initials."""
    words = prose.words
    if whole.stop - whole.start == 1:
        text = words[whole.start].text
        return len(text) >= SHORTEST_ACRONYM and text.isupper() and text.isalpha()
    bracketed = _bracketed(prose.kinds, whole)
    return bracketed is not None and is_acronym(prose.said(bracketed), prose.said(whole))


def _gender(prose: Prose, words: Range) -> str:
    for i in range(words.start, words.stop):
        kind = prose.kinds[i]
        if kind & k.FEMININE:
            return "f"
        if kind & k.MASCULINE:
            return "m"
    return ""


def _organisation(prose: Prose, role: Range) -> Range | None:
    """Return the organisation inside a role: what follows its first head or preposition."""
    kinds = prose.kinds
    for i in range(role.start + 1, role.stop):
        if kinds[i] & (k.ORGANISATION | k.OUTLET):
            return Range(i, role.stop)
    for i in range(role.start + 1, role.stop - 1):
        if kinds[i] & k.PREPOSITION:
            start = i + 1
            while start < role.stop - 1 and kinds[start] & k.DETERMINER:
                start += 1
            return Range(start, role.stop) if kinds[start] & (k.DEFINITE | k.CAPITAL) else None
    return None
