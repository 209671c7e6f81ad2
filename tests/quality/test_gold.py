"""Marked articles of our own: what a linguist may write, and what is told where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.quality import gold
from tests.quality.gold import MarkingError

ARTICLE = """
shows = ["a test"]
published_at = 2026-01-01T00:00:00Z
text = '''
Ada Brandt said it was late. “Go home,” Brandt said, “and sleep.” It was late.
'''
[speakers.brandt]
name = "Ada Brandt"
keys = ["Brandt"]
"""


def _read(folder: Path, statement: str) -> gold.Statement:
    path = folder / "en" / "article.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'{ARTICLE}[[statement]]\nby = "brandt"\n{statement}', encoding="utf-8")
    return gold.read_toml(path).statements[0]


@pytest.mark.parametrize(
    ("name", "statement", "claim"),
    [
        ("a part that stands once", 'claim = "Go home"', ["Go home"]),
        ("the second of two", 'claim = "was late"\nnth = 2', ["was late"]),
        ("an interrupted quotation", 'claim = ["Go home", "and sleep"]', ["Go home", "and sleep"]),
        ("a part after the first", 'claim = ["Go home", "was late"]', ["Go home", "was late"]),
        (
            "first and last words",
            'claim = "Go home [...] sleep"',
            ["Go home,” Brandt said, “and sleep"],
        ),
    ],
)
def test_claims_are_found_by_their_words(
    tmp_path: Path, name: str, statement: str, claim: list[str]
) -> None:
    """A claim is written as words; its places are looked up."""
    assert _read(tmp_path, statement).claim == claim, name


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ('claim = "Go away"', "'Go away' is not in the text"),
        ('claim = "was late"', "stands 2 times in the text: say which by nth"),
        ('claim = "was late"\nnth = 3', "is not in the text"),
        ('claim = ["and sleep", "Go home"]', "'Go home' is not in the text"),
        ('claim = "Go home [...] away"', "is not in the text"),
        ('claim = ""', "words are missing"),
        ('claim = "Go [...] "', "words are missing"),
        (
            'claim = "Go home"\ncue = "shouted"',
            "'shouted' of the statement 'Go home' is not in the text",
        ),
        ('claim = "Go home"\nmention = "Cy"', "'Cy' of the statement 'Go home' is not in the text"),
        ('claim = "Go home"\nfield = "title"', "'Go home' is not in the text"),
        ('claim = "Go home"\nstance = "shout"', "Invalid enum value 'shout'"),
        ('claim = "Go home"\nspeaker = "Brandt"', "unknown field `speaker`"),
    ],
)
def test_marking_that_contradicts_the_article_is_refused(
    tmp_path: Path, statement: str, fault: str
) -> None:
    """A slip of the pen stops the tests, with the name of the file and the words."""
    with pytest.raises(MarkingError, match=r"article\.toml: ") as raised:
        _read(tmp_path, statement)
    assert fault in str(raised.value)


@pytest.mark.parametrize("by", ["", 'by = "nobody"'])
def test_speakers_and_statements_belong_together(tmp_path: Path, by: str) -> None:
    """A statement names a speaker that is there, and no speaker is without a statement."""
    path = tmp_path / "article.toml"
    path.write_text(f'{ARTICLE}[[statement]]\n{by}\nclaim = "Go home"', encoding="utf-8")
    with pytest.raises(MarkingError, match=r"brandt|nobody"):
        gold.read_toml(path)


def test_every_article_can_be_read() -> None:
    """There are at least 25 articles in two languages, each long enough, each with statements."""
    articles = [article for language in gold.languages() for article in gold.own(language)]
    assert len(articles) >= 25
    for article in articles:
        assert 110 <= len(article.text.split()) <= 350, article.id
        assert any(not statement.optional for statement in article.statements), article.id


def test_a_set_in_jsonl_is_read(tmp_path: Path) -> None:
    """Articles of a set may have keys of their own; places are given as code points."""
    path = tmp_path / "set.jsonl"
    path.write_text(
        '{"id": "1", "language": "en", "title": "", "text": "Go, he said.", "published_at": null, "collection": "x",'
        ' "statements": [{"spans": [[0, 2]], "claim": ["Go"], "source_spans": [[4, 6]], "cue": "said", "kind": "direct"}]}\n',
        encoding="utf-8",
    )
    statement = gold.read_jsonl(path)[0].statements[0]
    assert (statement.spans, statement.source_spans) == ([(0, 2)], [(4, 6)])


def test_a_broken_line_of_a_set_is_told_with_its_place(tmp_path: Path) -> None:
    """The message names the file and the line."""
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(MarkingError, match=r"set\.jsonl:1: .*`language`"):
        gold.read_jsonl(path)
