"""The shell of a page: head, policy, style sheets and scripts, around a body.

The policy names the hashes of what is in the page and allows nothing else, no request and no
style attribute: colours and widths come from classes, or from attributes of SVG. What a page
needs besides ``page.css`` stands as a file in this folder.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import htpy
from markupsafe import Markup

from worker import __version__
from worker.views import colours

Direction = Literal["ltr", "rtl"]

# What HTML may not hold, in text or elsewhere; a browser would drop it or end the text there.
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def page(  # noqa: PLR0913 - each is a part of the document
    *,
    title: str,
    language: str,
    direction: Direction,
    body: htpy.Node,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
) -> str:
    """Return the document; ``styles`` and ``scripts`` are files of this folder, in their order.

    ``language`` (ISO 639-1) and ``direction`` are those of the page's own words; text in
    another language says so itself.
    """
    style = colours.style_sheet() + "".join(map(asset, ("page.css", *styles)))
    script = "".join(map(asset, scripts))
    document = htpy.html(lang=language, dir=direction)[
        htpy.head[
            htpy.meta(charset="utf-8"),
            htpy.meta(http_equiv="Content-Security-Policy", content=_policy(style, script)),
            htpy.meta(name="viewport", content="width=device-width, initial-scale=1"),
            htpy.meta(name="color-scheme", content="light dark"),
            htpy.meta(name="referrer", content="no-referrer"),
            htpy.meta(name="generator", content=f"qala {__version__}"),
            htpy.title[title],
            htpy.style[Markup(style)],  # noqa: S704 - our own file
        ],
        htpy.body[
            body,
            bool(script) and htpy.script[Markup(script)],  # noqa: S704 - our own file
        ],
    ]
    return _CONTROLS.sub("\ufffd", f"{document}\n")


@cache
def asset(name: str) -> str:
    """Return the style sheet or script ``name`` of this folder."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    scripts = _hash(script) if script else "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {scripts};"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
