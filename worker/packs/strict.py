"""What every table of a pack is made of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Form = Annotated[str, Meta(min_length=1)]
"""A word, or words separated by single spaces, as a text spells them."""
Forms = list[Form]
Plain = list[Annotated[str, Meta(pattern=r"^\S+$")]]
"""Single words, or parts of words."""


class Strict(Struct, frozen=True, forbid_unknown_fields=True, eq=False):
    """A table of a pack: an unknown key is an error."""
