"""The page of an article: what of the event is on it, and that it is only ever text."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import msgspec
import pytest

from tests.views.events import ARABIC, ENGLISH, event_of, filled
from worker.event import Event, Mention, Passage, Span
from worker.packs import Pack
from worker.views.show import show

_VOID = {"meta"}


class Page(HTMLParser):
    """A page, taken apart: its elements with attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and a link within a link."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "a" and "a" in self._open:
            self.faults.append("a in a")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note an end that is not of the last that began."""
        if self._open.pop() != tag:
            self.faults.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text.append(data)

    def shape(self) -> list[str]:
        """Return every element with the names of its attributes, in order."""
        return [" ".join([tag, *attributes]) for tag, attributes in self.elements]

    def classed(self, name: str) -> list[dict[str, str]]:
        """Return the attributes of the elements of a class."""
        return [each for _, each in self.elements if name in each.get("class", "").split()]


@pytest.fixture(params=[ARABIC, ENGLISH], ids=["ar", "en"])
def event(request: pytest.FixtureRequest, packs: dict[str, Pack]) -> Event:
    """Return an event with several speakers."""
    made = event_of(request.param, packs, title=request.param.split("\n")[0])
    assert len(made.speakers) >= 2
    return made


def test_the_markup_is_sound(event: Event) -> None:
    """Elements lie in one another, no link in a link, no id comes twice, each anchor has its end."""
    page = Page(show(event))
    assert page.faults == []
    ids = Counter(each["id"] for _, each in page.elements if "id" in each)
    assert [name for name, times in ids.items() if times > 1] == []
    links = [each["href"] for tag, each in page.elements if tag == "a"]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []


def test_both_sides_have_every_claim(event: Event) -> None:
    """Each claim is marked in the text with a badge that leads to its card, and the card back."""
    page = Page(show(event))
    numbers = [str(number) for number in range(1, len(event.claims) + 1)]
    cards = [each["data-claim"] for each in page.classed("card")]
    badges = [each for each in page.classed("badge") if "href" in each]
    assert sorted(cards, key=int) == numbers
    assert sorted(each["href"] for each in badges) == sorted(f"#c{number}" for number in numbers)
    assert {each["id"] for each in badges} == {f"t{number}" for number in numbers}
    marked = {each["data-claim"] for each in page.classed("claim") if "data-claim" in each}
    assert marked == set(numbers)


def test_the_text_is_all_there(event: Event) -> None:
    """Without the badges, the words of the page's article are those of the event's."""
    [text] = re.findall(r'<div class="text".*?</div>', show(event), re.DOTALL)
    without = re.sub(r"<a [^>]*badge.*?</a>", "", text)
    words = "\n\n".join(
        "".join(Page(paragraph).text) for paragraph in re.findall(r"<p.*?</p>", without, re.DOTALL)
    )
    assert words == event.article.text


def test_the_page_goes_as_its_language_does(packs: dict[str, Pack]) -> None:
    """An Arabic article has an Arabic page from right to left, and a Latin paragraph its own way."""
    made = show(event_of(f"{ARABIC}\nNorvane Pumps Holding Limited\n", packs))
    assert '<html lang="ar" dir="rtl">' in made
    assert '<p dir="rtl"><span class="cue' in made
    assert '<p dir="ltr">Norvane Pumps Holding Limited</p>' in made


def test_a_claim_in_a_claim_is_nested_and_linked(packs: dict[str, Pack]) -> None:
    """The inner claim lies in the outer one's mark, and its card leads to the outer card."""
    made = event_of(ENGLISH, packs)
    [inner] = [claim for claim in made.claims if claim.within]
    numbers = {claim.id: number for number, claim in enumerate(made.claims, start=1)}
    page = show(made)
    outer = numbers[inner.within or ""]
    [around] = re.findall(rf'<mark class="claim h1[^>]*data-claim="{outer}">.*?</p>', page)
    assert f'data-claim="{numbers[inner.id]}"' in around
    [card] = re.findall(rf'<li id="c{numbers[inner.id]}".*?</li>', page)
    assert f'href="#c{outer}"' in card


def test_a_page_of_an_article_in_which_nobody_speaks(packs: dict[str, Pack]) -> None:
    """Such a page has the text, says that nobody speaks, and has no legend."""
    page = show(event_of("The pier is long. The water is cold and the boats are old.", packs))
    assert "Nobody speaks in this article." in page
    assert 'class="legend"' not in page


def test_only_web_addresses_become_links(packs: dict[str, Pack]) -> None:
    """The original is a link with its host; another kind of address is shown and leads nowhere."""
    made = event_of(ENGLISH, packs, url="https://n.example/a?b")
    assert (
        '<a href="https://n.example/a?b" rel="noopener noreferrer" dir="ltr">n.example</a>'
        in show(made)
    )
    article = msgspec.structs.replace(made.article, url="javascript:alert(1)")
    page = show(msgspec.structs.replace(made, article=article))
    assert "<bdi>javascript:alert(1)</bdi>" in page
    assert 'href="javascript' not in page


def hostile(path: str) -> str:
    """Return markup that would show in any context: text, attribute, style, script, comment."""
    if path in {
        "event.speakers.id",
        "event.claims.id",
        "event.claims.speaker",
        "event.claims.within",
    }:
        path = "an id"
    return f"</title></style></script>--><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&lt;{path}"


@pytest.mark.parametrize("choice", range(2))
def test_no_field_of_an_event_is_markup(choice: int) -> None:
    """Markup in every text field, found by walking the types, adds nothing and is shown as text."""
    plain = Page(show(filled(lambda path: f"words {path}"[:8], choice=choice)))
    page = Page(show(filled(hostile, choice=choice)))
    assert page.shape() == plain.shape()
    assert page.faults == []
    links = [each["href"] for tag, each in page.elements if tag == "a"]
    assert [link for link in links if not re.fullmatch(r"#([cts]\d+|speakers|nobody)", link)] == []
    shown = "".join(page.text)
    fields = ("speakers.name", "speakers.role", "claims.text", "article.removed", "claims.evidence")
    assert [name for name in fields if hostile(f"event.{name}") not in shown] == []


@pytest.mark.parametrize("start", [-5, 0, 3, 10**9])
@pytest.mark.parametrize("end", [-5, 0, 3, 10**9])
def test_offsets_that_lead_nowhere_harm_nothing(
    packs: dict[str, Pack], start: int, end: int
) -> None:
    """An event of another's making, with offsets outside of its text, has a sound page."""
    made = event_of(ENGLISH, packs)
    claims = [
        msgspec.structs.replace(
            claim,
            spans=[Span(start, end), *claim.spans],
            quotes=[Span(start, end)],
            mention=Passage(text="x", start=start, end=end),
            within=made.claims[0].id,
            speaker="nobody of ours",
        )
        for claim in made.claims
    ]
    speakers = [
        msgspec.structs.replace(each, mentions=[Mention(field="text", start=start, end=end)])
        for each in made.speakers
    ]
    page = Page(show(msgspec.structs.replace(made, claims=claims, speakers=speakers)))
    assert page.faults == []
    assert len(page.classed("card")) == len(claims)
