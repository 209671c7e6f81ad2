"""The shell: what a page holds, what its policy allows, and which addresses become links."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import htpy
import pytest

from worker.views.links import outside
from worker.views.page import page

HOSTILE = "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"


def made(**changes: str) -> str:
    """Make a page with every part."""
    words = {"title": "A title", "body": "words"} | changes
    return page(
        title=words["title"],
        language="ar",
        direction="rtl",
        body=htpy.main[htpy.p(title=words["body"])[words["body"]]],
    )


class Reader(HTMLParser):
    """Notes the elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element with its attributes' names."""
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)


def test_what_looks_like_markup_is_text() -> None:
    """Markup in a title, a text or an attribute adds no element, and is shown as it is."""
    plain, hostile = Reader(made()), Reader(made(title=HOSTILE, body=HOSTILE))
    assert hostile.tags == plain.tags
    assert hostile.words.count(HOSTILE) == 2


def test_control_characters_are_shown_as_such() -> None:
    """Characters that no page may hold are replaced, and line breaks are kept."""
    assert "a\ufffdb\ufffdc\nd" in made(body="a\x00b\x1bc\nd")


def test_the_policy_allows_what_is_in_the_page_and_no_request() -> None:
    """The policy has the hash of each style sheet, and forbids all else."""
    text = made()
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.replace("&#39;", "'").split(";"))
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "script-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_page_says_its_language_and_direction() -> None:
    """The root has the language and the direction of the page's words."""
    assert made().startswith('<!doctype html><html lang="ar" dir="rtl">')


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://n.example/a?b=c#d", True),
        ("http://n.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://n.example", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//n.example/a", False),
        ("https:", False),
        ("https://[", False),
        ("a.html", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_followed(url: str | None, leads: bool) -> None:  # noqa: FBT001 - a table's column
    """A link is made of an http or https address with a host, and of nothing else."""
    assert outside(url) == (url if leads else None)
