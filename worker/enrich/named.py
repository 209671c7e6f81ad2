"""The parts of a source phrase, as words of its prose."""

from __future__ import annotations

from typing import Final

from mypy_extensions import mypyc_attr

from worker.enrich.prose import Range
from worker.event import SpeakerKind


@mypyc_attr(acyclic=True)
class Named:
    """What a phrase tells of the speaker."""

    __slots__ = ("bracketed", "definite", "gender", "kind", "name", "organisation", "role", "whole")

    def __init__(  # noqa: PLR0913 - a phrase has eight parts
        self,
        *,
        name: Range | None,
        kind: SpeakerKind,
        gender: str,
        whole: Range,
        definite: bool,
        role: Range | None = None,
        organisation: Range | None = None,
        bracketed: Range | None = None,
    ) -> None:
        self.name: Final = name
        """The words of the name; None for a description (the president) and a pronoun."""
        self.kind: Final[SpeakerKind] = kind
        self.gender: Final = gender
        """``m`` | ``f`` | ``""``."""
        self.whole: Final = whole
        """The phrase without what opens it: the name of those who have no other."""
        self.definite: Final = definite
        self.role: Final = role
        self.organisation: Final = organisation
        self.bracketed: Final = bracketed
        """What stands in brackets behind the name: its acronym."""

    def shifted(self, by: int) -> Named:
        """Return the parts as words counted from elsewhere."""
        return Named(
            name=_moved(self.name, by),
            kind=self.kind,
            gender=self.gender,
            whole=Range(self.whole.start + by, self.whole.stop + by),
            definite=self.definite,
            role=_moved(self.role, by),
            organisation=_moved(self.organisation, by),
            bracketed=_moved(self.bracketed, by),
        )


def _moved(words: Range | None, by: int) -> Range | None:
    return None if words is None else Range(words.start + by, words.stop + by)
