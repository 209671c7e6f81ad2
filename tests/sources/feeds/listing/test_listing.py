"""Lists of feeds: what is read, what is refused and in which words, and the way there and back."""

from __future__ import annotations

import tomllib
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest

from worker.config.settings import Schedule
from worker.errors import ListError
from worker.sources.feeds.feed import Feed
from worker.sources.feeds.listing import Dropped, read, written

CASES = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))["case"]

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="News">
  <outline title="Arabic" text="x">
    <outline type="rss" text="Marsa Post &amp; Sons" XMLURL=" https://marsa.example/rss " language="ar-SY"/>
    <outline type="rss" text="again" xmlUrl="https://MARSA.example/rss"/>
    <outline text=""><outline xmlurl="https://deep.example/atom"/></outline>
  </outline>
  <outline text="no feed" htmlUrl="https://page.example/"/>
</outline>
<outline text="mail" xmlUrl="mailto:x@y.example"/>
<outline text="locked" xmlUrl="https://u:p@z.example/rss"/>
<outline text="empty" xmlUrl=""/>
</body></opml>
"""

WHOLE = Feed(
    url="https://a.example/rss?x=1&y=2",
    name='A "quoted" name\n<and> more',
    outlet="Outlet",
    country="SY",
    language="ar",
    shortest_interval=60.0,
    longest_interval=3600.0,
    full_text=False,
    tags=["news", "قسم"],
)


def _write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _faults(path: Path) -> list[str]:
    with pytest.raises(ListError) as caught:
        read(path)
    return [fault.replace(str(path), "LIST").removeprefix("LIST") for fault in caught.value.faults]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_faults_of_a_toml_list(case: dict[str, Any], tmp_path: Path) -> None:
    """Every fault is told with its place, what is wrong and what is allowed."""
    assert _faults(_write(tmp_path, "feeds.toml", "\n" + case["list"])) == case["faults"]


def test_outlines_of_any_case_and_depth(tmp_path: Path) -> None:
    """Folders are tags, titles are names, and what can't be polled is left out and named."""
    path = _write(tmp_path, "feeds.opml", OPML)
    listing = read(path)
    assert listing.feeds == [
        Feed(
            url="https://marsa.example/rss",
            name="Marsa Post & Sons",
            language="ar",
            tags=["News", "Arabic"],
        ),
        Feed(url="https://deep.example/atom", tags=["News", "Arabic"]),
    ]
    assert listing.dropped == [
        Dropped(place=f"{path}:6", url="https://MARSA.example/rss", reason="twice"),
        Dropped(place=f"{path}:11", url="mailto:x@y.example", reason="not-http"),
        Dropped(place=f"{path}:12", url="https://u:p@z.example/rss", reason="credentials"),
        Dropped(place=f"{path}:13", url="", reason="no-url"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("feeds.opml", "<opml><body></opml>", ":1: not OPML: mismatched tag"),
        ("feeds.opml", "", ":1: not OPML: no element found"),
        ("feeds.opml", "<rss/>", ":1: not OPML: the document is <rss>; allowed: <opml>"),
        ("feeds.xml", b"\xff<opml/>", ":1: not OPML: not well-formed"),
        ("feeds.opml", "<?xml version='1.0' encoding='x-none'?><opml/>", ": not OPML: "),
        (
            "feeds.opml",
            '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml>&b;</opml>',
            ":1: a document type is not allowed in OPML",
        ),
        (
            "feeds.opml",
            "<opml>" + "<outline text='x'>" * 100,
            ":1: outlines are nested over 64 deep",
        ),
        ("feeds.csv", "", ": unknown suffix; allowed: .toml, .opml or .xml"),
    ],
)
def test_files_that_are_no_list(tmp_path: Path, name: str, text: str | bytes, fault: str) -> None:
    """A file that is broken, something else or an attack is one clear fault."""
    [told] = _faults(_write(tmp_path, name, text))
    assert told.startswith(fault)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    """The path is named."""
    assert _faults(tmp_path / "none.toml") == [
        ": can't be read: No such file or directory; give the path of a list of feeds"
    ]


@pytest.mark.parametrize("suffix", [".toml", ".opml"])
def test_a_list_that_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    """Nothing of a feed is lost on the way, in either format."""
    feeds = [Feed(url="https://b.example/", name="B"), WHOLE]
    path = _write(tmp_path, f"feeds{suffix}", written(feeds, suffix))
    assert read(path).feeds == feeds


def test_an_opml_list_in_windows_1256(tmp_path: Path) -> None:
    """The encoding that the document declares is kept to."""
    text = (
        "<?xml version='1.0' encoding='windows-1256'?>"
        "<opml><body><outline text='بريد' xmlUrl='https://a.example/'/></body></opml>"
    )
    assert read(_write(tmp_path, "feeds.opml", text.encode("cp1256"))).feeds[0].name == "بريد"


def test_the_list_of_the_seeds() -> None:
    """The list that is shipped is whole: outlet, country and language of every feed."""
    feeds = read(Path(__file__).parents[4] / "seeds" / "feeds.toml").feeds
    assert len(feeds) >= 40
    assert [feed.url for feed in feeds if not (feed.outlet and feed.country)] == []
    assert {feed.language for feed in feeds} == {"ar", "en"}


@pytest.mark.parametrize("seconds", [1, 2_592_000, 0.99, 2_592_001])
def test_intervals_have_the_same_bounds_in_lists_and_settings(
    seconds: float, tmp_path: Path
) -> None:
    """What the settings allow for all feeds a list allows for one, and nothing else."""
    path = _write(tmp_path, "feeds.toml", f"""
[[feed]]
url = "https://a.example/rss"
shortest_interval_seconds = {seconds}
""")  # fmt: skip
    allowed = 1 <= seconds <= 2_592_000
    with nullcontext() if allowed else pytest.raises(ListError):
        read(path)
    with nullcontext() if allowed else pytest.raises(msgspec.ValidationError):
        msgspec.convert({"shortest_seconds": seconds}, Schedule)
