"""Arabic text stays what it is, whatever a server or a document calls its charset."""

from __future__ import annotations

import pytest

from worker.sources.documents.charset import decoded

ARABIC = "قالت وزيرة المياه سلوى الزمردي إن مخزون سد العقيق يكفي ستة أشهر على الأقل."
FRENCH = "Le maire a déclaré que l'été serait très sec, où que l'on soit à Évreux."
ENGLISH = "The mayor\u2019s office said that it won\u2019t sell the bridge."
RUSSIAN = "Мэр сказал, что мост откроют для пешеходов весной будущего года."


def xml(text: str, charset: str | None) -> str:
    """Return a document that declares ``charset``."""
    declaration = f"<?xml version='1.0' encoding='{charset}'?>" if charset else ""
    return f"{declaration}<rss><channel><item><title>{text}</title></item></channel></rss>"


CASES = {
    "UTF-8 without a word": (ARABIC, "utf-8", None, None, []),
    "UTF-8 that HTTP calls Latin-1": (ARABIC, "utf-8", None, "text/xml; charset=iso-8859-1", ["wrong-charset"]),
    "UTF-8 that declares windows-1256": (ARABIC, "utf-8", "windows-1256", None, ["wrong-charset"]),
    "windows-1256 that says so": (ARABIC, "cp1256", "windows-1256", None, []),
    "windows-1256 as HTTP says": (ARABIC, "cp1256", None, 'text/xml;charset="Windows-1256"', []),
    "windows-1256 without a word": (ARABIC, "cp1256", None, None, []),
    "windows-1256 that declares UTF-8": (ARABIC, "cp1256", "utf-8", None, ["wrong-charset"]),
    "windows-1256 that HTTP calls UTF-8": (ARABIC, "cp1256", None, "text/xml; charset=utf-8", ["wrong-charset"]),
    "windows-1256 that declares Latin-1": (ARABIC, "cp1256", "ISO-8859-1", None, ["wrong-charset"]),
    "windows-1256 that declares cp1252": (ARABIC, "cp1256", "windows-1252", None, ["wrong-charset"]),
    "windows-1256 that HTTP calls Latin-1": (ARABIC, "cp1256", None, "text/xml; charset=ISO-8859-1", ["wrong-charset"]),
    "ISO-8859-6 that declares Latin-1": (ARABIC, "iso8859-6", "iso-8859-1", None, ["wrong-charset"]),
    "ISO-8859-6 that says so": (ARABIC, "iso8859-6", "ISO-8859-6", None, []),
    "windows-1251, and a server that says Latin-1 of everything": (RUSSIAN, "cp1251", "windows-1251", "text/xml; charset=iso-8859-1", []),
    "Latin-1 that says so": (FRENCH, "cp1252", "iso-8859-1", None, []),
    "Windows' apostrophes, in what declares UTF-8": (ENGLISH, "cp1252", "utf-8", None, ["wrong-charset"]),
    "Windows' apostrophes without a word": (ENGLISH, "cp1252", None, None, []),
    "UTF-16 with its mark": (ARABIC, "utf-16", "utf-16", None, []),
    "UTF-16 without its mark": (ARABIC, "utf-16-le", "utf-16", None, []),
    "UTF-32 with its mark": (ARABIC, "utf-32", None, None, []),
    "UTF-8 with a mark, whatever is declared": (ARABIC, "utf-8-sig", "utf-16", None, []),
    "a charset that nobody knows": (ARABIC, "utf-8", "x-arabic", "text/xml; charset=none", []),
    "a codec that is no charset": (ARABIC, "cp1256", "rot13", "text/xml; charset=idna", []),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bytes_in", "declared", "http", "problems"), CASES.values(), ids=CASES.keys()
)
def test_the_bytes_are_believed(
    text: str, bytes_in: str, declared: str | None, http: str | None, problems: list[str]
) -> None:
    """The text is exact, and a declaration that is wrong is told."""
    document = xml(text, declared)
    found = decoded(document.encode(bytes_in), http)
    assert found.body.decode() == document
    assert found.problems == problems


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1256", None])
def test_a_few_bad_bytes_cost_only_themselves(declared: str | None) -> None:
    """UTF-8 with a byte of rubbish, and one that ends within a letter, is still UTF-8."""
    body = xml(f"{ARABIC} (X)", declared).encode().replace(b"(X)", b"(\xe9)")[:-20] + b"\xd9"
    found = decoded(body, None)
    assert ARABIC in found.body.decode()
    assert found.body.decode().count("\ufffd") == 2
    assert found.problems == ["bad-bytes"]


def test_a_replacement_character_of_the_text_is_no_bad_byte() -> None:
    """What was lost before the document was written is not held against its charset."""
    body = xml(ARABIC.replace("ي", "\ufffd"), None).encode() + b"\xe9"
    assert decoded(body, None).problems == ["bad-bytes"]
    assert "قالت" in decoded(body, None).body.decode()


def test_no_bytes_make_it_raise() -> None:
    """Every byte alone, and after every other, is decoded to something."""
    for first in range(256):
        for second in range(0, 256, 5):
            decoded(bytes([first, second, first]) * 3, "text/xml; charset=gb2312").body.decode()
