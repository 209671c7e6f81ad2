"""The report in a real browser, used as its readers do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.report import crowd
from tests.patience import wait
from tests.report import newsroom
from tests.report.told import counted
from tests.views.browser import Browser, Keys, browser, need_browser
from tests.views.report.hostile import HOSTILE, filled
from worker.packs import Pack
from worker.report import Figures
from worker.views.colours import SURFACES_DARK
from worker.views.report import report_page

ARTICLES = 200
MANY = 3700
"""Articles that have a little more than 20,000 claims, with their copies."""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser for all tests of this module."""
    need_browser()
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def press(packs: dict[str, Pack]) -> Figures:
    """Return the figures of the invented press."""
    return counted(packs, newsroom.events(ARTICLES, packs))


@pytest.fixture(scope="module")
def pages(press: Figures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the report in each language."""
    folder = tmp_path_factory.mktemp("pages")
    for language in ("ar", "en"):
        page = report_page(press, language, bounded=False)
        (folder / f"{language}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def window(started: Browser, pages: Path) -> Browser:
    """Return the browser with the Arabic report in a wide, light window."""
    started.look()
    started.open(pages / "ar.html")
    return started


SEEN = "return [...document.querySelectorAll('#found li')].map(row => row.dataset.c)"


def test_a_number_shows_its_claims(window: Browser) -> None:
    """A click on a number of a table shows as many claims as it says, all of that kind."""
    window.find("#stances summary").click()
    number = window.find("#stances tbody a.n")
    count = int(number.text)
    number.click()
    rows = [row.split("|") for row in window.tell(SEEN)]
    assert len(rows) == min(count, 50)
    assert len({(voice, stance) for voice, stance, *_ in rows}) == 1
    assert str(count) in window.find("#found .count").text
    assert window.complaints() == []


def test_a_bar_shows_its_claims(window: Browser) -> None:
    """A click on a bar shows its claims; closing goes back to where one was."""
    bar = "#voices svg a"
    query = window.find(bar).get_attribute("data-show")
    window.tell("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", bar)
    window.find(f"{bar} rect").click()
    voice = (query or "").split("&")[0].removeprefix("voice=")
    assert {row.split("|")[0] for row in window.tell(SEEN)} == {voice}
    window.press(Keys.ESCAPE)
    assert not window.tell("return document.getElementById('found').open")
    assert "#" not in window.driver.current_url


def test_long_lists_come_in_parts(window: Browser) -> None:
    """Of many claims fifty are shown, and more as one asks for them."""
    window.find(".totals a").click()
    assert window.count("#found li") == 50
    window.find("#found .more").click()
    assert window.count("#found li") == 100


def test_an_address_shows_what_was_shown(window: Browser, pages: Path) -> None:
    """The address of a list of claims opens it again, and going back closes it."""
    window.find(".totals a").click()
    window.driver.back()
    shown = "return document.getElementById('found').open"
    wait(lambda: not window.tell(shown), "the list closes", every=0.05)
    window.open(pages / "ar.html", "#show?stance=deny")
    assert {row.split("|")[1] for row in window.tell(SEEN)} == {"deny"}


def test_a_link_to_a_claim_opens_its_speaker(window: Browser) -> None:
    """A claim that is linked to is unfolded and in view."""
    link = window.find("#checkable a.claim")
    target = link.get_attribute("href").split("#")[1]  # type: ignore[union-attr]
    link.click()
    unfolded = f"return document.getElementById('{target}').closest('details').open"
    wait(lambda: window.tell(unfolded), "the speaker is unfolded", every=0.05)
    assert window.in_view(f"#{target}")


def test_a_keyboard_is_enough(window: Browser) -> None:
    """Tab goes to a chart once, arrows go from bar to bar, Enter shows the claims of one."""
    stops: list[str] = []
    for _ in range(60):
        window.press(Keys.TAB)
        stops.append(window.tell("return document.activeElement.closest('svg')?.ariaLabel ?? ''"))
        if stops[-1]:
            break
    first = window.tell("return document.activeElement.getAttribute('aria-label')")
    window.press(Keys.ARROW_DOWN)
    second = window.tell("return document.activeElement.getAttribute('aria-label')")
    assert first != second
    window.press(Keys.ENTER)
    assert window.count("#found li") > 0
    window.press(Keys.ESCAPE)
    assert window.tell("return document.activeElement.getAttribute('aria-label')") == second
    window.press(Keys.TAB)
    assert window.tell("return document.activeElement.closest('svg')") is None


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_phone_need_not_scroll_sideways(language: str, started: Browser, pages: Path) -> None:
    """The page is as wide as a phone; only charts and tables scroll by themselves."""
    started.look(width=360, height=740)
    started.open(pages / f"{language}.html")
    assert started.tell("return document.documentElement.scrollWidth <= innerWidth")
    started.find(".totals a").click()
    assert started.in_view("#found .close")
    assert started.tell("return document.documentElement.scrollWidth <= innerWidth")


def test_dark_pages_have_dark_charts(window: Browser, pages: Path) -> None:
    """Surface, words and bars have their dark colours where the reader's device is dark."""
    colour = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
    asked = [("body", "backgroundColor"), ("svg text", "fill"), ("svg rect", "fill")]
    light = [window.tell(colour, *each) for each in asked]
    window.look(dark=True)
    window.open(pages / "ar.html")
    dark = [window.tell(colour, *each) for each in asked]
    red, green, blue = (int(SURFACES_DARK[0][at : at + 2], 16) for at in (1, 3, 5))
    assert dark[0] == f"rgb({red}, {green}, {blue})"
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_arabic_charts_run_from_the_right(started: Browser, pages: Path) -> None:
    """Names stand to the right of the bars in Arabic, to the left in English, and in one piece."""
    places = {}
    for language in ("ar", "en"):
        started.look()
        started.open(pages / f"{language}.html")
        middle = "const b = document.querySelector(arguments[0]).getBoundingClientRect(); return b.x + b.width / 2"
        name = started.tell(middle, "#voices .axis.y text")
        bar = started.tell(middle, "#voices .series rect")
        places[language] = name > bar
        text = started.tell("return document.querySelector('#voices .axis.y text').textContent")
        assert " " in text
    assert places == {"ar": True, "en": False}


def test_a_page_without_scripts_still_leads_to_claims(started: Browser, pages: Path) -> None:
    """Where scripts are off, a number leads to the speaker's claims, and a line says so."""
    started.look(scripts=False)
    started.open(pages / "en.html")
    assert started.find("noscript .cut").is_displayed()
    link = started.find("#voices .legend a").get_attribute("href")
    assert link is not None
    assert link.endswith("#claims")
    started.find("#v0 summary").click()
    assert started.find("#v0 li p").is_displayed()


def test_paper_has_the_charts(window: Browser) -> None:
    """The page can be printed: some pages of figures, and no list that nobody opened."""
    assert 3 <= len(re.findall(rb"/Type ?/Page\b", window.paper())) <= 12


def test_hostile_words_are_shown_as_they_are(
    started: Browser, packs: dict[str, Pack], tmp_path: Path
) -> None:
    """Markup and script in every field run nowhere: not in the page, nor in a list of claims."""
    events = [filled(each, HOSTILE) for each in newsroom.events(30, packs)]
    path = tmp_path / "page.html"
    path.write_text(report_page(counted(packs, events), "en", bounded=False), encoding="utf-8")
    started.look()
    started.complaints()
    started.tell("window.alert = () => {}")
    started.open(path)
    started.find(".totals a").click()
    assert HOSTILE in started.find("#found li p").text
    assert started.count("img, iframe, object, embed, main script, dialog script") == 0
    assert started.complaints() == []


def test_twenty_thousand_claims_open_in_three_seconds(
    started: Browser, packs: dict[str, Pack], tmp_path: Path
) -> None:
    """A report over 20,000 claims of thousands of speakers opens in three seconds.

    In CPU time of the page, so that a busy machine fails nothing.
    """
    figures = counted(packs, crowd(MANY, packs))
    assert figures.totals.claims >= 20_000
    began = time.process_time()
    page = report_page(figures, "ar", bounded=False)
    assert time.process_time() - began < 8
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    started.look()
    assert 0 < min(started.seconds(path) for _ in range(3)) < 3
    started.find(".totals a").click()
    assert started.count("#found li") == 50
