"""The files source: what each file becomes, and that nothing wrong in one stops the others."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest

from worker.article import Record
from worker.ports import Source
from worker.runtime.budget import TOO_SLOW, Budget
from worker.sources.files import FORMATS, REASONS, Files, Limits, records

LIMITS = Limits(record_bytes=1_000, feed_bytes=4_000)

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Daily</title>
<link>https://daily.example/</link><language>ar</language>
<item><guid>g1</guid><title>One</title><link>/one</link></item>
<item><guid>g2</guid><title>Two</title><link>/two</link></item></channel></rss>"""

# name: (file name, its bytes, what comes of it: place after the folder, reason or form)
FILES: dict[str, tuple[str, bytes, list[tuple[str, str]]]] = {
    "a line is a record": ("a.jsonl", b'{"a":1}\n{"b":2}\n', [(":1", "json"), (":2", "json")]),
    "a last line without a break is one too": ("a.ndjson", b'{"a":1}', [(":1", "json")]),
    "blank lines are none": (
        "a.jsonl",
        b'\n{"a":1}\r\n  \n{"b":2}',
        [(":2", "json"), (":4", "json")],
    ),
    "a file of blank lines holds nothing": ("a.jsonl", b"\n\n", []),
    "a line over the limit is rejected, the next is not": (
        "a.jsonl",
        b'{"a":"' + b"x" * 300_000 + b'"}\n{"b":2}\n',
        [(":1", "too-large"), (":2", "json")],
    ),
    "a line at the limit is whole": ("a.jsonl", b"x" * 1_000 + b"\r\n", [(":1", "json")]),
    "a line one over the limit is not": ("a.jsonl", b"x" * 1_001, [(":1", "too-large")]),
    "an upper-case suffix is known": ("A.TXT", b"words", [("", "text")]),
    "a text is one record": ("a.txt", b"words\nmore", [("", "text")]),
    "a page is one record": ("a.htm", b"<p>words</p>", [("", "html")]),
    "a text over the limit is rejected": ("a.txt", b"x" * 1_001, [("", "too-large")]),
    "an empty file is rejected": ("a.txt", b"", [("", "empty")]),
    "an empty file of lines is rejected": ("a.jsonl", b"", [("", "empty")]),
    "an empty feed document is rejected": ("a.xml", b"", [("", "empty")]),
    "an object is one record": ("a.json", b'{"text":"words"}', [("", "json")]),
    "cut-off JSON is left to be judged": ("a.json", b'{"text":"wor', [("", "json")]),
    "a record over the limit in a .json": (
        "a.json",
        b'"' + b"x" * 1_000 + b'"',
        [("", "too-large")],
    ),
    "an entry of a feed is a record": ("a.rss", RSS.encode(), [("#1", "entry"), ("#2", "entry")]),
    "a feed cut off gives what it has": (
        "a.xml",
        RSS.encode()[:-60],
        [("#1", "entry"), ("#2", "entry")],
    ),
    "a feed without entries gives nothing": (
        "a.xml",
        b'<rss version="2.0"><channel></channel></rss>',
        [],
    ),
    "a page is no feed": ("a.xml", b"<html><body>hello</body></html>", [("", "html-not-a-feed")]),
    "a feed cut off before its entries": ("a.atom", RSS.encode()[:90], [("", "not-a-feed")]),
    "bytes are no feed": ("a.rdf", bytes(range(256)), [("", "not-a-feed")]),
    "a path in a feed file is not opened": ("a.xml", b"/etc/passwd", [("", "not-a-feed")]),
    "a feed over the limit is rejected": (
        "a.xml",
        RSS.encode() + b" " * 4_000,
        [("", "too-large")],
    ),
    "an entry over the limit is rejected alone": (
        "a.xml",
        RSS.replace("One", "x" * 2_000).encode(),
        [("#1", "too-large"), ("#2", "entry")],
    ),
    "an unknown suffix is rejected": ("a.pdf", b"%PDF", [("", "unknown-format")]),
    "a name without a suffix is lines": ("a", b'{"a":1}\n', [(":1", "json")]),
}


def read(*paths: Path, limits: Limits = LIMITS) -> list[Record]:
    """Read ``paths`` with nothing on standard input."""
    return list(records(paths, io.BytesIO(), limits))


def told(record: Record) -> str:
    """Return the reason of a record's fault, else its form."""
    return record.fault.reason if record.fault else record.form


@pytest.mark.parametrize(("name", "body", "expected"), FILES.values(), ids=FILES.keys())
def test_file(tmp_path: Path, name: str, body: bytes, expected: list[tuple[str, str]]) -> None:
    """A file becomes its records, or a record of what is wrong with it."""
    path = tmp_path / name
    path.write_bytes(body)
    found = read(path)
    assert [(record.place.removeprefix(str(path)), told(record)) for record in found] == expected
    assert all(record.fault.reason in REASONS for record in found if record.fault)
    assert all(len(record.body) <= LIMITS.record_bytes for record in found)


def test_a_cut_line_keeps_its_beginning(tmp_path: Path) -> None:
    """A line over the limit is kept up to it, and the message tells its length."""
    (tmp_path / "a.jsonl").write_bytes(b"y" * 70_000 + b"\n")
    [record] = read(tmp_path)
    assert record.body == b"y" * 1_000
    assert record.fault is not None
    assert "70001 bytes" in record.fault.message


def test_the_mark_at_the_head_is_no_part_of_a_line(tmp_path: Path) -> None:
    """A byte order mark at the head of a file is dropped, and only there."""
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf{}\n\xef\xbb\xbf{}\n")
    assert [record.body for record in read(tmp_path)] == [b"{}", b"\xef\xbb\xbf{}"]


def test_folders_are_read_in_order(tmp_path: Path) -> None:
    """A folder is read with all below it, sorted; other names and hidden ones are passed over."""
    for name in ("b.txt", "a.txt", "sub/c.txt", "README.md", ".hidden.txt", ".git/d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("words")
    names = [Path(record.place).name for record in read(tmp_path)]
    assert names == ["a.txt", "b.txt", "c.txt"]


def test_an_empty_folder_is_no_fault(tmp_path: Path) -> None:
    """A drop folder may be empty."""
    assert read(tmp_path) == []


def test_patterns(tmp_path: Path) -> None:
    """A pattern is matched below the folder that exists, and no file is read twice."""
    odd = tmp_path / "[1] news"
    odd.mkdir()
    for name in ("a1.txt", "a2.txt", "b1.txt"):
        (odd / name).write_text("words")
    batch = Files([odd / "a*.txt", odd / "*1.txt"]).read()
    assert batch is not None
    names = [Path(record.place).name for record in batch.records]
    assert names == ["a1.txt", "a2.txt", "b1.txt"]


@pytest.mark.parametrize("name", ["missing.txt", "none-*.txt", "no/such/folder", "\0"])
def test_a_path_that_means_no_file(tmp_path: Path, name: str) -> None:
    """A path or pattern that matches nothing is a fault, and the next is read."""
    (tmp_path / "good.txt").write_text("words")
    found = read(tmp_path / name, tmp_path / "good.txt")
    assert [told(record) for record in found] == ["unreadable", "text"]


def test_links(tmp_path: Path) -> None:
    """A broken link is a fault; a link to a folder below itself is not followed."""
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "c.txt").write_text("words")
    assert [told(record) for record in read(tmp_path)] == ["unreadable", "unreadable", "text"]


def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    """A pipe in a folder would never end, so it is not opened."""
    os.mkfifo(tmp_path / "a.jsonl")
    assert read(tmp_path) == []


def test_a_folder_named_as_a_file(tmp_path: Path) -> None:
    """A link to a folder under a file's name is a fault where it can't be opened as one."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("words")
    (tmp_path / "x.txt").mkdir()
    (tmp_path / "x.txt" / "b.txt").write_text("words")
    assert [Path(record.place).name for record in read(tmp_path)] == ["a.txt", "b.txt"]


@contextmanager
def without_rights() -> Iterator[None]:
    """Give up the rights of root, who may read everything, where the tests run as root."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_file_without_the_right_to_read() -> None:
    """A closed file and a closed folder are faults, and the rest is read."""
    with TemporaryDirectory() as name:  # tmp_path lies in a folder of its owner alone
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "a.txt").write_text("words")
        (folder / "b.txt").write_text("words")
        (folder / "closed").mkdir()
        (folder / "a.txt").chmod(0)
        (folder / "closed").chmod(0)
        with without_rights():
            found = read(folder, folder / "closed" / "c.txt")
        (folder / "closed").chmod(0o700)
    assert [told(record) for record in found] == ["unreadable", "text", "unreadable", "unreadable"]


def test_a_failure_in_the_middle_of_a_file() -> None:
    """A file that fails while it is read is a fault."""
    # Reading a process's memory at address 0 is an input/output error on Linux.
    [record] = read(Path("/proc/self/mem"))
    assert told(record) == "unreadable"


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    """A file name in another charset is spelt out in the record's place."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe3.txt"))
    path.write_text("words")
    [record] = read(tmp_path)
    assert record.place.endswith("\\xe3.txt")


def test_standard_input() -> None:
    """Without paths, and for ``-``, lines come from standard input."""
    stream = io.BytesIO(b'{"a":1}\n{"b":2}\n')
    found = list(records([], stream, LIMITS))
    assert [(record.place, record.body) for record in found] == [
        ("<stdin>:1", b'{"a":1}'),
        ("<stdin>:2", b'{"b":2}'),
    ]
    assert [record.body for record in records([Path("-")], io.BytesIO(b"{}"))] == [b"{}"]


def test_batches_are_bounded(tmp_path: Path) -> None:
    """A batch ends at its number of records or at its bytes; None comes after the last."""
    (tmp_path / "a.jsonl").write_bytes(b"1234567890\n" * 7)
    by_number: Source = Files([tmp_path], batch_records=3)
    assert [len(batch.records) for batch in iter(by_number.read, None)] == [3, 3, 1]
    assert by_number.read() is None
    by_bytes = Files([tmp_path], batch_bytes=15)
    assert [len(batch.records) for batch in iter(by_bytes.read, None)] == [2, 2, 2, 1]


def test_closing_in_the_middle(tmp_path: Path) -> None:
    """A source that is closed lets go of its file and gives no more."""
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 5)
    source = Files([tmp_path], batch_records=2)
    batch = source.read()
    assert batch is not None
    batch.commit()
    source.close()
    assert source.read() is None


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    """Two runs over the same files give the same records."""
    (tmp_path / "a.jsonl").write_bytes(b'{"a":1}\n')
    (tmp_path / "b.xml").write_text(RSS)
    assert read(tmp_path) == read(tmp_path)


def test_a_feed_that_takes_too_long(tmp_path: Path) -> None:
    """A document that is slow to parse is rejected by the budget, and the next is read."""
    (tmp_path / "a.xml").write_text(RSS + "<b>" + "&amp;" * 1_000_000)
    (tmp_path / "b.xml").write_text(RSS)
    found = read(tmp_path, limits=Limits(budget=Budget(0.2)))
    assert [told(record) for record in found] == [TOO_SLOW, "entry", "entry"]


def test_every_format_has_a_case() -> None:
    """No suffix is without a test."""
    tested = {Path(name).suffix.lower() for name, _, _ in FILES.values()}
    assert set(FORMATS) - {".html"} <= tested


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """200,000 lines and a line of 50 MB are read in less memory than the line."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text":"' + b"x" * 50_000_000 + b'"}\n')
        stream.writelines([orjson.dumps({"text": "words"}) + b"\n"] * 200_000)
    script = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from worker.sources.files import Files
        source = Files([Path(sys.argv[1])])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        count = sum(len(batch.records) for batch in iter(source.read, None))
        print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """)
    shown = subprocess.run(
        [sys.executable, "-c", script, path], capture_output=True, check=True, text=True, timeout=60
    )
    count, kilobytes = map(int, shown.stdout.split())
    assert count == 200_001
    assert kilobytes < 35_000
