"""The values of a watch list: whom the user watches, by which names, and in which roles."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*:[a-z0-9][a-z0-9._-]*$", max_length=100)]
"""An id in a namespace of the user's own: ``x-desk:jane-roe``."""
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}$")]
Spellings = Annotated[list[Annotated[str, Meta(min_length=1)]], Meta(min_length=1)]
Spelt = dict[Language, Spellings]
"""The same in several languages (ISO 639), each in all the spellings that are meant."""


class Role(Struct, frozen=True, kw_only=True):
    """What someone is, and when."""

    titles: Spelt
    """The role as articles write it."""
    organisation: Spelt = {}
    """Whose role it is."""
    since: dt.date | None = field(default=None, name="from")
    """The first day; without it, from ever."""
    until: dt.date | None = field(default=None, name="to")
    """The last day; without it, to this day."""
    alone: bool = False
    """Whether the title alone, with no name beside it, means whoever holds the role."""

    def held(self, on: dt.date | None) -> bool:
        """Whether it was held ``on`` a day; where that is not known, whether it always was."""
        if on is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class Watched(Struct, frozen=True, kw_only=True):
    """One entity of the list: a ``[[speaker]]``."""

    id: Id
    names: Spelt
    """A name of one word (a surname) counts only beside a role of the entity."""
    kind: Literal["person", "organisation"] = "person"
    common: bool = False
    """Whether others bear these names too, so that each counts only beside a role."""
    roles: list[Role] = []
