"""The report's page: what it shows, what its links lead to, and what it makes of hostile text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.report import newsroom
from tests.report.told import counted, event
from tests.views.events import filled as every_field
from tests.views.report.hostile import HOSTILE, filled
from tests.views.test_show import hostile
from worker.packs import Pack
from worker.report import Figures
from worker.views.report import report_page
from worker.views.report.reading import LISTED
from worker.views.words import available

ARTICLES = 60


class Page(HTMLParser):
    """Notes elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.words.append(data)

    @property
    def shape(self) -> list[tuple[str, list[str]]]:
        """Tags with the names of their attributes."""
        return [(tag, sorted(attributes)) for tag, attributes in self.elements]

    def all(self, name: str) -> Iterator[str]:
        """Yield the values of an attribute."""
        return (attributes[name] for _, attributes in self.elements if name in attributes)


@pytest.fixture(scope="module")
def press(packs: dict[str, Pack]) -> Figures:
    """Return the figures of the invented press."""
    return counted(packs, newsroom.events(ARTICLES, packs))


@pytest.mark.parametrize("language", available())
def test_every_number_leads_to_its_claims(press: Figures, language: str) -> None:
    """What a link asks for is in the list as often as its number says."""
    page = Page(report_page(press, language, bounded=True))
    listed = [row.split("|") for row in page.all("data-c")]
    keys = ("voice", "stance", "day", "outlet", "about", "same")
    rows = [dict(zip(keys, row, strict=True)) for row in listed]
    asked = {}
    for _, attributes in page.elements:
        told = re.search(r": ([\d,]+)$", attributes.get("aria-label", ""))
        if told and "data-show" in attributes:
            asked[attributes["data-show"]] = int(told[1].replace(",", ""))
    assert len(asked) > 200
    for query, number in asked.items():
        assert sum(_fits(row, query) for row in rows) == number, query


def _fits(row: dict[str, str], query: str) -> bool:
    for part in filter(None, query.split("&")):
        key, _, value = part.partition("=")
        if key == "day":
            if not row[key].startswith(value):
                return False
        elif key == "beyond":
            if row["outlet"] in value.split(","):
                return False
        elif key == "about":
            if value not in row[key].split(","):
                return False
        elif row[key] != value:
            return False
    return True


def test_every_anchor_is_there(press: Figures) -> None:
    """Each link inside of the page has its place, and no id is there twice."""
    page = Page(report_page(press, "ar", bounded=False))
    ids = list(page.all("id"))
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(ids)


def test_hostile_text_is_text(packs: dict[str, Pack]) -> None:
    """Markup and script in every field of every event add no element, attribute or address."""
    plain = list(newsroom.events(ARTICLES, packs))
    harmless = Page(
        report_page(counted(packs, [filled(each, "word") for each in plain]), "en", bounded=True)
    )
    attacked = Page(
        report_page(counted(packs, [filled(each, HOSTILE) for each in plain]), "en", bounded=True)
    )
    assert {tag for tag, _ in attacked.elements} == {tag for tag, _ in harmless.elements}
    assert _names(attacked) == _names(harmless)
    assert not [link for link in attacked.all("href") if not link.startswith(("#", "https://"))]
    assert sum(HOSTILE in words for words in attacked.words) > ARTICLES


@pytest.mark.parametrize("choice", range(4))
def test_no_field_of_an_event_is_markup(choice: int, packs: dict[str, Pack]) -> None:
    """An event with markup in every string that its type has adds nothing, and leads nowhere."""
    pages = [
        Page(report_page(counted(packs, [every_field(text, choice=choice)]), "en", bounded=True))
        for text in (lambda path: re.sub("[^a-z. ]", "x", hostile(path)), hostile)
    ]
    assert pages[0].shape == pages[1].shape
    assert not [link for link in pages[1].all("href") if not link.startswith("#")]
    assert any("<script>" in words for words in pages[1].words)


def _names(page: Page) -> set[tuple[str, str]]:
    return {(tag, name) for tag, attributes in page.elements for name in attributes}


def test_charts_hold_what_xml_can_not(packs: dict[str, Pack]) -> None:
    """Control characters and lone surrogates in names are no reason to fail."""
    found = counted(packs, [event("a", ("Nora\x00\x0b\ud800\ufffe Quill", "It \x00 rains\ud800"))])
    page = report_page(found, "en", bounded=False)
    assert "Nora" in page
    assert not re.search("[\x00\x0b]", page)


def test_charts_are_text_and_ask_for_nothing(press: Figures) -> None:
    """A chart is named and described, its labels are text, and it brings no script or style."""
    page = Page(report_page(press, "ar", bounded=False))
    charts = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert len(charts) == 4
    assert all(chart["aria-label"] for chart in charts)
    assert not list(page.all("style"))
    assert [tag for tag, _ in page.elements if tag in {"style", "script"}] == ["style", "script"]
    assert any(words.strip() == "سلوى الزمردي" for words in page.words)


def test_what_is_cut_says_so(packs: dict[str, Pack]) -> None:
    """Tables and the list of claims tell how much they show; the figures count all."""
    many = 130
    found = counted(
        packs,
        [
            event(f"a{number}", *((f"Nora Quill{number}", f"Rain in place {n} of {number}") for n in range(LISTED // many + 1)))
            for number in range(many)
        ],
    )  # fmt: skip
    page = report_page(found, "en", bounded=False)
    count = f"{len(found.claims):,}"
    assert f"Listed: the 20,000 newest of {count} claims" in page
    assert f"Shown: 100 of {many}." in page
    assert len(list(Page(page).all("data-c"))) == LISTED


def test_a_period_without_claims_has_a_page(packs: dict[str, Pack]) -> None:
    """Articles in which nobody speaks give a page whose sections say that there is nothing."""
    page = report_page(counted(packs, [event("a", day=None)]), "en", bounded=False)
    assert page.count("There is none in this period.") == 7


@pytest.mark.parametrize(
    ("last", "head"), [("2026-09-20", "Day"), ("2027-09-01", "Month"), ("2046-09-01", "Year")]
)
def test_long_periods_are_counted_by_month_or_year(
    last: str, head: str, packs: dict[str, Pack]
) -> None:
    """The columns of time are days, and in long periods months or years."""
    told = ("Nora Quill", "It rains")
    found = counted(packs, [event("a", told), event("b", told, day=last)])
    page = Page(report_page(found, "en", bounded=False))
    assert head in page.words
    assert f"day={last[: {'Day': 10, 'Month': 7, 'Year': 4}[head]]}" in page.all("data-show")
