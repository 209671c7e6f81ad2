"""``qala feeds import``: one format in, the other out, and what was left out on the way."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests.cli.conftest import Qala

OPML = """<opml version="2.0"><body>
<outline text="News"><outline text="Marsa Post" xmlUrl="https://marsa.example/rss"/></outline>
<outline text="again" xmlUrl="https://marsa.example/rss"/>
<outline text="mail" xmlUrl="mailto:desk@marsa.example"/>
<outline text="locked" xmlUrl="https://me:hush@marsa.example/2"/>
</body></opml>"""


def test_opml_becomes_toml_and_what_is_left_out_is_told(qala: Qala, tmp_path: Path) -> None:
    """Standard output holds the list; standard error each feed that is not in it, and why."""
    (tmp_path / "in.opml").write_text(OPML, encoding="utf-8")
    done = qala("feeds", "import", "in.opml")
    assert done.returncode == 0
    assert tomllib.loads(done.stdout) == {
        "feed": [{"url": "https://marsa.example/rss", "name": "Marsa Post", "tags": ["News"]}]
    }
    assert done.stderr.splitlines() == [
        "qala: in.opml:3: left out: there already: https://marsa.example/rss",
        "qala: in.opml:4: left out: no http or https URL: mailto:desk@marsa.example",
        "qala: in.opml:5: left out: has a user or password, which would be part of every event: …",
        "qala: feeds: 1, left out: 3",
    ]


def test_there_and_back(qala: Qala, tmp_path: Path) -> None:
    """The suffixes name the formats, and a list comes back as it was."""
    (tmp_path / "in.opml").write_text(OPML, encoding="utf-8")
    for source, target in (("in.opml", "a.toml"), ("a.toml", "b.opml"), ("b.opml", "c.toml")):
        assert qala("feeds", "import", source, "-o", target).returncode == 0
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "c.toml").read_bytes()


def test_a_file_that_is_there_is_kept(qala: Qala, tmp_path: Path) -> None:
    """Unless it is to be overwritten."""
    (tmp_path / "in.opml").write_text(OPML, encoding="utf-8")
    (tmp_path / "out.toml").write_text("mine", encoding="utf-8")
    done = qala("feeds", "import", "in.opml", "-o", "out.toml")
    assert (done.returncode, (tmp_path / "out.toml").read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in done.stderr
    assert qala("feeds", "import", "in.opml", "-o", "out.toml", "--force").returncode == 0
    assert tomllib.loads((tmp_path / "out.toml").read_text(encoding="utf-8"))["feed"]


def test_faults_are_told_a_line_each(qala: Qala, tmp_path: Path) -> None:
    """A list with faults, an unknown format and a missing folder are the user's to mend."""
    (tmp_path / "in.toml").write_text("[[feed]]\nurl = 1\nname = 2\n", encoding="utf-8")
    done = qala("feeds", "import", "in.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line[:22] for line in done.stderr.splitlines()] == [
        "qala: in.toml:1: url: ",
        "qala: in.toml:1: name:",
    ]
    done = qala("feeds", "import", "in.toml", "-o", "out.csv")
    assert done.returncode == 2
    assert "allowed: .toml, .opml, .xml" in done.stderr
    assert qala("feeds", "import").returncode == 2
    assert qala("feeds").returncode == 2
