"""Ids and hashes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.normalise import fingerprint


def _id(url: str | None, own: str | None, title: str = "t", text: str = "x") -> str:
    revision = fingerprint.revision(title, text)
    return fingerprint.article_id(canonical_url=url, source_id=own, revision=revision)


def test_the_same_record_has_the_same_ids_for_ever() -> None:
    """These values are pinned: events that are published already carry them."""
    assert _id("https://example.com/a", None) == "84480c944a41c64f892b689f"
    assert _id(None, "42") == "9d1196f9f6d9e97b7e615121"
    assert fingerprint.revision("عنوان", "قال الوزير") == "6fe551bf22e390497b577d35"
    assert fingerprint.fingerprint("عنوان", "قال الوزير") == "c07a294fe9af39d10b1248d4"


def test_the_url_comes_before_the_id_and_the_id_before_the_words() -> None:
    """An article that is edited, or comes by another feed, keeps its id."""
    assert _id("u", "1", "a", "b") == _id("u", "2", "c", "d")
    assert _id(None, "1", "a", "b") == _id(None, "1", "c", "d")
    assert _id(None, None, "a", "b") != _id(None, None, "c", "d")


def test_a_url_and_an_id_of_the_same_letters_differ() -> None:
    """What an id is made of is part of it."""
    assert _id("42", None) != _id(None, "42")


def test_where_the_title_ends_is_part_of_the_revision() -> None:
    """A word that moves from the title to the text makes another revision."""
    assert fingerprint.revision("ab", "c") != fingerprint.revision("a", "bc")


def test_the_fingerprint_sees_letters_and_digits_alone() -> None:
    """Marks, spaces, vowel signs, emoji and case make no difference; letters and digits do."""
    plain = fingerprint.fingerprint("", "قال الوزير Peter 12")
    assert fingerprint.fingerprint("", "قالَ ، “الوزير” – peTER: 1_2! 😀") == plain
    assert fingerprint.fingerprint("قال", "الوزير\n\nPÉTER 12") != plain
    assert fingerprint.fingerprint("", "قال الوزير Peter 13") != plain
    assert fingerprint.fingerprint("", "É") == fingerprint.fingerprint("", "é")


@given(st.text(st.characters(exclude_categories=[])), st.text())
def test_any_words_have_hashes_of_24_characters(title: str, text: str) -> None:
    """No string makes it raise, and all hashes are of one length."""
    assert len(fingerprint.fingerprint(title, text)) == 24
    assert len(fingerprint.revision(title, text)) == 24
    assert len(_id(title or None, text or None)) == 24


def test_no_two_letters_share_what_is_hashed() -> None:
    """Each letter of the basic plane has two bytes of its own, none of them zero; others have none."""
    seen: dict[int, str] = {}
    for sign in map(chr, range(0x10000)):
        value = fingerprint._letter(sign)  # noqa: SLF001 - the table is made of it
        if not sign.isalnum():
            assert value == 0
            continue
        assert value & 0xFF
        assert value >> 8
        lower = sign.lower() if len(sign.lower()) == 1 else sign
        assert seen.setdefault(value, lower) == lower
