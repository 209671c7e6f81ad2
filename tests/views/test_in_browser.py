"""The page of an article in a real browser, used as its readers do."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.views.browser import Browser, Keys, browser, need_browser
from tests.views.events import ARABIC, ENGLISH, event_of, filled
from tests.views.test_show import hostile
from worker.event import Event
from worker.packs import Pack
from worker.views.colours import SURFACES_DARK, SURFACES_LIGHT
from worker.views.show import show

_LONG_WORDS = 20_000


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser for all tests of this module."""
    need_browser()
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def window(started: Browser) -> Browser:
    """Return the browser with a wide, light window."""
    started.look()
    started.complaints()
    return started


@pytest.fixture
def english(packs: dict[str, Pack]) -> Event:
    """Return an event with two speakers, and with enough text that a page must be scrolled."""
    quiet = "The pier is long and the water below it is cold. " * 60
    return event_of(f"{ENGLISH}\n{quiet}\n\n{ENGLISH}", packs, title="A ferry")


def opened(window: Browser, folder: Path, event: Event, fragment: str = "") -> Browser:
    """Open the page of ``event``."""
    path = folder / "page.html"
    path.write_text(show(event), encoding="utf-8")
    window.open(path, fragment)
    return window


def chosen(window: Browser) -> list[str]:
    """Return the numbers of the claims that are chosen, first in the list and then in the text."""
    found = "return [...document.querySelectorAll('.card.on, .claim.on')].map(e => e.dataset.claim)"
    return list(dict.fromkeys(window.tell(found)))


def test_a_click_in_the_text_finds_the_card(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """A click on a claim's words chooses it on both sides and brings its card into view."""
    page = opened(window, tmp_path, english)
    last = f"#c{len(english.claims)}"
    page.tell("document.querySelector(arguments[0]).scrollIntoView()", last.replace("c", "t"))
    assert not page.in_view(last)
    page.find(f".claim[data-claim='{last[2:]}']").click()
    assert chosen(page) == [last[2:]]
    assert page.in_view(last)
    assert page.tell("return location.hash") == last


def test_a_click_on_a_card_finds_the_claim(window: Browser, tmp_path: Path, english: Event) -> None:
    """A click anywhere on a card chooses its claim and brings it into view."""
    page = opened(window, tmp_path, english)
    last = len(english.claims)
    assert not page.in_view(f"#t{last}")
    page.find(f"#c{last} .chips").click()
    assert chosen(page) == [str(last)]
    assert page.in_view(f"#t{last}")


def test_a_click_on_an_inner_claim_is_not_one_on_the_outer(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """Where one claim lies in another, the inner one is chosen."""
    page = opened(window, tmp_path, english)
    page.find(".claim .claim").click()
    inner = next(at for at, claim in enumerate(english.claims, start=1) if claim.within)
    assert chosen(page) == [str(inner)]


def test_a_click_beside_all_claims_chooses_none(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """A click on plain text, and Escape, let go of what was chosen."""
    page = opened(window, tmp_path, english)
    page.find("#c1").click()
    page.find("h1").click()
    assert chosen(page) == []
    page.find("#c1").click()
    page.press(Keys.ESCAPE)
    assert chosen(page) == []


def test_the_keyboard_reaches_both_sides(window: Browser, tmp_path: Path, english: Event) -> None:
    """Tab goes to a badge, Enter to its card, Tab and Enter back; the focus can be seen."""
    page = opened(window, tmp_path, english)
    while page.focused() != "t1":
        page.press(Keys.TAB)
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert page.tell(outline) == "solid"
    page.press(Keys.ENTER)
    assert page.focused() == "c1"
    assert chosen(page) == ["1"]
    page.press(Keys.TAB)
    page.press(Keys.ENTER)
    assert page.focused() == "t1"


def test_n_and_p_go_through_the_claims(window: Browser, tmp_path: Path, english: Event) -> None:
    """The key n chooses the next claim of the text and p the one before, around its ends."""
    page = opened(window, tmp_path, english)
    order = page.tell(
        "return [...document.querySelectorAll('.text .badge')].map(e => e.id.slice(1))"
    )
    walked = []
    for key in "nnpnp":
        page.press(key)
        walked += chosen(page)
    assert walked == [order[0], order[1], order[0], order[1], order[0]]
    page.press("p")
    assert chosen(page) == [order[-1]]
    assert page.focused() == f"t{order[-1]}"
    assert page.in_view(f"#t{order[-1]}")


def test_the_first_tab_skips_to_the_speakers(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """The first link of the page is seen when it has the focus, and leads to the list."""
    page = opened(window, tmp_path, english)
    page.press(Keys.TAB)
    assert page.tell("return document.activeElement.className") == "skip"
    page.press(Keys.ENTER)
    assert page.focused() == "speakers"


def test_a_screen_reader_hears_what_is_what(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """Landmarks have names; a badge says its claim, its speaker and the stance, a bar its share."""
    page = opened(window, tmp_path, english)
    assert page.heard("main") == [""]
    assert page.heard("article") == ["A ferry"]
    claims, speakers = len(english.claims), len(english.speakers)
    assert page.heard("complementary") == [f"Speakers: {speakers} · Claims: {claims}"]
    links = page.heard("link")
    assert "Claim 1: Odile Farrow, asserts" in links
    assert f"Claim 1: {english.claims[0].text}" in links
    assert f"Confidence: {english.claims[0].confidence:.2f}" in page.heard("meter")
    assert {"A ferry", "Odile Farrow", "Tobias Wren"} <= set(page.heard("heading"))


def test_a_link_to_a_claim_opens_there(window: Browser, tmp_path: Path, english: Event) -> None:
    """An address that ends in a claim's anchor opens with that claim chosen."""
    page = opened(window, tmp_path, english, fragment="#t3")
    assert chosen(page) == ["3"]
    assert page.in_view("#t3")


def test_it_works_without_javascript(window: Browser, tmp_path: Path, english: Event) -> None:
    """Without scripts, badges and cards are links to one another, and the card is marked."""
    window.look(scripts=False)
    page = opened(window, tmp_path, english)
    page.find("#t2").click()
    assert page.driver.current_url.endswith("#c2")
    shadow = page.find("#c2").value_of_css_property("box-shadow")
    assert shadow != "none"
    page.find("#c2 .words a").click()
    assert page.driver.current_url.endswith("#t2")


@pytest.mark.parametrize("text", [ARABIC, ENGLISH], ids=["ar", "en"])
def test_a_phone_shows_it_without_scrolling_aside(
    window: Browser, tmp_path: Path, packs: dict[str, Pack], text: str
) -> None:
    """At a phone's width nothing sticks out, and a chosen card comes up over the text, named."""
    window.look(width=360, height=640)
    long = "w" * 200
    page = opened(
        window, tmp_path, event_of(f"{text}\n{long}\n", packs, title=f"{text[:60]} {long}")
    )
    assert page.tell("return document.documentElement.scrollWidth") <= 360
    scrolled = "document.querySelector('#t1').scrollIntoView({block: 'center'}); return scrollY"
    before = page.tell(scrolled)
    page.find("#t1").click()
    assert page.in_view("#c1")
    assert page.find("#c1").value_of_css_property("position") == "fixed"
    assert page.find("#c1 .by").is_displayed()
    assert page.tell("return scrollY") == before
    page.find("#c1 .words a").click()
    assert page.find("#c1").value_of_css_property("position") == "static"


def test_a_card_does_not_cover_its_claim(window: Browser, tmp_path: Path, english: Event) -> None:
    """On a phone, a claim at the foot of the screen moves up when its card comes."""
    window.look(width=360, height=640)
    page = opened(window, tmp_path, english)
    last = len(english.claims)
    page.tell("document.getElementById(arguments[0]).scrollIntoView({block: 'end'})", f"t{last}")
    page.tell("document.getElementById(arguments[0]).click()", f"t{last}")
    claim, card = (
        page.tell("return document.getElementById(arguments[0]).getBoundingClientRect()", anchor)
        for anchor in (f"t{last}", f"c{last}")
    )
    assert page.in_view(f"#t{last}")
    assert claim["bottom"] < card["top"] < 640


def _rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.mark.parametrize(
    ("dark", "surface"), [(False, SURFACES_LIGHT[0]), (True, SURFACES_DARK[0])]
)
def test_it_follows_light_and_dark(
    window: Browser, tmp_path: Path, english: Event, surface: str, *, dark: bool
) -> None:
    """The page has the surface of the reader's choice, and its text stands out from it."""
    window.look(dark=dark)
    page = opened(window, tmp_path, english)
    body = page.find("body")
    assert page.tell("return getComputedStyle(document.body).backgroundColor") == _rgb(surface)
    light = sum(map(int, re.findall(r"\d+", body.value_of_css_property("color"))[:3])) > 380
    assert light == dark


@pytest.mark.parametrize("dark", [False, True])
def test_it_can_be_printed(window: Browser, tmp_path: Path, english: Event, *, dark: bool) -> None:
    """On paper there are both sides, on several pages, whatever was scrolled or dark."""
    window.look(dark=dark)
    page = opened(window, tmp_path, english)
    paper = page.paper()
    assert paper.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) >= 2
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    unpacked = [_unpacked(stream) for stream in streams]
    # No surface is painted over the whole of a sheet in dark.
    assert not any(b".082353" in each and b" re\nf" in each for each in unpacked)


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("choice", range(2))
def test_hostile_text_does_nothing(window: Browser, tmp_path: Path, choice: int) -> None:
    """Of a page with markup in every field nothing runs, is loaded, or is refused by the policy."""
    page = opened(window, tmp_path, filled(hostile, choice=choice))
    page.find(".card").click()
    assert page.count("img") == 0
    assert page.count("script") == 1
    assert page.tell("return performance.getEntriesByType('resource').length") == 0
    assert page.complaints() == []


def test_the_policy_stops_what_is_not_of_the_page(
    window: Browser, tmp_path: Path, english: Event
) -> None:
    """Even markup that got into the page would neither run nor load anything."""
    path = tmp_path / "page.html"
    evil = "<script>document.title='taken'</script><img src='http://127.0.0.1:9/x.png'>"
    path.write_text(show(english).replace("<main", f"{evil}<main", 1), encoding="utf-8")
    window.open(path)
    assert window.driver.title == "A ferry"
    told = " ".join(window.complaints())
    assert "Content Security Policy" in told
    assert "ERR_CONNECTION" not in told


def test_a_long_article_opens_in_under_a_second(
    window: Browser, tmp_path: Path, packs: dict[str, Pack]
) -> None:
    """The page of 20,000 words, with a claim in every dozen of them, is shown within a second.

    In CPU time of the page, so that a busy machine fails nothing.
    """
    event = event_of(ENGLISH * (_LONG_WORDS // len(ENGLISH.split()) + 1), packs)
    assert len(event.article.text.split()) >= _LONG_WORDS
    assert len(event.claims) > _LONG_WORDS // 12
    path = tmp_path / "page.html"
    path.write_text(show(event), encoding="utf-8")
    assert 0 < min(window.seconds(path) for _ in range(3)) < 1
