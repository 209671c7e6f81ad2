"""Charts as SVG that stands in the page: real text, real links, and the page's own colours.

pygal lays them out. Of what it draws the shapes, texts and links are kept; its scripts, styles,
comments and tooltips are taken out, and what a bar says is put as its title and label, which
browsers show and screen readers tell. Colours are classes, so that the page's style sheet sets
them for light, dark and print.

On a page that is read from the right the whole drawing is mirrored, and each text in it turned
back, so that bars grow from the right. Each text finds its own direction.
"""

from __future__ import annotations

import math
import re
import sys
from typing import Any, Final, Literal
from xml.etree.ElementTree import Element

import pygal  # type: ignore[import-untyped]
from markupsafe import Markup
from msgspec import Struct
from pygal.style import Style  # type: ignore[import-untyped]

from worker.views.report.reading import Target

# pygal puts a finder of its map plugins into Python's imports, in a form that Python 3.11 warns of
# at each import that fails, and later ones pass over. No map is drawn here.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]

_WIDTH: Final = 720
_ROW: Final = 30
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEEDLESS: Final = frozenset({"background", "overlay", "titles", "tooltip-overlay", "text-overlay"})
_STYLE: Final = Style(label_font_size=14, major_label_font_size=14)


class Bar(Struct, frozen=True, kw_only=True):
    """A value of a series."""

    value: int
    target: Target


class Series(Struct, frozen=True, kw_only=True):
    """Bars of one colour, one for each label; None where there is nothing."""

    name: str
    bars: list[Bar | None]


class Chart(Struct, frozen=True, kw_only=True):
    """What a chart shows."""

    form: Literal["rows", "columns", "dots"]
    """Stacked bars that lie, stacked bars that stand, or dots of the size of their values."""
    labels: list[str]
    series: list[Series]


def drawn(chart: Chart, *, title: str, about: str, right_to_left: bool) -> Markup:
    """Return the chart as an ``svg`` element, which ``title`` names.

    ``about`` is the id of the element that describes it.
    """
    laid_out = _laid_out(chart)
    # What lies is drawn from below.
    step = -1 if chart.form == "rows" else 1
    laid_out.x_labels = [legal(label) for label in chart.labels[::step]]
    for number, series in enumerate(chart.series):
        bars = [_bar(bar, number, place) for place, bar in enumerate(series.bars)]
        laid_out.add(legal(series.name), bars[::step])
    named = {"role": "group", "aria-label": legal(title), "aria-describedby": about}
    laid_out.add_xml_filter(lambda root: _cleaned(root, chart, named, mirrored=right_to_left))
    return Markup(laid_out.render(is_unicode=True))  # noqa: S704 - an XML writer escaped all text


def legal(text: str) -> str:
    """Return ``text`` without what XML can't hold."""
    return _ILLEGAL.sub(" ", text)


def _laid_out(chart: Chart) -> Any:  # noqa: ANN401 - pygal has no types
    match chart.form:
        case "rows":
            return pygal.HorizontalStackedBar(**_settings(56 + _ROW * len(chart.labels)))
        case "columns":
            every = max(1, math.ceil(len(chart.labels) / 6))
            return pygal.StackedBar(
                **_settings(260), x_labels_major_every=every, show_minor_x_labels=False
            )
        case "dots":
            height = 130 + (_ROW + 6) * len(chart.series)
            return pygal.Dot(**_settings(height), x_label_rotation=30)


def _settings(height: int) -> dict[str, object]:
    return {
        "width": _WIDTH,
        "height": height,
        "style": _STYLE,
        "css": [],
        "js": [],
        "show_legend": False,
        "disable_xml_declaration": True,
        "margin": 8,
        "truncate_label": -1,
        "spacing": 8,
        "max_scale": 7,
        "formatter": "{:,.0f}".format,
    }


def _bar(bar: Bar | None, series: int, place: int) -> dict[str, object] | None:
    """Return the bar as pygal takes it; its place goes through the layout as its ``target``."""
    if bar is None:
        return None
    return {"value": bar.value, "xlink": {"href": "#", "target": f"{series} {place}"}}


def _cleaned(root: Any, chart: Chart, named: dict[str, str], *, mirrored: bool) -> Any:  # noqa: ANN401
    shape = {"viewBox": root.get("viewBox"), "class": f"chart {chart.form}"}
    root.attrib.clear()
    root.attrib.update(shape | named)
    for link in root.iter("a"):
        _label(link, chart)
    for parent in list(root.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or _is_needless(parent, child):
                parent.remove(child)
    if mirrored:
        _mirror(root)
    return root


def _is_needless(parent: Element, element: Element) -> bool:
    if element.tag == "title":
        return parent.tag != "a"
    kinds = set(element.get("class", "").split())
    return element.tag in {"defs", "desc"} or bool(kinds & _NEEDLESS)


def _label(link: Any, chart: Chart) -> None:  # noqa: ANN401
    """Lead the bar's link to its claims, and have it say what the bar is."""
    number, place = map(int, link.get("target").split())
    series = chart.series[number]
    bar = series.bars[place]
    assert bar is not None  # noqa: S101 - only bars have links
    label = legal(f"{chart.labels[place]} · {series.name}: {bar.value:,}")
    link.attrib.clear()
    link.set("href", bar.target.anchor)
    link.set("data-show", bar.target.query)
    link.set("aria-label", label)
    title = link.makeelement("title", {})
    title.text = label
    link.insert(0, title)


def _mirror(root: Any) -> None:  # noqa: ANN401
    inner = list(root)
    flipped = root.makeelement("g", {"transform": f"translate({_WIDTH} 0) scale(-1 1)"})
    for child in inner:
        flipped.append(child)
    root.append(flipped)
    for text in root.iter("text"):
        turned = f"translate({2 * float(text.get('x', '0')):g} 0) scale(-1 1)"
        text.set("transform", f"{text.get('transform', '')} {turned}".strip())
