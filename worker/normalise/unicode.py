"""One spelling for one word, and one kind of white space.

Rule: nothing that a reader sees changes. Quotation marks, digits, punctuation and the space
before a comma stay; what goes is what the eye can't tell apart.

    Arabic presentation forms  the ordinary letters (NFKC, for these characters alone)
    tatweel, direction marks, zero-width characters, BOM, soft hyphens, controls   removed
    zero-width non-joiner      kept between two Arabic letters, where Persian, Urdu and Kurdish
                               spell with it; removed elsewhere
    lone surrogates            U+FFFD, the replacement character
    all line breaks            end of the paragraph
    all other white space      single spaces, none at the ends of a paragraph
    everything                 NFC

Contract: the result's only white space is single spaces and, between paragraphs, exactly two
line feeds; ``paragraphs`` and ``line`` leave their own results as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_SPACES = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_GONE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u0640\u180e\u200b\u200d-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ufdd0-\ufdef"
)
_NON_JOINER = "\u200c"
_FORMS = "\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
_SURROGATES = r"\ud800-\udfff"
_ODD = re.compile(f"[{_BREAKS}{_SPACES}{_GONE}{_NON_JOINER}{_FORMS}{_SURROGATES}]")
_IS_BREAK = re.compile(f"[{_BREAKS}]")
_IS_SPACE = re.compile(f"[{_SPACES}]")
_IS_FORM = re.compile(f"[{_FORMS}]")
_IS_SURROGATE = re.compile(f"[{_SURROGATES}]")
_ARABIC_LETTER = "[\u0620-\u063f\u0641-\u0652\u066e-\u06d3\u06fa-\u06ff]"
_IDLE_NON_JOINER = re.compile(
    f"(?<!{_ARABIC_LETTER}){_NON_JOINER}|{_NON_JOINER}(?!{_ARABIC_LETTER})"
)
_RUN = re.compile("  +")


def paragraphs(text: str) -> str:
    """Return ``text`` clean, its lines that hold anything separated by a blank line."""
    lines = [bare for line in _characters(text).split("\n") if (bare := line.strip(" "))]
    return _single_spaced("\n\n".join(lines))


def line(text: str) -> str:
    """Return ``text`` clean and on one line, for titles and names."""
    return _single_spaced(_characters(text).replace("\n", " ").strip(" "))


def _single_spaced(text: str) -> str:
    return _RUN.sub(" ", text) if "  " in text else text


def _characters(text: str) -> str:
    # These three are in half of all texts, and cost next to nothing where they are not.
    text = text.replace("\u0640", "").replace("\xa0", " ").replace("\r\n", "\n")
    text = _ODD.sub(_fate_of, text)
    if _NON_JOINER in text:
        text = _IDLE_NON_JOINER.sub("", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def _fate_of(found: re.Match[str]) -> str:
    return _fate(found[0])


@lru_cache(maxsize=4096)
def _fate(character: str) -> str:
    """Say what becomes of an odd character."""
    if character == _NON_JOINER:
        return character
    if _IS_BREAK.match(character):
        return "\n"
    if _IS_SPACE.match(character):
        return " "
    if _IS_FORM.match(character):
        return _ordinary(unicodedata.normalize("NFKC", character))
    return "\ufffd" if _IS_SURROGATE.match(character) else ""


def _ordinary(letters: str) -> str:
    """Tidy what a presentation form decomposes to."""
    # The isolated vowel signs give a space or a tatweel, and the sign.
    letters = letters.lstrip(" ").replace("\u0640", "")
    return f" {letters} " if " " in letters else letters
