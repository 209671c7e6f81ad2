"""``make pictures``: pictures of pages and dashboards, taken anew in the browser of the tests.

Those of dashboards are drawn from what `tests.deploy.scene` shows a Prometheus, so they need what
it needs. Look at all before you commit them. Letters are those of the machine; Debian's
``fonts-noto-core`` has all that are needed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from PIL import Image

from tests.deploy.asked import BOARDS, board
from tests.deploy.drawn.answers import answers
from tests.deploy.drawn.page import WIDTH, page
from tests.deploy.scene import JOBS, scene
from tests.report import newsroom
from tests.views.browser import Browser, browser, missing
from tests.views.events import NOW
from worker import packs, pipeline
from worker.event import Published
from worker.report import Period, figures
from worker.sources.files import records
from worker.views.report import report_page
from worker.views.show import show

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "pictures"
ARTICLES = ROOT / "seeds" / "articles"

REPORTED = 240
"""Articles of the report, besides their copies."""

SHOWN_SECONDS = 180
"""How long the workers of the dashboards have been watched."""

_HALF = 128
"""Of the colours of a palette."""


class Shot(Struct, frozen=True, kw_only=True):
    """A picture: of which article, on what device, with which claim chosen."""

    name: str
    file: str
    record: int = 1
    width: int = 1280
    height: int = 800
    dark: bool = False
    claim: int


SHOTS = (
    Shot(name="article-arabic", file="000_bbd0f24a46bbe061.txt", claim=1),
    Shot(name="article-english", file="bridge-inquiry.txt", dark=True, claim=2),
    Shot(name="article-phone", file="articles.jsonl", width=390, height=800, claim=1),
)


def main() -> int:
    """Take all pictures; return the exit status."""
    if lack := missing():
        print(f"pictures: {lack}", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        browser(Path(folder, "profile")) as window,
    ):
        for shot in SHOTS:
            written = Path(folder, f"{shot.name}.html")
            written.write_text(page_of(shot), encoding="utf-8")
            print(take(window, shot, written).relative_to(ROOT))
        print(take_report(window, Path(folder, "report.html")).relative_to(ROOT))
        try:
            for taken in take_boards(window, Path(folder)):
                print(taken.relative_to(ROOT))
        except (pytest.skip.Exception, pytest.fail.Exception) as lack:  # as the scene tells it
            print(f"pictures: {lack}", file=sys.stderr)
            return 2
    return 0


def page_of(shot: Shot) -> str:
    """Return the page of the shot's article."""
    loaded = {language: packs.load(language) for language in packs.available()}
    found = list(records([ARTICLES / shot.file], sys.stdin.buffer))
    outcome = pipeline.process(found[shot.record - 1], loaded, now=NOW)
    if not isinstance(outcome, Published):
        raise TypeError(outcome)
    return show(outcome.event)


def take(window: Browser, shot: Shot, written: Path) -> Path:
    """Open the page on the shot's device, choose its claim, and write what is seen."""
    window.look(width=shot.width, height=shot.height, dark=shot.dark)
    window.open(written)
    window.find(f"#t{shot.claim}").click()
    window.tell("scrollTo(0, 0); document.activeElement.blur()")
    path = FOLDER / f"{shot.name}.png"
    window.picture(path)
    return path


def take_report(window: Browser, written: Path) -> Path:
    """Write what is seen first of a report over the invented press."""
    loaded = {language: packs.load(language) for language in packs.available()}
    period = Period(loaded.values())
    for event in newsroom.events(REPORTED, loaded):
        period.add(event)
    written.write_text(report_page(figures(period), "ar", bounded=False), encoding="utf-8")
    window.look(width=1040, height=1560)
    window.open(written)
    path = FOLDER / "report-arabic.png"
    window.picture(path)
    return path


def take_boards(window: Browser, folder: Path) -> Iterator[Path]:
    """Watch workers for a while, and write each dashboard as it shows them."""
    with scene(folder) as prometheus:
        time.sleep(max(0, prometheus.began + SHOWN_SECONDS - time.time()))
        ended = time.time()
        asked = {path: answers(prometheus, path, JOBS, ended=ended) for path in BOARDS}
    for path, found in asked.items():
        written = folder / f"{path.stem}.html"
        written.write_text(page(board(path), found), encoding="utf-8")
        window.look(width=WIDTH)
        window.open(written)
        picture = FOLDER / f"dashboard-{path.stem}.png"
        window.picture(picture, height=window.tell("return document.body.scrollHeight"))
        _reduce(picture)
        yield picture


def _reduce(picture: Path) -> None:
    """Keep as many colours as a palette holds: a third of the size, and the same to the eye.

    Half of them are those of most of the picture, grounds and areas; the others
    are spread over what is left, so that thin lines keep theirs.
    """
    with Image.open(picture) as opened:
        seen = opened.convert("RGB")
    palette = Image.new("P", (1, 1))
    palette.putpalette(_frequent(seen) + _spread(seen))
    seen.quantize(palette=palette, dither=Image.Dither.NONE).save(picture, optimize=True)


def _frequent(seen: Image.Image) -> list[int]:
    counted = seen.getcolors(seen.width * seen.height) or []
    colours = [colour for _, colour in sorted(counted, reverse=True)[:_HALF]]
    return [part for colour in colours if isinstance(colour, tuple) for part in colour]


def _spread(seen: Image.Image) -> list[int]:
    return seen.quantize(_HALF, Image.Quantize.MAXCOVERAGE, kmeans=3).getpalette() or []


if __name__ == "__main__":
    sys.exit(main())
